"""What is kept of exporters, within bounds that one of them can't take from the others."""

from schemas.formats.netflow.exporters import (
    ALL_PARKED_BYTES,
    ALL_TEMPLATE_BYTES,
    MOST_DOMAINS,
    MOST_EXPORTERS,
    MOST_PARKED_BYTES,
    MOST_SAMPLERS,
    MOST_TEMPLATE_BYTES,
    Domain,
    Exporters,
    Parked,
)
from schemas.formats.netflow.wire.export import Export

KEY = (9, 1)


def parked(exporter: str, number: int, size: int = 10, domain: int = 1) -> Parked:
    export = Export(exporter=exporter, version=9, domain=domain, now=1.0, sequence=0, count=0, body=20, end=20)
    return Parked(export, number, bytes(size), number)


def test_a_domain_is_the_same_until_it_is_forgotten() -> None:
    exporters = Exporters()
    first = exporters.domain("a", KEY)
    assert exporters.domain("a", (10, 1)) is not first
    assert exporters.domain("a", KEY) is first


def test_domains_and_exporters_are_bounded_and_the_ones_heard_last_stay() -> None:
    exporters = Exporters()
    exporters.domain("quiet", KEY)
    for number in range(MOST_DOMAINS + 5):
        exporters.domain("loud", (9, number))
    assert len(exporters.known["loud"].domains) == MOST_DOMAINS
    assert "quiet" in exporters.known
    for number in range(MOST_EXPORTERS):
        exporters.domain(f"x{number}", KEY)
    assert len(exporters.known) == MOST_EXPORTERS
    assert "quiet" not in exporters.known


def test_a_hostile_exporter_forgets_its_own_templates_alone() -> None:
    exporters = Exporters()
    exporters.learn("sound", KEY, 256, b"t" * 200)
    forgotten = sum(exporters.learn("hostile", (9, number % 900), number, b"t" * 8_000) for number in range(3_000))
    assert forgotten > 2_000
    assert exporters.known["hostile"].template_bytes <= MOST_TEMPLATE_BYTES
    assert exporters.template_bytes == sum(one.template_bytes for one in exporters.known.values())
    assert exporters.known["sound"].domains[KEY].templates == {256: b"t" * 200}


def test_all_templates_together_are_bounded() -> None:
    exporters = Exporters()
    for number in range(40):
        for template in range(250):
            exporters.learn(f"x{number}", KEY, template, b"t" * 8_000)
    assert ALL_TEMPLATE_BYTES * 0.9 < exporters.template_bytes <= ALL_TEMPLATE_BYTES


def test_a_template_told_again_takes_the_room_of_the_old_one() -> None:
    exporters = Exporters()
    for size in (100, 5, 100):
        exporters.learn("a", KEY, 256, b"t" * size)
    once = Exporters()
    once.learn("a", KEY, 256, b"t" * 100)
    assert exporters.template_bytes == once.template_bytes
    assert exporters.withdraw("a", KEY) == [256]
    assert exporters.withdraw("a", KEY, 256) == []


def test_waiting_data_is_given_in_order_and_bounded() -> None:
    exporters = Exporters()
    for one in (parked("a", 300), parked("a", 301), parked("a", 300, 11), parked("a", 300, domain=2)):
        assert exporters.park(one) == []
    assert [len(one.body) for one in exporters.waiting("a", KEY, 300)] == [10, 11]
    assert exporters.waiting("a", KEY, 300) == []
    given_up = [one for number in range(9) for one in exporters.park(parked("a", number, MOST_PARKED_BYTES // 4))]
    assert [one.template for one in given_up[:3]] == [301, 300, 0]
    assert exporters.parked_bytes <= MOST_PARKED_BYTES


def test_waiting_data_of_all_exporters_is_bounded() -> None:
    exporters = Exporters()
    for number in range(200):
        exporters.park(parked(f"x{number}", 300, MOST_PARKED_BYTES - 1_000))
    assert exporters.parked_bytes <= ALL_PARKED_BYTES
    assert len(exporters.waiting("x199", KEY, 300)) == 1


def test_waiting_sets_without_data_are_bounded_too() -> None:
    exporters = Exporters()
    given_up = sum(len(exporters.park(parked("a", 300, 0))) for _ in range(5_000))
    assert given_up > 4_000
    assert len(exporters.waiting("a", KEY, 300)) == 5_000 - given_up


def test_a_rate_is_the_samplers_or_the_one_that_was_told_for_all() -> None:
    domain = Domain()
    assert (domain.rate(), domain.rate(3)) == (1, 1)
    domain.learn_rate(None, 10)
    assert (domain.rate(), domain.rate(3), domain.rate(0)) == (10, 10, 10)
    domain.learn_rate(3, 100)
    assert (domain.rate(), domain.rate(3), domain.rate(0), domain.rate(4)) == (10, 100, 1, 10)
    for sampler in range(10_000):
        domain.learn_rate(sampler, 2)
    assert len(domain.rates) == MOST_SAMPLERS
