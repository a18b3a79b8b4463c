"""A path's days and weeks are learnt one by one, and what was told is usual."""

from typing import Any

import pytest

from models.baseline.path import Path
from models.findings.levels.lasting import Change
from models.findings.levels.records import (
    DAYS_KEPT,
    FORGOTTEN_DAYS,
    WEEKS_KEPT,
    Level,
    Told,
    accept,
    begun,
    change_of,
    days_before,
    is_forgotten,
    is_known,
    is_watched,
    learn_day,
    shifts_of,
)
from models.findings.levels.steps import of_figure, step_of
from tests.models.findings.levels.plain_paths import path

MONDAY = 20_458
"""2026-01-05 as days since 1970."""


def known(*flows: int, first: int = MONDAY) -> tuple[Level, Path]:
    """A path that had so many flows on days from a Monday on; 10 and 20 octets each."""
    one = path("hmi", "plc")
    level = begun(one, first - 1, 0.0)
    for number, count in enumerate(flows):
        one.flows_before += count
        one.initiator_octets_before += 10 * count
        one.responder_octets_before += 20 * count
        learn_day(level, one, first + number, 86_400.0 * number)
    return level, one


def test_each_day_is_what_the_path_had_since_the_day_before() -> None:
    level, _ = known(100, 0, 200)
    assert of_figure(level.days, 0) == [step_of(100), 0, step_of(200)]
    assert of_figure(level.days, 2) == [step_of(2_000), 0, step_of(4_000)]


def test_days_that_nobody_counted_apart_are_not_learnt() -> None:
    level, one = known(100)
    one.flows_before += 900
    learn_day(level, one, MONDAY + 3, 0.0)
    assert of_figure(level.days, 0) == [step_of(100), 0, 0, 0]
    one.flows_before += 50
    learn_day(level, one, MONDAY + 4, 0.0)
    assert of_figure(level.days, 0)[-1] == step_of(50)


def test_a_day_that_is_told_twice_and_a_count_that_fell_teach_nothing() -> None:
    level, one = known(100, 100)
    learn_day(level, one, MONDAY + 1, 0.0)
    one.flows_before = 7
    learn_day(level, one, MONDAY + 2, 0.0)
    assert of_figure(level.days, 0) == [step_of(100), step_of(100), 0]


def test_a_week_has_the_middle_of_its_days_and_none_where_it_has_few() -> None:
    level, _ = known(*([100] * 5 + [10] * 2), *([0] * 5 + [300] * 2), *([200] * 7))
    assert of_figure(level.weeks, 0) == [step_of(100), 0, step_of(200)]


def test_what_is_kept_is_bounded() -> None:
    level, _ = known(*([100] * 400))
    assert (len(level.days), len(level.weeks)) == (3 * DAYS_KEPT, 3 * WEEKS_KEPT)


def test_what_is_not_heard_for_weeks_is_forgotten() -> None:
    assert is_forgotten(known(5, *[0] * FORGOTTEN_DAYS)[0])
    assert not is_forgotten(known(5, *[0] * (FORGOTTEN_DAYS - 1))[0])


def test_a_change_is_told_with_the_days_before_and_is_usual_once_accepted() -> None:
    level, _ = known(*([1_000] * 17 + [2_000] * 6))
    change = change_of(level)
    assert change is not None
    assert (change.since, days_before(level, change), is_known(level)) == (6, 17, True)
    assert shifts_of(level)[0] > 5
    accept(level, change)
    assert of_figure(level.days, 0) == [step_of(2_000)] * 6
    assert (change_of(level), level.weeks, is_known(level)) == (None, b"", False)


def test_an_accepted_climb_keeps_its_last_two_weeks_and_an_old_change_its_weeks() -> None:
    level, _ = known(*([1_000] * 70))
    accept(level, Change(0, 1.0, 9.0, 10, gradual=True))
    assert (len(level.weeks), len(level.days)) == (6, 3 * DAYS_KEPT)
    accept(level, Change(0, 1.0, 9.0, 10, gradual=False))
    assert (len(level.weeks), len(level.days)) == (3, 30)


@pytest.mark.parametrize(
    ("fields", "watched"),
    [
        ({"answered": True}, True),
        ({"answered": False}, False),
        ({"answered": True, "status": "held"}, False),
        ({"answered": True, "service": "rdp"}, False),
    ],
)
def test_machines_paths_that_are_learnt_are_watched(fields: dict[str, Any], *, watched: bool) -> None:
    one = path("hmi", "plc", **fields)
    assert not is_watched(one)
    one.responder_asset.side = "ot"
    assert is_watched(one) == watched


def test_of_one_cause_is_what_goes_the_same_way_at_the_same_place() -> None:
    def cause(what: str, subject: str, before: float, after: float) -> tuple[str, ...]:
        return Told(what, subject, "x", ["a|b|c"], 1, 0.0, 0.0, 0.0, 0, before, after).cause  # type: ignore[arg-type]

    assert cause("level", "path", 1.0, 2.0) == ("level", "up", "path", "a|b|c")
    assert cause("climb", "zone", 2.0, 1.0) == ("climb", "down", "zone", "x")
    assert cause("pace", "plant", 0.0, 0.0) == ("pace", "", "plant", "x")
