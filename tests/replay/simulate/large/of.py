"""A small large plant, one day of it, and events planted in it."""

from collections.abc import Iterable
from typing import NamedTuple

from replay.simulate.large.plan import LargePlan
from replay.simulate.large.scene import DayScene, Habit
from replay.simulate.large.script import Script
from replay.simulate.large.stage import Event, Planted, Rush, Silence, Stage
from replay.simulate.large.tape import Row, Tape
from replay.simulate.randomness import seeded

PLAN = LargePlan(size=0.25, days=10, learn_days=4)
SCRIPT = Script(PLAN)
GROUND = SCRIPT.ground
MONDAY, WEDNESDAY, THURSDAY, SUNDAY = 0, 2, 3, 6
"""Numbers of days: the plan begins on a Monday."""


class Seen(NamedTuple):
    """A row as a reader sees it."""

    written: float
    start: float
    initiator: str
    responder: str
    port: int
    transport: str
    service: str
    duration: float
    sent: int
    received: int
    state: str
    macs: tuple[str, str]


def seen(rows: Iterable[Row]) -> list[Seen]:
    """Rows taken apart."""
    found = []
    for written, line in rows:
        f = line.rstrip("\n").split("\t")
        assert len(f) == 24, line
        found.append(
            Seen(written, float(f[0]), f[2], f[4], int(f[5]), f[6], f[7], float(f[8]), int(f[9]), int(f[10]), f[11],
                 (f[22], f[23]))
        )  # fmt: skip
    return found


def scene(number: int = MONDAY, *, silences: tuple[Silence, ...] = (), rushes: tuple[Rush, ...] = ()) -> DayScene:
    """A day with a sensor that has no troubles."""
    tape = Tape(seeded(1, "tape"), "test", trouble=False)
    return DayScene(PLAN, PLAN.calendar.day(number), GROUND, tape, silences, rushes)


def day_of(habit: Habit, day: DayScene, hours: Iterable[int] = range(24)) -> list[Seen]:
    """What a habit writes in these hours of a day."""
    hourly = habit(day)
    for hour in hours:
        hourly(hour)
    return seen(day.tape.rest())


def stage(name: str = "event", day: int = 5, hour: float = 9.0) -> Stage:
    """A place for an event."""
    return Stage(name, GROUND, PLAN.calendar, day, PLAN.calendar.day(day).at(hour), seeded(1, name))


def planted(event: Event) -> Planted:
    """The event at nine o'clock of the sixth day."""
    return event(stage())
