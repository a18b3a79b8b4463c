"""When people usually come: counts in, and which time stands out."""

from hypothesis import given
from hypothesis import strategies as st

from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.session_hours import FEWEST_DAYS, SessionHours
from tests.models.builders import MONDAY


def counted(*starts: float) -> SessionHours:
    hours = SessionHours()
    for start in starts:
        hours = hours.with_one(start)
    return hours


WORKDAYS = [MONDAY + day * DAY_S + (8 + 3 * n) * HOUR_S for day in range(FEWEST_DAYS) for n in range(4)]
"""Four sessions a day, at 8, 11, 14 and 17 hours UTC."""


def test_a_time_at_which_nobody_came_is_odd_once_many_have_come_on_enough_days() -> None:
    assert counted(*WORKDAYS).is_odd(MONDAY + 6 * DAY_S + 3 * HOUR_S)
    assert not counted(*WORKDAYS[:-1]).is_odd(MONDAY + 6 * DAY_S + 3 * HOUR_S)
    one_day = [start % DAY_S + MONDAY for start in WORKDAYS]
    assert not counted(*one_day).is_odd(MONDAY + 6 * DAY_S + 3 * HOUR_S)


def test_three_hours_beside_those_in_which_people_come_is_none() -> None:
    hours, day = counted(*WORKDAYS), MONDAY + 6 * DAY_S
    assert [hour for hour in range(24) if not hours.is_odd(day + hour * HOUR_S)] == list(range(5, 21))


def test_midnight_has_neighbours_on_both_sides() -> None:
    hours = counted(*(MONDAY + day * DAY_S + n for day in range(FEWEST_DAYS) for n in range(4)))
    assert [hour for hour in range(24) if not hours.is_odd(MONDAY + hour * HOUR_S)] == [0, 1, 2, 3, 21, 22, 23]


def test_what_is_odd_is_not_counted() -> None:
    hours = counted(*WORKDAYS)
    assert hours.with_one(MONDAY + 6 * DAY_S + 3 * HOUR_S) == hours


@given(st.lists(st.floats(0.0, 4e9), max_size=80))
def test_no_more_is_counted_than_came_and_no_more_days_than_sessions(starts: list[float]) -> None:
    hours = counted(*starts)
    assert hours.days <= hours.total <= len(starts)
