"""A source of the embedded shell whose time comes from its flows: what `weir run --once` reads.

As in `replay.ticks`, ticks are put between the flows as they come, and the last ones when the source has nothing
more. Where several sources are read, the one that has come least far in time goes on, batch by batch, so that a log
of yesterday is not taken for late beside one of today.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from replay.first_times import LOOKAHEAD_FLOWS, Head, looked_ahead
from replay.merge import order_time
from replay.ticks import SiteClocks
from streams.embedded.loop import COLLECTOR
from streams.messages import Batch
from streams.sources.protocol import Source


class RecordedSource:
    """`sources` as one, with ticks of event time."""

    def __init__(self, sources: Sequence[Source], *, begun: bool = False, collector: str = COLLECTOR) -> None:
        """`begun`: the state knows since when its sites are watched, so that there is no need to look for it.

        `collector` is named in the ticks.
        """
        self._sources = sources
        self._limit = 1 if begun else LOOKAHEAD_FLOWS
        self._held: list[deque[Batch]] = []
        self._come: list[float] = []
        self._clocks = SiteClocks(collector, {})
        self._collector = collector
        self._first: float | None = None
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether nothing will ever come again."""
        return all(source.ended for source in self._sources) and self.idle

    @property
    def idle(self) -> bool:
        """Whether all that is there was given, and the last ticks with it."""
        return not self.holds and all(source.idle for source in self._sources) and self._ended

    @property
    def holds(self) -> bool:
        """Whether a batch was read that no poll has given yet."""
        return any(self._held)

    def first_time(self) -> float | None:
        """When what is to come begins (`first_times.py`); what was read for it is kept for the next polls.

        None when there is nothing.
        """
        self._look_ahead()
        return self._first

    def poll(self) -> Batch | None:
        """What came next, with its ticks."""
        self._look_ahead()
        for index in sorted(range(len(self._sources)), key=self._come.__getitem__):
            held = self._held[index]
            batch = held.popleft() if held else self._sources[index].poll()
            if batch is None:
                continue
            self._ended = False
            if batch.records:
                self._come[index] = max(self._come[index], order_time(batch.records[-1]))
            batch.records = self._clocks.with_ticks(batch.records)
            return batch
        if self._ended or not all(source.idle for source in self._sources):
            return None
        self._ended = True
        last = self._clocks.finish()
        return Batch(last, [], self._collector) if last else None

    def close(self) -> None:
        """Let go of the sources' files."""
        for source in self._sources:
            source.close()

    def _look_ahead(self) -> None:
        if self._held:
            return
        heads = [looked_ahead(_all_of(source), self._limit) for source in self._sources]
        self._held = [deque(head.batches) for head in heads]
        # Before any is read, they have come to where they begin.
        self._come = [float("inf") if head.first is None else head.first for head in heads]
        self._clocks = SiteClocks(self._collector, {} if self._limit == 1 else _begins(heads))
        self._first = min((head.first for head in heads if head.first is not None), default=None)


def first_time(source: RecordedSource, otherwise: Callable[[], float]) -> float:
    """When what a source gives begins, seconds UTC; `otherwise` when there is nothing to read."""
    time = source.first_time()
    return otherwise() if time is None else time


def _begins(heads: Sequence[Head]) -> dict[str, float]:
    begins: dict[str, float] = {}
    for head in heads:
        for site, begin in head.begins.items():
            begins[site] = min(begin, begins.get(site, begin))
    return begins


def _all_of(source: Source) -> Iterator[Batch]:
    while (batch := source.poll()) is not None:
        yield batch
