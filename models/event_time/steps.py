"""Steps of time without flows between: how long a silence may be, and which of the times held back follow on.

A sparse log steps by hours or days from row to row, and each step is time that has passed. A clock that is
wrong steps once, and far. So what is left at the end of input is believed step by step, as long as no step is
much longer than those before it.
"""

from collections.abc import Iterable

LONGEST_SILENCE_S = 7 * 86_400.0
"""A step that is believed though nothing confirms it: a plant's holiday. Longer ones need flows that agree."""

STEADY = 2.0
"""A log that has just stepped by some time may step by twice as much: a row may be missing in between."""


def following(start: float, times: Iterable[float], stride: float = 0.0) -> float:
    """How far time has come: from `start` on through `times` in ascending order, up to a step that is too long.

    `stride` is the step made before `start`, in seconds; 0 when there was none.
    """
    longest = max(LONGEST_SILENCE_S, STEADY * stride)
    reached = start
    for time in sorted(times):
        if time - reached > longest:
            break
        reached = max(reached, time)
    return reached
