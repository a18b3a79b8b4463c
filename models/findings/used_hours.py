"""At which local hours a path is used, so that a job's use far from all of them stands out."""

from operator import add

from msgspec import Struct

from models.event_time.calendar import DAY_S

FEWEST_USES, FEWEST_DAYS = 20, 10
"""Hours in which it was used, and days on which that was. Of 20 uses that came at any time, once in 1,000 times none
would have met seven given hours ((17 / 24) ** 20); ten days have both weeks of a shift."""

WATCHED_S = 14 * DAY_S
"""Each day of the week has been there twice then."""

SETTLED_S = 28 * DAY_S
"""From here on that a job never ran on a Saturday or Sunday, or on no other day, says something: eight of them."""

NEAR_HOURS = 3
"""Before and after, as of sessions into a host (`session_hours.py`): a change of clocks is within it."""

JOB_HOURS = 4
"""A path that was never used in more hours of the day than these is a job's: one hour, its neighbour where it takes
longer, and both once more where clocks change but not the job's. A convention."""

ACCEPTED_DAYS = 3
"""On so many days an odd use is told before it is usual. A convention."""

_HOURS = 24


class UsedHours(Struct, array_like=True):
    """Hours with a use by local hour: of workdays 0 to 23, then of Saturdays and Sundays 24 to 47.

    `since` is when it was looked at first, `heard` the newest use that was counted; seconds UTC. `days` have a use,
    `last_day` is the newest of them, in local days since 1970-01-01. `odd_days` had an odd use that was told, `odd_day`
    is the newest of those.
    """

    since: float
    counts: list[int]
    days: int = 0
    last_day: int = -1
    odd_days: int = 0
    odd_day: int = -1
    heard: float = 0.0

    @property
    def hours(self) -> list[int]:
        """Uses by hour of the day, whatever the day."""
        return list(map(add, self.counts[:_HOURS], self.counts[_HOURS:]))

    @property
    def is_job(self) -> bool:
        """Whether it is used in few hours of the day: a machine's work at a fixed time."""
        return _HOURS - self.hours.count(0) <= JOB_HOURS

    def odd(self, hour_of_week: int, time: float) -> str | None:
        """What is odd of a use at an hour, as the end of a sentence on the path; None where nothing is, or is known.

        Nor of what people use: they work at any hour.

        `hour_of_week` is 0 to 167, Monday's first being 0; `time` in seconds UTC.
        """
        known = time - self.since >= WATCHED_S and self.days >= FEWEST_DAYS and sum(self.counts) >= FEWEST_USES
        if not known or not self.is_job:
            return None
        weekday, hour = divmod(hour_of_week, _HOURS)
        if not _near(self.hours, hour):
            return f"all its uses came from {_range(self.hours)}"
        rests = weekday >= 5
        own = self.counts[_HOURS:] if rests else self.counts[:_HOURS]
        if not any(own) and time - self.since >= SETTLED_S:
            return "it never came on a Saturday or Sunday" if rests else "it only came on Saturdays and Sundays"
        return None

    def use(self, hour_of_week: int, day: int) -> None:
        """Count a use at an hour of the week, on a local day."""
        weekday, hour = divmod(hour_of_week, _HOURS)
        self.counts[hour + (_HOURS if weekday >= 5 else 0)] += 1
        self.days += day > self.last_day
        self.last_day = max(day, self.last_day)

    def told(self, day: int) -> bool:
        """An odd use on a local day is told; whether it is usual from now on, having been told on enough days."""
        self.odd_days += day > self.odd_day
        self.odd_day = max(day, self.odd_day)
        if self.odd_days <= ACCEPTED_DAYS:
            return False
        self.odd_days = 0
        return True


def unused(since: float) -> UsedHours:
    """Of a path that is looked at from now on."""
    return UsedHours(since, [0] * (2 * _HOURS))


def _near(counts: list[int], hour: int) -> bool:
    return any(counts[(hour + step) % _HOURS] for step in range(-NEAR_HOURS, NEAR_HOURS + 1))


def _range(counts: list[int]) -> str:
    """From the first hour with a use to the end of the last one, by the clock: the day without its longest gap."""
    used = [hour for hour, count in enumerate(counts) if count]
    gaps = [((later - earlier) % _HOURS, later) for earlier, later in zip([used[-1], *used[:-1]], used, strict=True)]
    first = max(gaps)[1] if len(used) > 1 else used[0]
    last = used[used.index(first) - 1]
    return f"{first:02d}:00 to {last:02d}:59"
