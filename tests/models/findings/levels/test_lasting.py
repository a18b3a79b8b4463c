"""A level that has changed for good is told from chance, weekends and what was there before."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.levels.lasting import (
    FEWEST_WEEKS,
    NEW_DAYS,
    OLD_DAYS,
    TIMES,
    TIMES_CLIMBED,
    climbed,
    lasting,
    shift,
)
from models.findings.levels.steps import step_of, steps_in

OLD, NEW = step_of(1_000), step_of(2_000)


def test_a_doubling_lasts_after_five_days_and_not_after_four() -> None:
    found = lasting([OLD] * 20 + [NEW] * NEW_DAYS, 0)
    assert found is not None
    assert (found.before, found.after, found.since, found.gradual) == (OLD, NEW, NEW_DAYS, False)
    assert lasting([OLD] * 20 + [NEW] * (NEW_DAYS - 1), 0) is None


def test_a_fall_is_a_change_too() -> None:
    found = lasting([NEW] * 20 + [OLD] * NEW_DAYS, 0)
    assert found is not None
    assert found.steps == OLD - NEW < 0


@pytest.mark.parametrize(
    "steps",
    [
        [OLD] * (OLD_DAYS - 1) + [NEW] * 5,
        [OLD] * 20 + [OLD + 3] * 10,
        [OLD] * 20 + [NEW] * 5 + [OLD],
        [OLD] * 10 + [NEW] + [OLD] * 10 + [NEW] * 5,
        [OLD, OLD, OLD, OLD, OLD, OLD - 9, OLD - 9] * 3 + [OLD - 9] * 10,
        [65, 63, 63, 66, 52, 55, 63, 65, 52, 68, 68, 68, 69, 68],
    ],
    ids=[
        "too few before",
        "by less than a half",
        "over again",
        "had it before",
        "weekends known, then holidays",
        "so uneven before that it may be chance",
    ],
)
def test_what_is_no_new_level(steps: list[int]) -> None:
    assert lasting(steps, 0) is None


def test_days_without_traffic_count_for_nothing_but_for_since_when() -> None:
    found = lasting([OLD] * 10 + [0] * 4 + [NEW, NEW, 0, NEW, NEW, NEW], 0)
    assert found is not None
    assert found.since == 6


def test_two_of_seven_new_days_may_be_weekends() -> None:
    week = [NEW, NEW, NEW, NEW, NEW, OLD, OLD]
    assert lasting([OLD] * 20 + [*week, NEW], 0) is not None
    assert lasting([OLD] * 20 + [NEW, NEW, NEW, OLD, OLD, OLD, NEW], 0) is None


def test_what_differs_anyway_from_day_to_day_does_not_change_by_chance() -> None:
    random = Random(1)
    for _ in range(300):
        assert lasting([OLD + random.randrange(-6, 7) for _ in range(42)], 0) is None


def test_octets_are_told_from_twice_on_and_small_figures_never() -> None:
    by_half = steps_in(1.7)
    octets = step_of(1_000_000)
    assert lasting([octets] * 20 + [round(octets + by_half)] * 6, 1) is None
    assert lasting([octets] * 20 + [octets + 7] * 6, 1) is not None
    assert lasting([step_of(3)] * 20 + [step_of(20)] * 6, 0) is None
    assert lasting([step_of(3_000)] * 20 + [step_of(20_000)] * 6, 2) is None


def test_a_climb_is_told_from_its_bound_on_by_both_last_weeks() -> None:
    weeks = [OLD + number for number in range(8)]
    found = climbed(weeks, 0)
    assert found is None
    found = climbed([*weeks, OLD + 8], 0)
    assert found is not None
    assert (found.before, found.after, found.gradual) == (OLD + 1, OLD + 7, True)
    assert climbed([OLD] * 8 + [NEW + 9], 0) is None
    assert climbed([OLD - 9] + [OLD] * 8, 0) is None


def test_a_slow_fall_is_told_too_and_few_weeks_are_not() -> None:
    found = climbed([NEW + 6 - number for number in range(10)], 0)
    assert found is not None
    assert found.steps < 0
    assert climbed([OLD, OLD, OLD + 6, OLD + 9, OLD + 9], 0) is None
    assert FEWEST_WEEKS == 6


@given(st.lists(st.integers(min_value=0, max_value=255), max_size=42), st.sampled_from([0, 1, 2]))
def test_whatever_is_told_is_as_large_as_its_bound(steps: list[int], figure: int) -> None:
    for found, times in ((lasting(steps, figure), TIMES), (climbed(steps, figure), TIMES_CLIMBED)):
        assert found is None or abs(found.steps) >= steps_in(times[figure])
        assert found is None or 0 < found.since <= len(steps)


def test_the_shift_is_that_of_the_last_days() -> None:
    assert shift([OLD] * 10 + [NEW] * NEW_DAYS) == NEW - OLD
    assert shift([OLD] * 3 + [NEW] * NEW_DAYS) == 0.0
