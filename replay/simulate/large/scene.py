"""One day of the large plant, as a habit sees it: who is there, which hours are busy, and where rows are written."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from replay.simulate.calendar import Day, office_activity
from replay.simulate.large.ground import Ground, Operations
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.stage import Rush, Silence
from replay.simulate.large.tape import Tape
from replay.simulate.plant import Device
from replay.simulate.randomness import seeded

Hourly = Callable[[int], None]
"""Writes what happens in a local hour (0 to 23) of its day; called once an hour, in order."""

_HOLIDAY_SHARE = 0.04
"""Of weekdays: some ten public holidays a year."""

_SWAP_SHARE = 0.15
"""Of days, those on which a redundant pair has swapped: about once a week."""


@dataclass(frozen=True)
class DayScene:
    """A day. Everything in it follows from the plan and the day's number alone, so days are made apart."""

    plan: LargePlan
    day: Day
    ground: Ground
    tape: Tape
    silences: tuple[Silence, ...] = ()
    rushes: tuple[Rush, ...] = ()

    def random(self, *names: str) -> Random:
        """A habit's own generator of this day."""
        return seeded(self.plan.seed, "large", str(self.day.number), *names)

    @cached_property
    def hours(self) -> tuple[float, ...]:
        """UTC seconds at which each local hour begins, and the day ends: 25, also where clocks change."""
        return tuple(self.day.at(hour) for hour in range(25))

    def length(self, hour: int) -> float:
        """Seconds of a local hour: 0 or 7,200 where clocks change."""
        return self.hours[hour + 1] - self.hours[hour]

    @cached_property
    def is_workday(self) -> bool:
        """Whether the office works: no weekend, no holiday."""
        return self.day.is_workday and self.random("holiday").random() >= _HOLIDAY_SHARE

    def busy(self, hour: int) -> float:
        """How busy the office is, 0 to 1."""
        if self.is_workday:
            return office_activity(self.day, hour)
        return 0.05 if 9 <= hour < 17 else 0.01

    def moment(self, random: Random, hour: int) -> float:
        """Some time in an hour."""
        return self.hours[hour] + random.random() * self.length(hour)

    def active(self, operations: Operations) -> Device:
        """The SCADA server that polls today."""
        swapped = self.random("swap", operations.active.name).random() < _SWAP_SHARE
        return operations.standby if swapped else operations.active

    def is_silent(self, initiator_ip: str, responder_ip: str, moment: float) -> bool:
        """Whether a planted silence keeps one end from asking."""
        return any(
            one.begin <= moment < one.end and one.initiator_ip == initiator_ip and one.responder_ip == responder_ip
            for one in self.silences
        )


Habit = Callable[[DayScene], Hourly]
