"""A source of the embedded shell whose time comes from its flows: what `weir run --once` reads.

The law: as in `replay.ticks`, with the ticks put between the flows as they come, and the last ones when
the source has nothing more. A site whose input brings its own ticks gets none from here.
"""

from collections.abc import Callable, Sequence

from replay.merge import order_time
from replay.ticks import SiteClock
from schemas.flow import Flow
from schemas.tick import Tick
from streams.embedded import COLLECTOR, Source
from streams.messages import Batch, Record


class RecordedSource:
    """`source` with ticks of event time."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held: Batch | None = None
        self._clocks: dict[str, SiteClock] = {}
        self._own: set[str] = set()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether nothing will ever come again."""
        return self._source.ended and self.idle

    @property
    def idle(self) -> bool:
        """Whether all that is there was given, and the last ticks with it."""
        return self._held is None and self._source.idle and self._ended

    @property
    def holds(self) -> bool:
        """Whether a batch was read that no poll has given yet."""
        return self._held is not None

    def first_time(self) -> float | None:
        """The time of the next record, which is kept for the next poll; None when there is none."""
        if self._held is None:
            self._held = self._source.poll()
        return order_time(self._held.records[0]) if self._held is not None and self._held.records else None

    def poll(self) -> Batch | None:
        """What came next, with its ticks."""
        batch, self._held = self._held, None
        if batch is None:
            batch = self._source.poll()
        if batch is not None:
            self._ended = False
            batch.records = self._with_ticks(batch.records)
            return batch
        if not self._source.idle or self._ended:
            return None
        self._ended = True
        last: list[Record] = []
        for site in sorted(self._clocks.keys() - self._own):
            last += self._clocks[site].finish()
        return Batch(last, [], COLLECTOR) if last else None

    def close(self) -> None:
        """Let go of the source's files."""
        self._source.close()

    def _with_ticks(self, given: Sequence[Record]) -> list[Record]:
        records: list[Record] = []
        for record in given:
            if isinstance(record, Tick):
                self._own.add(record.site)
            elif isinstance(record, Flow) and record.site not in self._own:
                clock = self._clocks.get(record.site)
                if clock is None:
                    clock = self._clocks[record.site] = SiteClock(record.site, COLLECTOR)
                records += clock.observe(record.end)
            records.append(record)
        return records


def first_time(sources: Sequence[RecordedSource], otherwise: Callable[[], float]) -> float:
    """The earliest time that any of the sources begins with, seconds UTC; `otherwise` when there is nothing to read."""
    times = [time for source in sources if (time := source.first_time()) is not None]
    return min(times) if times else otherwise()
