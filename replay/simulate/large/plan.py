"""What is to be simulated of a large plant: its size, its days, and what goes wrong."""

from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from replay.simulate.calendar import Calendar
from replay.simulate.plan import local_date

MIN_SIZE, MAX_SIZE = 0.125, 40.0
"""43 and 5,200 assets; 1 is about 140 assets and 100,000 flows a workday."""

MAX_DAYS = 400
"""A year of rhythm and some more."""

MIN_LEARN_DAYS = 2
"""What is there since the first day, and returns, needs a day to be there and one to be away."""


class LargePlan(Struct, frozen=True, kw_only=True):
    """A plant, a stretch of time, and whether attacks and near misses are planted in it.

    `first_day` is a local date; `learn_days` are those without attacks but those that are there from the first day.
    Attacks lie at least two days apart. `scenarios` are names of attacks and traps that are planted instead of those
    whose turn it is by the seed; empty: by turn.
    """

    site: str = "plant-1"
    seed: int = 1
    size: float = 1.0
    first_day: str = "2026-03-16"
    days: int = 14
    learn_days: int = 7
    time_zone: str = "Europe/Berlin"
    attacks: bool = True
    traps: bool = True
    scenarios: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError that says which figure does not fit, and what would."""
        if not MIN_SIZE <= self.size <= MAX_SIZE:
            msg = f"size is {self.size:g}; it must be from {MIN_SIZE:g} to {MAX_SIZE:g} (1 is about 140 assets)"
            raise ValueError(msg)
        if not 1 <= self.days <= MAX_DAYS:
            msg = f"days is {self.days}; it must be from 1 to {MAX_DAYS}"
            raise ValueError(msg)
        if (self.attacks or self.traps) and not MIN_LEARN_DAYS <= self.learn_days < self.days:
            msg = (
                f"learn days is {self.learn_days} of {self.days}; attacks and traps need at least {MIN_LEARN_DAYS} "
                "days before them and one of their own; take more days, or none of both"
            )
            raise ValueError(msg)
        local_date(self.first_day, self.time_zone)

    @property
    def calendar(self) -> Calendar:
        """The plan's days in the plant's time zone."""
        return Calendar(date.fromisoformat(self.first_day), self.days, ZoneInfo(self.time_zone))

    @property
    def learn_until(self) -> float:
        """UTC seconds of the midnight that ends the days to learn."""
        return self.calendar.day(min(self.learn_days, self.days)).at(0.0)
