"""Ticks of the wall clock, for shells that follow what happens now."""

from collections.abc import Callable, Iterable

from schemas.tick import TICK_INTERVAL_S, Tick
from streams.messages import Batch

TICK_SOURCE = "clock"


class WallTicks:
    """Gives each site a Tick at the first look, and then at the first of each interval of the clock.

    `clock` gives seconds UTC; None while it can't be believed, and then there are none. `collector` is named in them.
    """

    def __init__(self, clock: Callable[[], float | None], collector: str) -> None:
        self._clock = clock
        self._collector = collector
        self._last = 0.0
        self._next = 0.0

    def due(self, sites: Iterable[str]) -> Batch | None:
        """The Ticks of these sites, when it is time for them."""
        now = self._clock()
        # A wall clock set back must not silence the Ticks until it has caught up.
        if now is None or self._last <= now < self._next:
            return None
        self._last = now
        self._next = (now // TICK_INTERVAL_S + 1.0) * TICK_INTERVAL_S
        ticks = [Tick(site=site, collector=self._collector, time=now) for site in sites]
        return Batch(records=[*ticks], dead_letters=[], source=TICK_SOURCE)
