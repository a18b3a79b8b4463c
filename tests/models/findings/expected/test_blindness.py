"""Where most paths are overdue at once it is the sensor that does not see them."""

import pytest

from models.findings.expected.blindness import unseen
from models.findings.expected.records import Expected, ExpectedPath
from models.findings.expected.usual_pauses import HOURS, learnt, seconds_of
from tests.models import builders as b
from tests.models.findings.expected import made as m

NOW = b.after(10)
SHORT = b"\x01" * HOURS


def path(waited: float = 60.0, *, waits: bytes = SHORT, sensor: str = "zeek") -> Expected:
    """One that has said nothing for so long."""
    kept = ExpectedPath(sensor, b.MONDAY, counted_from=b.MONDAY)
    kept.learn(waits, seconds_of(max(waits)))
    return Expected("", m.path(m.asset("panel"), m.asset("plc"), last=NOW - waited), kept)


@pytest.mark.parametrize(
    ("silent", "speaking", "blind"), [(3, 2, True), (3, 3, False), (2, 0, False), (6, 5, True), (6, 7, False)]
)
def test_more_than_half_and_three_at_least(silent: int, speaking: int, *, blind: bool) -> None:
    found = unseen([path(1_000.0 + n) for n in range(silent)] + [path() for _ in range(speaking)], NOW)
    assert bool(found) is blind


def test_it_began_when_the_one_in_the_middle_spoke_last() -> None:
    assert unseen([path(900.0), path(1_000.0), path(7_000.0)], NOW) == [("zeek", NOW - 1_000.0)]


def test_each_sensor_is_judged_by_its_own_paths() -> None:
    east, west = [path(1_000.0, sensor="east") for _ in range(4)], [path(sensor="west") for _ in range(9)]
    assert [name for name, _ in unseen([*east, *west], NOW)] == ["east"]


def test_what_may_well_pause_and_what_is_silent_for_days_says_nothing() -> None:
    resting = [path(4 * b.HOUR, waits=learnt(SHORT, 3, 9 * b.HOUR)) for _ in range(9)]
    gone = [path(3 * b.DAY) for _ in range(9)]
    silent = [path(1_000.0) for _ in range(3)]
    assert unseen([*resting, *gone, path()], NOW) == []
    assert len(unseen([*resting, *gone, *silent, path()], NOW)) == 1
