"""A use far from all hours of a path is odd once enough of them are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.used_hours import ACCEPTED_DAYS, SETTLED_S, WATCHED_S, UsedHours, unused

DAY = 86_400.0


def used(hours: tuple[int, ...], days: int = 20, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> UsedHours:
    """Looked at since time 0, and used at these hours on each of these weekdays within some days."""
    known = unused(0.0)
    for day in range(days):
        if day % 7 in weekdays:
            for hour in hours:
                known.use(day % 7 * 24 + hour, day)
    return known


@pytest.mark.parametrize(
    ("hour", "odd"),
    [
        (8, None), (5, None), (4, "all its uses came from 08:00 to 16:59"), (19, None),
        (20, "all its uses came from 08:00 to 16:59"), (3, "all its uses came from 08:00 to 16:59"),
    ],
)  # fmt: skip
def test_odd_is_what_lies_more_than_three_hours_from_all_uses(hour: int, odd: str | None) -> None:
    assert used((8, 12, 16)).odd(hour, 20 * DAY) == odd


def test_over_midnight_hours_are_neighbours_as_well() -> None:
    known = used((23, 0))
    assert known.odd(2, 20 * DAY) is None
    assert known.odd(12, 20 * DAY) == "all its uses came from 23:00 to 00:59"


def test_one_hour_a_day_is_told_as_that() -> None:
    assert used((1,), days=40).odd(13, 40 * DAY) == "all its uses came from 01:00 to 01:59"


@pytest.mark.parametrize(
    "known",
    [
        pytest.param(used((8, 9, 10), days=6), id="few days"),
        pytest.param(used((8,), days=19), id="few uses"),
        pytest.param(UsedHours(20 * DAY - WATCHED_S + 1.0, used((8, 12)).counts, 14), id="watched for less"),
    ],
)
def test_nothing_is_odd_while_little_is_known(known: UsedHours) -> None:
    assert known.odd(3, 20 * DAY) is None


def test_a_job_on_a_kind_of_day_that_it_never_had_is_odd_after_four_weeks() -> None:
    saturday = 5 * 24 + 8
    known = used((8,), days=28)
    assert known.is_job
    assert known.odd(saturday, SETTLED_S) == "it never came on a Saturday or Sunday"
    assert known.odd(saturday, SETTLED_S - 1.0) is None
    assert used((8,), days=80, weekdays=(5, 6)).odd(8, 80 * DAY) == "it only came on Saturdays and Sundays"


def test_people_may_come_at_night_and_on_a_weekend() -> None:
    known = used((8, 9, 11, 13, 16), days=40)
    assert not known.is_job
    assert known.odd(5 * 24 + 10, 40 * DAY) is None
    assert known.odd(3, 40 * DAY) is None


def test_what_was_told_on_three_days_is_usual_with_the_next() -> None:
    known = used((8, 12))
    assert [known.told(day) for day in (20, 20, 21, 22, 23)] == [False, False, False, False, True]
    assert ACCEPTED_DAYS == 3
    assert known.odd_days == 0


@given(st.lists(st.tuples(st.integers(0, 167), st.integers(0, 400)), max_size=200), st.integers(0, 167))
def test_what_was_once_used_is_never_odd_by_its_hour(uses: list[tuple[int, int]], hour: int) -> None:
    known = unused(0.0)
    for hour_of_week, day in sorted([*uses, (hour, 401)], key=lambda use: use[1]):
        known.use(hour_of_week, day)
    assert known.odd(hour, 500 * DAY) is None
    assert known.days <= sum(known.counts)
