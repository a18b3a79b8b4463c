"""What another one does instead is no silence."""

from models.baseline.path import Path
from models.findings.expected.replaced import LATEST_S, by_zone, replaced
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
