"""Ticks for recorded traffic, made from event time.

The law: a site's clock is the running maximum of its flows' `end`, and one flow stamped far ahead does
not move it. A jump of more than an hour is believed once three flows, and most of those seen since,
stand at the new time or later; then comes one tick there, not thousands in between.
"""

from collections.abc import Iterable, Iterator
from math import floor

from schemas.flow import Flow
from schemas.tick import TICK_INTERVAL_S, Tick
from streams.messages import Batch, Record

JUMP_S = 3_600.0
"""A larger step ahead is a jump. Zeek writes a connection at its end or after its time-out, by default of at most
an hour (SSH and FTP, `Conn::analyzer_inactivity_timeouts`), so honest steps are smaller."""

CONFIRMATIONS = 3
"""Flows that confirm a jump: two broken clocks in a row are rare, three are a fact."""

LONGEST_OPEN_JUMP_S = 7 * 86_400.0
"""At the end of input a jump that nothing confirmed or contradicted is believed up to a week: a plant's holiday."""

_QUIET_INTERVAL_S = 60.0

COLLECTOR = "replay"


class SiteClock:
    """The ticks of one site. Times are multiples of the interval, so that they do not depend on the first flow."""

    def __init__(self, site: str, collector: str = COLLECTOR) -> None:
        self._site = site
        self._collector = collector
        self._clock: float | None = None
        self._ticked = 0.0
        self._agreeing = 0
        self._ahead: float | None = None
        self._confirming = 0
        self._contradicting = 0

    def observe(self, end: float) -> list[Tick]:
        """The ticks that come before a flow that ended at `end`, in seconds UTC."""
        if self._clock is None or (self._agreeing < CONFIRMATIONS and end < self._clock - JUMP_S):
            # The very first flows may be the ones stamped wrongly: until some agree, the earlier one is right.
            self._start(end)
            return []
        if end > self._clock + JUMP_S:
            return self._doubt(end)
        if self._ahead is not None:
            self._contradicting += 1
            if self._contradicting > max(self._confirming, CONFIRMATIONS):
                self._ahead = None
        self._agreeing += end >= self._clock - JUMP_S
        self._clock = max(self._clock, end)
        return self._up_to(self._clock) if self._agreeing >= CONFIRMATIONS else []

    def finish(self) -> list[Tick]:
        """The ticks after the last flow: up to it, and past an open jump that may be believed."""
        if self._clock is None:
            return []
        ticks = self._up_to(self._clock)
        clock = self._clock
        if self._ahead is not None and not self._contradicting and self._ahead - clock <= LONGEST_OPEN_JUMP_S:
            clock = self._ahead
        if clock > self._ticked:
            ticks.append(self._tick(clock))
        return ticks

    def _start(self, end: float) -> None:
        self._clock = end
        self._ticked = _on_grid(end)
        self._agreeing = 1
        self._ahead = None

    def _doubt(self, end: float) -> list[Tick]:
        """Take a flow from far ahead: a first sign of a jump, or one more."""
        if self._ahead is None or end < self._ahead - JUMP_S:
            self._ahead, self._confirming, self._contradicting = end, 0, 0
        self._confirming += 1
        self._ahead = min(self._ahead, end)
        if self._confirming < CONFIRMATIONS or self._confirming <= self._contradicting:
            return []
        self._clock = self._ahead
        self._ahead = None
        return [self._tick(max(_on_grid(self._clock), self._ticked))]

    def _up_to(self, clock: float) -> list[Tick]:
        ticks: list[Tick] = []
        step = TICK_INTERVAL_S if clock - self._ticked <= _QUIET_INTERVAL_S else _QUIET_INTERVAL_S
        while self._ticked + step <= clock:
            ticks.append(self._tick(self._ticked + step))
        return ticks

    def _tick(self, time: float) -> Tick:
        self._ticked = time
        return Tick(site=self._site, collector=self._collector, time=time)


def with_ticks(batches: Iterable[Batch], collector: str = COLLECTOR) -> Iterator[Batch]:
    """The same batches with each site's ticks between its flows, and the last ones at the end.

    A site whose input brings its own ticks (a recording) gets none from here.
    """
    clocks: dict[str, SiteClock] = {}
    own: set[str] = set()
    source = ""
    for batch in batches:
        source = batch.source
        records: list[Record] = []
        for record in batch.records:
            if isinstance(record, Flow):
                if record.site not in own:
                    clock = clocks.get(record.site)
                    if clock is None:
                        clock = clocks[record.site] = SiteClock(record.site, collector)
                    records += clock.observe(record.end)
            elif isinstance(record, Tick):
                own.add(record.site)
            records.append(record)
        yield Batch(records, batch.dead_letters, batch.source, batch.position, batch.repeats, batch.notes)
    last: list[Record] = []
    for site in sorted(clocks.keys() - own):
        last += clocks[site].finish()
    if last:
        yield Batch(last, [], source)


def _on_grid(time: float) -> float:
    return floor(time / TICK_INTERVAL_S) * TICK_INTERVAL_S
