"""When a window is: once, or each week by the site's clock, both changes of clocks included."""

from collections.abc import Iterator
from typing import NamedTuple

from models.event_time.calendar import DAY_S, Calendar
from schemas.asset_change import Weekly

_MONDAY = 4
"""1970-01-01, day 0, was a Thursday: day 4 was the first Monday."""

LONGEST_S = 31 * DAY_S
"""The longest time that may be announced in one piece: what lasts longer is how the plant is, and is to be learnt."""

LASTING_S = DAY_S
"""How long one lasts of which no end is said: it must not hold alerts for ever."""


class Occurrence(NamedTuple):
    """One time of a window, seconds UTC; the end is not part of it."""

    begin: float
    end: float


def next_weekly(
    weekly: Weekly, calendar: Calendar, after: float, until: float, *, begun: float = 0.0
) -> Occurrence | None:
    """The first time of each week's that ends after `after` and begins before `until`; None: there is none any more.

    `begun` is when the last one began: that is left out, though it was ended early. So is one that the change of clocks
    leaves without length.
    """
    for each in _from_day(weekly, calendar, calendar.day_of(after) - 1):
        if each.begin >= until:
            return None
        if each.begin > begun and each.end > max(after, each.begin):
            return each
    return None


def meet(one: Weekly, other: Weekly) -> bool:
    """Whether two weekly times ever overlap."""
    return any(
        begin < other_end and other_begin < end
        for begin, end in _minutes(one)
        for first, last in _minutes(other)
        for other_begin, other_end in ((first, last), (first - 10_080, last - 10_080), (first + 10_080, last + 10_080))
    )


def _minutes(weekly: Weekly) -> Iterator[tuple[int, int]]:
    """Begins and ends in minutes of the week."""
    for day in weekly.days:
        yield 1_440 * day + weekly.begin_minute, 1_440 * (day + _next_day(weekly)) + weekly.end_minute


def _next_day(weekly: Weekly) -> int:
    return 1 if weekly.end_minute <= weekly.begin_minute else 0


def _from_day(weekly: Weekly, calendar: Calendar, first: int) -> Iterator[Occurrence]:
    """The times of 22 days from a local day on: three weeks hold one that has a length, whatever clocks do."""
    for day in range(first, first + 22):
        if (day - _MONDAY) % 7 in weekly.days:
            yield Occurrence(
                calendar.moment(day, weekly.begin_minute),
                calendar.moment(day + _next_day(weekly), weekly.end_minute),
            )
