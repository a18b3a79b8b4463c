"""A steady pace is known after three days, and lost after a day of uneven hours."""

import pytest

from models.baseline.path import Path
from models.findings.levels.pace import (
    CALM_HOURS,
    KNOWN_HOURS,
    LASTING_FLOWS,
    LASTING_HOURS,
    Pace,
    hour,
    is_polled,
    lasts,
)
from tests.models.findings.levels.plain_paths import path


def at(spread: float, gap_s: float = 60.0, flows: int = 0) -> Path:
    return path("hmi", "plc", gap_s=gap_s, gap_var=(spread * gap_s) ** 2, flows_before=flows)


def lived(*hours: tuple[float, int], excused: bool = False) -> Pace:
    pace, flows = Pace(), 0
    for spread, count in hours:
        for _ in range(count):
            flows += 60
            hour(pace, at(spread, flows=flows), excused=excused)
    return pace


def test_it_is_lost_after_a_day_of_uneven_hours_and_flows_enough() -> None:
    pace = lived((0.1, KNOWN_HOURS), (0.9, LASTING_HOURS))
    assert lasts(pace, at(0.9, flows=100_000))
    assert not lasts(pace, at(0.9, flows=pace.flows + LASTING_FLOWS - 1))
    assert not lasts(lived((0.1, KNOWN_HOURS), (0.9, LASTING_HOURS - 1)), at(0.9, flows=100_000))
    assert pace.gap_s == 60.0


@pytest.mark.parametrize(
    "hours",
    [
        ((0.1, KNOWN_HOURS - 1), (0.9, 60)),
        ((0.1, 100), (0.32, 60)),
        ((0.1, 100), (0.9, 23), (0.1, 1), (0.9, 23)),
        ((0.9, 200),),
        ((0.1, 4), (0.9, 1)) * 60,
    ],
    ids=["not known", "a tenth lost", "steady between", "never steady", "a fifth uneven"],
)
def test_what_is_no_lost_pace(hours: tuple[tuple[float, int], ...]) -> None:
    assert not lasts(lived(*hours), at(0.9, flows=100_000))


def test_announced_work_is_not_counted() -> None:
    assert lived((0.1, 100), (0.9, 60), excused=True).uneven == 0


def test_a_lost_pace_is_over_after_steady_hours_in_a_row() -> None:
    begun = ((0.1, 100), (0.9, 30))
    assert lived(*begun, (0.1, CALM_HOURS - 1)).uneven == 30
    assert lived(*begun, (0.1, CALM_HOURS)).uneven == 0
    assert lived(*begun, (0.1, CALM_HOURS - 1), (0.9, 1), (0.1, 1)).uneven == 31


def test_a_steady_path_changes_nothing_once_it_is_known_for_a_week() -> None:
    pace = lived((0.1, 200))
    assert not hour(pace, at(0.1, gap_s=90.0), excused=False)
    assert pace.gap_s == 60.0


def test_only_what_speaks_often_has_a_pace() -> None:
    assert [is_polled(at(0.1, gap_s=gap_s)) for gap_s in (0.0, 1.0, 600.0, 601.0)] == [False, True, True, False]
