"""Whether a path that is polled at a steady pace still is: by the running mean and spread of the times between flows.

Looked at once an hour, so flows cost nothing. A sensor that loses each tenth row makes a steady pace spread by a third
of its mean (the square root of a tenth); times that chance alone makes spread by all of it.
"""

from math import sqrt

from msgspec import Struct

from models.baseline.path import Path

LONGEST_GAP_S = 600.0
"""Between two flows on average: slower is no polling, and its running figures span half a day."""

STEADY, UNEVEN = 0.2, 0.5
"""Spread of the times between flows by their mean up to which a pace is steady, and from which on it is uneven: what
loses a fourth of its flows. Between lies neither. A convention."""

KNOWN_HOURS, MOST_HOURS = 72, 168
"""Steady hours before an uneven pace is news: three days, as of beacons. More than a week's are not counted."""

LOST_AN_HOUR = 4
"""Steady hours that an uneven one takes back: what is uneven in a fifth of its hours is never known as steady."""

LASTING_HOURS = 24
"""Uneven hours in a row before it lasts: 31 was the longest run of a path on five simulated plants of 28 days, of one
that is often uneven; of the steady ones 18. A convention."""

LASTING_FLOWS = 240
"""And so many flows: after one gap of a day a path of five minutes reads uneven for 190 (0.95 a flow, see `SMOOTHING`
in `models/baseline/path.py`)."""

JOINS_HOURS = 6
"""Uneven for so long it is uneven together with one that is told: a quarter of that."""

CALM_HOURS = 6
"""Steady hours in a row after which what was told is over."""


class Pace(Struct, array_like=True):
    """Of one path: steady hours so far, uneven hours in a row, and the flows there were when they began.

    `gap_s` is the mean time between flows while it was steady, in seconds. `calm` counts steady hours in a row.
    """

    steady: int = 0
    uneven: int = 0
    flows: int = 0
    gap_s: float = 0.0
    calm: int = 0

    @property
    def known(self) -> bool:
        """Whether its steady pace is known."""
        return self.steady >= KNOWN_HOURS


def is_polled(path: Path) -> bool:
    """Whether it speaks often enough to have a pace."""
    return 0.0 < path.gap_s <= LONGEST_GAP_S


def spread(path: Path) -> float:
    """The standard deviation of the times between a polled path's flows, by their mean."""
    return sqrt(path.gap_var) / path.gap_s


def hour(pace: Pace, path: Path, *, excused: bool) -> bool:
    """An hour in which a path spoke is over; whether anything changed. `excused`: work was announced in it."""
    before = (pace.steady, pace.uneven, pace.calm)
    now = spread(path)
    if now <= STEADY:
        if pace.uneven and pace.uneven < LASTING_HOURS:
            pace.steady = max(0, pace.steady - LOST_AN_HOUR * pace.uneven)
        pace.calm = min(CALM_HOURS, pace.calm + 1)
        if pace.calm >= CALM_HOURS or pace.uneven < LASTING_HOURS:
            pace.uneven = 0
        if not pace.uneven:
            pace.steady = min(MOST_HOURS, pace.steady + 1)
            if pace.steady < MOST_HOURS:
                pace.gap_s = path.gap_s
    elif now >= UNEVEN and not excused:
        if pace.uneven == 0:
            pace.flows = path.flows
        pace.uneven, pace.calm = min(MOST_HOURS, pace.uneven + 1), 0
    return before != (pace.steady, pace.uneven, pace.calm)


def lasts(pace: Pace, path: Path) -> bool:
    """Whether a path that was steady is uneven for good."""
    return pace.known and pace.uneven >= LASTING_HOURS and path.flows - pace.flows >= LASTING_FLOWS
