"""Doors that one initiator tries or opens little by little: too few an hour for a sweep, and too many for chance.

Kept with its sweep (`scan_tracker.py`), whatever people say of single tries. Bounded: hashes and times of the newest.
"""

from zlib import crc32

from msgspec import Struct

from models.event_time.calendar import DAY_S, HOUR_S

KEPT_S = 14 * DAY_S
"""Two weeks: long enough for one door a day, short enough that what a plant changes in a year adds up to nothing."""

MOST_AN_HOUR = 3
"""Tries of an hour that count here: what is faster adds up within its hour."""

MOST = 32
"""Doors kept; the oldest go. Three times what is told."""

VAIN_TARGETS, YOUNG_VAIN_TARGETS = 10, 25
"""Told are so many targets that gave no answer, as of a sweep within an hour: the second while all is new."""

OPENED_DAYS = 4
"""Told are new hosts on so many days. 29 simulated days had none who met new hosts across a boundary, outside of
conduits, on more than two; shared roles aside, whose work it is."""


class SlowDoors(Struct, array_like=True):
    """Hashes of targets and when each was met, seconds UTC: those tried in vain, and those opened across a boundary."""

    vain: list[tuple[int, float]] = []
    opened: list[tuple[int, float]] = []

    def tried(self, target: str, time: float) -> None:
        """A try that nobody answered."""
        if sum(time - HOUR_S < met <= time for _, met in self.vain) < MOST_AN_HOUR:
            _add(self.vain, target, time)

    def open(self, target: str, time: float) -> None:
        """The first conversation with a host on another side, in no conduit."""
        _add(self.opened, target, time)

    def vain_at(self, time: float) -> int:
        """How many targets were tried in vain within two weeks."""
        return sum(_counts(met, time) for _, met in self.vain)

    def opened_at(self, time: float) -> int:
        """How many hosts were opened within two weeks."""
        return sum(_counts(met, time) for _, met in self.opened)

    def days_at(self, time: float) -> int:
        """On how many days (24 hours from the first) hosts were opened within two weeks."""
        times = [met for _, met in self.opened if _counts(met, time)]
        first = min(times, default=0.0)
        return len({(met - first + HOUR_S) // DAY_S for met in times})

    def since(self, time: float, *, vain: bool) -> float:
        """When the first of those that count was met; `time` where there is none."""
        return min((met for _, met in (self.vain if vain else self.opened) if _counts(met, time)), default=time)


def _add(doors: list[tuple[int, float]], target: str, time: float) -> None:
    name = crc32(target.encode())
    if any(name == known and _counts(met, time) for known, met in doors):
        return
    doors.append((name, time))
    del doors[:-MOST]


def _counts(met: float, time: float) -> bool:
    return time - KEPT_S < met <= time
