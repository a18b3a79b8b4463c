"""The collector's clock for Ticks: the wall clock, as long as it goes as time does.

A time given is never before one given earlier, and a step of the wall clock is believed only once
it has stood for a minute. Ticks decide which flows' times to believe (`models/event_time/watermark.py`), so a clock
that jumps for a moment, as one does that is set at boot, must not move them. After a step back that stands, no time
is given until the clock has come up to where it was.
"""

import logging
from collections.abc import Callable

_log = logging.getLogger(__name__)

STEP_S = 2.0
"""A larger difference between two looks is a step: NTP slews what is below 0.128 s, and steps only past that."""

STANDS_S = 60.0
"""How long a step must stand: the minute of Ticks that also decides about flows (design section 5, Time)."""


class SteadyClock:
    """`wall` gives seconds UTC and may step; `monotonic` gives seconds that only go up."""

    def __init__(self, wall: Callable[[], float], monotonic: Callable[[], float]) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset: float | None = None
        self._stepped_at = 0.0
        self._stepped_to: float | None = None
        self._given = 0.0

    def now(self) -> float | None:
        """Seconds UTC; None while a clock that was set back has not come up to what was given."""
        elapsed = self._monotonic()
        offset = self._wall() - elapsed
        if self._offset is None or abs(offset - self._offset) <= STEP_S:
            self._offset, self._stepped_to = offset, None
        elif self._stepped_to is None or abs(offset - self._stepped_to) > STEP_S:
            self._stepped_at, self._stepped_to = elapsed, offset
            _log.warning(
                "the clock stepped by %.1f s: ticks go on as before unless it stays so for %.0f s",
                offset - self._offset,
                STANDS_S,
            )
        elif elapsed - self._stepped_at >= STANDS_S:
            if elapsed + offset < self._given:
                behind_s = self._given - elapsed - offset
                _log.warning("the clock was set back: no ticks for %.0f s, until it is where it was", behind_s)
            self._offset, self._stepped_to = offset, None
        time = elapsed + self._offset
        if time < self._given:
            # What slewing takes back is too little to be silent for.
            return self._given if self._given - time <= STEP_S else None
        self._given = time
        return time
