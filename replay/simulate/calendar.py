"""The plant's days and hours, on the clock that hangs on its wall.

People and scheduled jobs follow local time, daylight saving included; flows carry UTC seconds.
This is the one place that turns one into the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
SHIFT_HOURS = (6.0, 14.0, 22.0)
"""When the three shifts of a day begin, local time."""


@dataclass(frozen=True)
class Day:
    """One local day of the plan, counted from 0."""

    number: int
    date: date
    zone: ZoneInfo

    @property
    def weekday(self) -> int:
        """Monday is 0."""
        return self.date.weekday()

    @property
    def is_workday(self) -> bool:
        """Whether the office works; shifts work every day."""
        return self.weekday < SATURDAY

    def at(self, hour: float) -> float:
        """UTC seconds of a local hour (6.5 is half past six); an hour past 24 is in the next day."""
        wall = datetime(self.date.year, self.date.month, self.date.day) + timedelta(hours=hour)  # noqa: DTZ001
        return wall.replace(tzinfo=self.zone).timestamp()


@dataclass(frozen=True)
class Calendar:
    """The days of a plan."""

    first: date
    days: int
    zone: ZoneInfo

    def __iter__(self) -> Iterator[Day]:
        return (self.day(number) for number in range(self.days))

    def day(self, number: int) -> Day:
        """The day of that number; the plan's end is the start of day `days`."""
        return Day(number, self.first + timedelta(days=number), self.zone)

    @property
    def start(self) -> float:
        """UTC seconds of the first local midnight."""
        return self.day(0).at(0.0)

    @property
    def end(self) -> float:
        """UTC seconds of the midnight that ends the last day."""
        return self.day(self.days).at(0.0)


def office_activity(day: Day, hour: int) -> float:
    """How busy the office is in a local hour, 0 to 1: two humps round lunch, a few people at weekends."""
    if not day.is_workday:
        return 0.05 if 9 <= hour < 17 else 0.01
    busy = {6: 0.1, 7: 0.4, 8: 0.8, 9: 1.0, 10: 1.0, 11: 0.9, 12: 0.5, 13: 0.8, 14: 1.0, 15: 0.9, 16: 0.6, 17: 0.3}
    return busy.get(hour, 0.08 if 18 <= hour < 21 else 0.01)


def iso(moment: float) -> str:
    """UTC seconds as ISO 8601, to the second."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
