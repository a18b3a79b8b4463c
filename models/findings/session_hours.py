"""At which times of the day people come into a host by sessions, so that one at another time stands out.

A chain of usual ways is no news by its ways; what is left is when it comes. Hours are those of UTC, with their
neighbours, so that a change of clocks moves none out of reach.
"""

from msgspec import Struct

from models.event_time.calendar import DAY_S, HOUR_S

FEWEST_SESSIONS, FEWEST_DAYS = 20, 5
"""From here on a time at which nobody came says something: of 20 sessions that came at any time, once in 1,000 times
none would have met seven given hours ((17 / 24) ** 20), and a week's working days have been seen."""

NEAR_HOURS = 3
"""Before and after: who comes three hours earlier than ever is early. On ten simulated plants of two weeks two hours
told one supplier of the evening, and three hours nobody but the attacker. A convention."""

AT_AN_HOUR = "hour"
"""Stands first in the cause of a chain that is told for its time alone."""

_HOURS = 24


class SessionHours(Struct, array_like=True):
    """Sessions into one host by the hour of UTC in which they began, and on how many days there were any."""

    counts: list[int] = []
    days: int = 0
    last_day: int = -1

    @property
    def total(self) -> int:
        """All sessions."""
        return sum(self.counts)

    def is_odd(self, start: float) -> bool:
        """Whether nobody ever came at this time of the day or three hours before or after, and many did at others."""
        if self.days < FEWEST_DAYS or self.total < FEWEST_SESSIONS:
            return False
        hour = _hour(start)
        return not any(self.counts[(hour + step) % _HOURS] for step in range(-NEAR_HOURS, NEAR_HOURS + 1))

    def with_one(self, start: float) -> "SessionHours":
        """The same with one more session, unless it came at an odd time: what stands out is not learnt."""
        if self.is_odd(start):
            return self
        counts = list(self.counts) if self.counts else [0] * _HOURS
        counts[_hour(start)] += 1
        day = int(start // DAY_S)
        return SessionHours(counts, self.days + (day > self.last_day), max(day, self.last_day))


def _hour(start: float) -> int:
    return int(start % DAY_S // HOUR_S)
