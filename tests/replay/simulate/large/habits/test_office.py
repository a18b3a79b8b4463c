from replay.simulate.large.habits.office import SITES, office, site
from tests.replay.simulate.large.of import GROUND, SUNDAY, day_of, scene


def test_half_of_the_desks_meet_the_internet_by_the_proxy_alone() -> None:
    rows = day_of(office, scene(), [10])
    direct, proxied = GROUND.workstations[0].ip, GROUND.workstations[1].ip
    outside = {row.initiator for row in rows if not row.responder.startswith("10.")}
    assert direct in outside
    assert proxied not in outside
    assert GROUND.servers["proxy-01"].ip in outside


def test_a_weekend_is_quiet() -> None:
    assert 15 * len(day_of(office, scene(SUNDAY), [10])) < len(day_of(office, scene(), [10]))


def test_every_site_has_an_address_of_its_own() -> None:
    assert len({site(number).ip for number in range(SITES)}) == SITES
