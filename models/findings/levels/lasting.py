"""Whether a level has changed for good, or has climbed little by little, by the steps of days and of weeks.

The first is the test of ADWIN (Bifet and Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM
2007): a window is cut wherever the means of both parts differ by more than chance makes them. All cuts are tried, as in
its exact form, since a window has 42 days at most. The variance is that within the parts, and not of the whole: on so
few days the change itself is most of that. River's ADWIN, of the same days, misses a doubling a week after it (14
days of 10, then 7 of 20; measured), and its state is opaque octets.
"""

from collections.abc import Sequence
from math import log, sqrt
from typing import NamedTuple

from models.findings.levels.steps import NOT_HEARD, figure_of, steps_in

NEW_DAYS = 5
"""Days with traffic at a new level before it lasts: a working week. A factor of two told 16
figures after three days on six simulated plants of 28 days, and after five days two, both of one remote desktop."""

OLD_DAYS = 7
"""Days with traffic before a change: a weekend has been among them."""

WEEKEND = 2.0 / 7.0
"""So many of the new days need not be beyond all old ones."""

CONFIDENCE = 0.002
"""ADWIN's delta, as River has it: how often chance passes the bound at most, were days independent."""

BY_CHANCE_STEPS2 = 1.0 / 12.0
"""The variance that rounding to steps gives at least."""

TIMES = (1.5, 2.0, 2.0)
"""By so much the means of connections, octets sent and octets received differ at least. Of octets 1.5
told a controller now and then on the same six plants. A convention."""

TIMES_CLIMBED = (2.0, 3.0, 3.0)
"""By so much this week differs from the oldest that is kept: what grows by a half in half a year is growth. A
convention."""

FEWEST_WEEKS = 6
"""Weeks with figures before a climb is told. What is faster than a month is a lasting change of days."""

FLOORS = (24.0, 100_000.0, 100_000.0)
"""Below such figures a day on both sides nothing is told: a connection an hour; 100 kB. A convention."""


class Change(NamedTuple):
    """A figure that has changed: which, from where to where in steps, and since how many days or weeks of `kept`."""

    figure: int
    before: float
    after: float
    since: int
    gradual: bool

    @property
    def steps(self) -> float:
        """By how many steps; below 0 where it fell."""
        return self.after - self.before


def lasting(steps: Sequence[int], figure: int) -> Change | None:
    """The clearest cut of a figure's days after which it stands at a new level; None where there is none.

    What it had before on any day that is kept is no new level: so weekends, holidays and stops that look like them are
    none.
    """
    heard = [(place, step) for place, step in enumerate(steps) if step != NOT_HEARD]
    values = [step for _, step in heard]
    if len(values) < OLD_DAYS + NEW_DAYS or abs(shift(values)) < steps_in(TIMES[figure]) / 2.0:
        return None
    best: Change | None = None
    clearest = 0.0
    for cut in range(OLD_DAYS, len(values) - NEW_DAYS + 1):
        old, new = values[:cut], values[cut:]
        before, after = sum(old) / len(old), sum(new) / len(new)
        differs = abs(after - before)
        beyond = differs - _by_chance(old, new)
        if beyond <= clearest or differs < steps_in(TIMES[figure]) or not _is_new(old, new, up=after > before):
            continue
        best, clearest = Change(figure, before, after, len(steps) - heard[cut][0], gradual=False), beyond
    return best if best is not None and _matters(best) else None


def climbed(steps: Sequence[int], figure: int) -> Change | None:
    """How far a figure's weeks have gone from the oldest that are kept; None where that is not far.

    The nearer of the first two and of the last two count: one week of a holiday is no level.
    """
    heard = [step for step in steps if step != NOT_HEARD]
    if len(heard) < FEWEST_WEEKS:
        return None
    first, last = heard[:2], heard[-2:]
    up = (max(first), min(last))
    down = (min(first), max(last))
    for (before, after), steps_on in ((up, up[1] - up[0]), (down, down[0] - down[1])):
        if steps_on >= steps_in(TIMES_CLIMBED[figure]):
            found = Change(figure, before, after, len(steps), gradual=True)
            return found if _matters(found) else None
    return None


def shift(values: Sequence[int]) -> float:
    """By how many steps the last days differ from those before, of days that were heard; 0: too few."""
    if len(values) < OLD_DAYS + NEW_DAYS:
        return 0.0
    old, new = values[:-NEW_DAYS], values[-NEW_DAYS:]
    return sum(new) / len(new) - sum(old) / len(old)


def _is_new(old: Sequence[int], new: Sequence[int], *, up: bool) -> bool:
    """Whether the newest day lies beyond all old ones, and with it `NEW_DAYS` of the new and five in seven of them.

    At weekends two of seven may have what workdays had before. What was as before yesterday does not last.
    """
    beyond = [step > max(old) if up else step < min(old) for step in new]
    return beyond[-1] and sum(beyond) >= max(NEW_DAYS, (1.0 - WEEKEND) * len(new))


def _by_chance(old: Sequence[int], new: Sequence[int]) -> float:
    """ADWIN's bound: by how much chance makes the means of two parts differ at most."""
    total = len(old) + len(new)
    harmonic = 1.0 / (1.0 / len(old) + 1.0 / len(new))
    variance = max(BY_CHANCE_STEPS2, (_squares(old) + _squares(new)) / (total - 2))
    return sqrt(2.0 / harmonic * variance * log(2.0 * log(total) / CONFIDENCE))


def _squares(values: Sequence[int]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def _matters(change: Change) -> bool:
    return max(figure_of(change.before), figure_of(change.after)) >= FLOORS[change.figure]
