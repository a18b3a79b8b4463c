"""A recording as a source that gives each record when its time has come, by a clock that goes faster or slower.

What was published before is passed over; from there on, event time goes `speed` times as fast as the clock. The time
that has come is that of the Ticks between the flows, and of flows at most a minute ahead of them: one that is stamped
far ahead holds nothing up. A silence longer than a day is not waited for. Pure: the clock is given, and nobody sleeps.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, field, structs

from replay.given.statements import STATEMENTS
from replay.merge import order_time
from schemas.flow import Flow
from schemas.tick import Tick
from streams.messages import Batch, Record

AHEAD_S = 60.0
"""How far a flow may be ahead of the Ticks and still move the time: Ticks come each minute at most while flows do."""

LONGEST_WAIT_S = 86_400.0
"""A longer silence, in event time, is passed over: a convention; a sensor that was off over the holidays."""


class Fed(Struct):
    """How far a feed is. `time` is the event time that has come, as published, None before the first record.

    `records` were given in this run and `before` in an earlier one; `kinds` counts this run's by their type.
    """

    records: int = 0
    before: int = 0
    dead_letters: int = 0
    rows: int = 0
    time: float | None = None
    first: float | None = None
    kinds: Counter[type[Record]] = field(default_factory=Counter)


class Paced:
    """The batches of a recording as a source named `source`, of which `published` records were given before.

    `speed` is event time by time of `clock` (seconds that only go up); None: at once. `stopped` says that somebody
    waits for the end, while what was published before is passed over. Ticks of `collector` and what files state
    are no rows of the traffic.
    """

    def __init__(  # noqa: PLR0913 - what a feed goes by, by name
        self,
        batches: Iterator[Batch],
        *,
        source: str,
        collector: str,
        published: int = 0,
        speed: float | None,
        clock: Callable[[], float],
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._batches = batches
        self._source = source
        self._collector = collector
        self._published = published
        self._speed = speed
        self._clock = clock
        self._stopped = stopped
        self._position = 0
        self._batch: Batch | None = None
        self._index = 0
        self._dues: list[float] = []
        self._times: list[float] = []
        self._reached: float | None = None
        self._passed_over = 0.0
        self._began: tuple[float, float] | None = None
        self.fed = Fed()
        self.ended = False

    @property
    def idle(self) -> bool:
        """Whether all was given: what is not due yet is still to come."""
        return self.ended

    def poll(self) -> Batch | None:
        """What is due; None while nothing is, and at the end."""
        if self._batch is None and not self._load():
            return None
        batch = self._batch
        if batch is None:
            return None
        stop = self._due(len(batch.records))
        if stop == self._index and stop < len(batch.records):
            return None
        return self._part(batch, stop)

    def close(self) -> None:
        """Nothing is held open but files, which end with their iterator."""

    def _load(self) -> bool:
        """Take the next batch of which something is to be published; False at the end, or where it is to stop."""
        for batch in self._batches:
            size = len(batch.records) + len(batch.dead_letters)
            self._time(batch.records)
            if self._position + size <= self._published and (size or self._position < self._published):
                self._position += size
                self.fed.before = self._position
                if self._stopped():
                    return False
                continue
            self._index = max(0, self._published - self._position)
            self._position += self._index
            self.fed.before = self._position if self._index else self.fed.before
            self._batch = batch
            return True
        self.ended = True
        return False

    def _time(self, records: Sequence[Record]) -> None:
        """The event time that has come with each record, and the same less the silences that are passed over."""
        self._times, self._dues = [], []
        if self._speed is None:
            # Nothing waits: the time is for people alone.
            self._reached = order_time(records[-1]) if records else self._reached
            return
        for record in records:
            time = order_time(record)
            # The first of all are statements, which are of the first flow's time.
            reached = time if self._reached is None else self._reached
            if isinstance(record, Tick) or (isinstance(record, Flow) and time <= reached + AHEAD_S):
                if time > reached + LONGEST_WAIT_S:
                    self._passed_over += time - reached
                reached = max(reached, time)
            self._reached = reached
            self._times.append(reached)
            self._dues.append(reached - self._passed_over)

    def _due(self, size: int) -> int:
        """The index of the first record of the batch, of so many, that is not due."""
        if self._speed is None or not self._dues:
            return size
        now = self._clock()
        if self._began is None:
            self._began = now, self._dues[min(self._index, len(self._dues) - 1)]
        began, first = self._began
        return max(self._index, bisect_right(self._dues, first + (now - began) * self._speed))

    def _part(self, batch: Batch, stop: int) -> Batch:
        """The records from where it stands to `stop`; the last part has what else belongs to the batch."""
        records = batch.records[self._index : stop] if self._index or stop < len(batch.records) else batch.records
        last = stop >= len(batch.records)
        self._position += len(records)
        if last:
            self._position += len(batch.dead_letters)
            part = structs.replace(batch, records=records, source=self._source, position=self._position)
            self._batch, self._index = None, 0
        else:
            part = Batch(records, [], self._source, self._position)
            self._index = stop
        self._count(part, batch.source, self._times[stop - 1] if stop and self._times else self._reached)
        return part

    def _count(self, part: Batch, source: str, time: float | None) -> None:
        fed = self.fed
        fed.records += len(part.records)
        fed.dead_letters += len(part.dead_letters)
        fed.kinds.update(map(type, part.records))
        if source != STATEMENTS:
            made = [one for one in part.records if type(one) is Tick and one.collector == self._collector]
            fed.rows += part.rows - len(made)
        fed.time = time
        if fed.first is None and part.records:
            fed.first = order_time(part.records[0])
