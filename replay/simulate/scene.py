"""Where traffic takes place: the plan, the plant and its calendar, handed to every source."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from random import Random

from replay.simulate.calendar import Calendar, Day
from replay.simulate.connection import Connection
from replay.simulate.plan import SimulationPlan
from replay.simulate.plant import Plant, build_plant
from replay.simulate.randomness import seeded

Traffic = Callable[["Scene"], Iterator[Connection]]
"""One idea of what a plant does: its connections in order of start, whatever the number of days."""

by_start = attrgetter("start")


@dataclass(frozen=True)
class Scene:
    """What a source of traffic may look at."""

    plan: SimulationPlan

    @cached_property
    def plant(self) -> Plant:
        """The plan's plant."""
        return build_plant(self.plan)

    @cached_property
    def calendar(self) -> Calendar:
        """The plan's days."""
        return self.plan.calendar

    def random(self, *names: str) -> Random:
        """A source's own generator: the same for the same seed and names."""
        return seeded(self.plan.seed, *names)

    def day_by_day(self, make: Callable[[Day], Iterable[Connection]]) -> Iterator[Connection]:
        """Connections made one local day at a time, each day put in order of start.

        What `make` gives must start within its day: only one day is held.
        """
        for day in self.calendar:
            yield from sorted(make(day), key=by_start)
