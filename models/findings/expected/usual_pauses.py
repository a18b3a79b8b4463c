"""The longest pauses of one path, by the hour of the week: so nights, shifts and weekends are known by themselves.

For each hour of the week it is kept how long the path had said nothing at most, in one octet: a pause of a weekend
stands at all hours that it lasted, growing, and the hours of a workday have the short ones of polling.
"""

from bisect import bisect_left

HOURS = 168
"""Of a week, 0 being Monday's first in the site's time zone."""

NEVER_WATCHED = bytes(HOURS)

SHORT_S = 300.0
"""No pause is told apart from this one: three times as much is what the site's clock waits for a sensor (`LIVE_S`),
and less than that is never told."""

RESTING_S = 2 * 3_600.0
"""A path that was ever silent for longer rests, or comes as it likes: it is compared with its own hours alone. More
than what comes each hour. At six hours a pair's standby and logins were false in one simulated plant of four."""

STEPS_A_DOUBLING = 8
"""An octet holds up to 19 years so, to within 9 %. A step is taken off each week, so of a pause that does not
come again a half is left after eight weeks, as of the largest windows (`volume.py`)."""

_NEIGHBOURS = (-2, -1, 0, 1, 2)
"""Hours that count beside one another: a job that comes a little later, and a plant that follows the sun through a
change of clocks, which moves all by one. What comes as it likes has its longest pause in so many hours, too."""

_WORKDAYS, _SATURDAY, _SUNDAY = (0, 1, 2, 3, 4), (5,), (6,)


_STEP_ENDS = tuple(SHORT_S * float(2.0 ** ((step - 0.5) / STEPS_A_DOUBLING)) for step in range(1, 255))
"""Up to so many seconds a pause is of step 1, 2, ..., 254: half a step past what each stands for."""


def step_of(pause_s: float) -> int:
    """A pause in steps, 1 to 255; all up to `SHORT_S` are 1."""
    return 1 + bisect_left(_STEP_ENDS, pause_s)


_SECONDS = tuple(SHORT_S * float(2.0 ** ((step - 1) / STEPS_A_DOUBLING)) for step in range(256))


def seconds_of(step: int) -> float:
    """What a step stands for, in seconds."""
    return _SECONDS[step]


RESTING = step_of(RESTING_S)


def watched(waits: bytes, hour: int) -> bytes:
    """An hour of the week has passed: what was usual in it fades by a step."""
    step = max(1, waits[hour] - 1)
    return waits if step == waits[hour] else _with(waits, hour, step)


def learnt(waits: bytes, hour: int, pause_s: float) -> bytes:
    """In an hour the path had said nothing for so long."""
    step = step_of(pause_s)
    return waits if step <= waits[hour] else _with(waits, hour, step)


def longest_at_s(waits: bytes, hour: int) -> float | None:
    """The longest pause at an hour of such days (workdays, Saturdays, Sundays), in seconds; None: not all were watched.

    With the hours before and after: see `_NEIGHBOURS`.
    """
    day = hour // 24
    days = _WORKDAYS if day in _WORKDAYS else _SATURDAY if day in _SATURDAY else _SUNDAY
    steps = [waits[(24 * each + hour % 24 + beside) % HOURS] for each in days for beside in _NEIGHBOURS]
    return None if 0 in steps else seconds_of(max(steps))


def _with(waits: bytes, hour: int, step: int) -> bytes:
    changed = bytearray(waits)
    changed[hour] = step
    return bytes(changed)
