"""What another one does instead is no silence."""

from models.baseline.path import Path
from models.findings.replaced import BEFORE_S, LATEST_S, by_zone, replaced, responder_replaced
from tests.models import builders as b
from tests.models.findings.expected import made as m

STOPPED = m.NOW - b.HOUR
PANEL, TWIN, PLC, SERVER = m.asset("panel"), m.asset("twin"), m.asset("plc"), m.asset("server", "control")


def is_replaced(other: Path) -> bool:
    silent = m.path(PANEL, PLC, last=STOPPED)
    paths = {each.key: each for each in (silent, other)}
    return replaced(silent, paths, by_zone({each.id: each for each in (PANEL, TWIN, PLC, SERVER)}))


def by(initiator: str = "twin", first: float = STOPPED + 60.0, last: float = m.NOW, hours: int = 240) -> Path:
    other = m.path({"twin": TWIN, "server": SERVER}[initiator], PLC, last=last, hours=hours)
    other.first_seen = first
    return other


def test_a_twin_that_begins_then_has_replaced_it() -> None:
    assert is_replaced(by())
    assert is_replaced(by(first=STOPPED - LATEST_S + 1.0))


def test_a_new_responder_in_its_place_has_as_well() -> None:
    other = m.path(PANEL, TWIN)
    other.first_seen = STOPPED + 60.0
    assert is_replaced(other)


def test_a_standby_that_takes_over_has_and_one_that_always_speaks_beside_it_has_not() -> None:
    assert is_replaced(by(first=m.SINCE, hours=40))
    assert not is_replaced(by(first=m.SINCE, hours=240))


def test_one_of_another_zone_or_that_does_not_speak_either_has_not() -> None:
    assert not is_replaced(by("server"))
    assert not is_replaced(by(first=STOPPED - 600.0, last=STOPPED - 60.0))


def test_one_that_comes_much_later_has_not() -> None:
    assert not is_replaced(by(first=STOPPED + LATEST_S + 60.0))


ANSWERED = m.NOW - b.DAY


def reads_another(
    first: float = ANSWERED + 300.0,
    last: float = m.NOW,
    zone: str = "cell",
    service: str = "opc-ua",
    known: float = m.SINCE,
) -> bool:
    """Whether the server that reads the panel in vain reads another one instead, in that zone and time."""
    server, other = m.asset("server", "control"), m.asset("other", zone)
    failing, instead = m.path(server, PANEL, service=service), m.path(server, other, service=service, last=last)
    failing.first_seen, instead.first_seen = known, first
    server.slots.update({0: failing, 1: instead})
    return responder_replaced(failing, ANSWERED, m.NOW)


def test_one_that_is_read_since_the_last_answer_has_replaced_a_failing_one() -> None:
    assert reads_another()
    assert reads_another(first=ANSWERED - LATEST_S)


def test_one_that_was_read_before_or_much_later_or_no_more_or_elsewhere_has_not() -> None:
    assert not reads_another(first=ANSWERED - LATEST_S - 1.0)
    assert not reads_another(first=ANSWERED + LATEST_S + 1.0)
    assert not reads_another(last=m.NOW - LATEST_S - 1.0)
    assert not reads_another(zone="control")


def test_where_all_is_new_or_somebody_works_by_it_nothing_is_replaced() -> None:
    assert not reads_another(known=ANSWERED + 300.0 - BEFORE_S + 1.0)
    assert not reads_another(service="ssh")
