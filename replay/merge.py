"""Several files as one stream, in the order in which their sensors wrote them.

Each file keeps its own line order, and files are merged by the running maximum of `end`: a
file's line comes when everything that another file wrote before that moment has come. Nothing is sorted
and nothing is held but one batch a file; a file is opened only when its time has come.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from heapq import heapify, heappop, heapreplace
from math import inf
from pathlib import Path

from msgspec import Struct

from models.event_time.steps import LONGEST_SILENCE_S
from models.event_time.tick_trust import CONFIRM_FLOWS
from replay.extent import Extent
from replay.first_times import looked_ahead
from replay.places import Places
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.notes import Notes
from schemas.formats.registry import new_memory
from streams.messages import Batch, Record
from streams.sources.files.flow_files import AUTO, BATCH_LINES, flow_batches
from streams.sources.files.flow_paths import tell_across

MERGED = "merged"


class Later(Struct, frozen=True):
    """A stream that is not opened before its time: `at` is the time of its first record."""

    at: float
    open: Callable[[], Iterator[Batch]]


def order_time(record: Record) -> float:
    """The time that orders a record: a flow's `end`, of the others their `time`."""
    return record.end if isinstance(record, Flow) else record.time


def merge(streams: Sequence[Iterator[Batch] | Later], size: int = BATCH_LINES) -> Iterator[Batch]:
    """The batches of several streams as one, with at most `size` records each.

    One stream alone is passed on as it is. Of records of the same time, those of the stream named
    first come first. Dead letters and repeats come along when the batch they are in is reached.
    """
    if len(streams) == 1:
        only = streams[0]
        yield from only.open() if isinstance(only, Later) else only
        return
    out = _Out(size)
    cursors = [_Cursor(stream, out) for stream in streams]
    heads = [(cursor.time, index) for index, cursor in enumerate(cursors) if cursor.ready()]
    heapify(heads)
    while heads:
        index = heads[0][1]
        cursor = cursors[index]
        # One stream is read on for as long as it is the earliest, without touching the heap.
        bound = min(heads[1:3], default=(inf, 0))
        while (cursor.time, index) < bound:
            if cursor.record is not None:
                out.records.append(cursor.record)
            alive = cursor.advance()
            if len(out.records) >= size:
                yield out.take()
            if not alive:
                heappop(heads)
                break
        else:
            heapreplace(heads, (cursor.time, index))
    if not out.empty:
        yield out.take()


def file_batches(  # noqa: PLR0913 - a run's reading, by name
    paths: Sequence[Path],
    *,
    site: str,
    sensor: str | None = None,
    format: str = AUTO,  # noqa: A002 - the command line's word
    size: int = BATCH_LINES,
    opened: Callable[[Path], None] | None = None,
    places: Places | None = None,
    extent: Extent | None = None,
) -> Iterator[Batch]:
    """The records of several files, merged; connections told in more than one of them count once.

    `opened` is told each file as its reading begins, for a progress line; `places` notes where doubtful rows stand, and
    `extent` how much of the files was read.
    Raises as `flow_batches` does.
    """
    # A line is read before it is known whose turn is next, and so perhaps the last word on a connection
    # before its early sights: where several kinds of log tell of one, it is counted after the merging.
    memory = new_memory()
    mixed = tell_across(paths, memory, format)
    of_readers = memory.forgetful() if mixed else memory

    def begin(path: Path) -> Iterator[Batch]:
        if opened is not None:
            opened(path)
        read = None if extent is None else extent.of(path)
        batches = flow_batches(path, site=site, sensor=sensor, format=format, size=size, memory=of_readers, read=read)
        return batches if places is None else places.noting(batches, path)

    if len(paths) == 1:
        yield from begin(paths[0])
        return
    streams: list[Iterator[Batch] | Later] = []
    for path in paths:
        first = _first_time(path, site=site, sensor=sensor, file_format=format)
        streams.append(begin(path) if first is None else Later(first, lambda path=path: begin(path)))  # type: ignore[misc]
    merged = merge(streams, size)
    yield from counted_once(merged, memory) if mixed else merged


def counted_once(batches: Iterable[Batch], memory: SensorMemory) -> Iterator[Batch]:
    """The same batches with all that is told several times counted once (`SensorMemory.counted_once`)."""
    for batch in batches:
        records = list(memory.counted_once(batch.records))
        repeats = batch.repeats + len(batch.records) - len(records)
        yield Batch(records, batch.dead_letters, batch.source, batch.position, repeats, batch.notes)


def _first_time(path: Path, *, site: str, sensor: str | None, file_format: str) -> float | None:
    """When a file begins (see `first_times.py`); None when it must be read to know (standard input), or has no row."""
    if str(path) == "-":
        return None
    with closing(flow_batches(path, site=site, sensor=sensor, format=file_format)) as batches:
        return looked_ahead(batches, 1).first


class _Out:
    """What is put together for the next batch."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.records: list[Record] = []
        self.letters: list[DeadLetter] = []
        self.repeats = 0
        self.notes = Notes()

    @property
    def empty(self) -> bool:
        return not (self.records or self.letters or self.repeats or self.notes)

    def take(self) -> Batch:
        batch = Batch(self.records, self.letters, MERGED, None, self.repeats, self.notes.take())
        self.records, self.letters, self.repeats = [], [], 0
        return batch


class _Cursor:
    """One stream's next record, and the running maximum of its times."""

    def __init__(self, stream: Iterator[Batch] | Later, out: _Out) -> None:
        self._later = stream if isinstance(stream, Later) else None
        self._batches = None if isinstance(stream, Later) else stream
        self._out = out
        self._pending: Iterator[Record] = iter(())
        self.record: Record | None = None
        self._begun = False
        self._far = 0
        self.time = stream.at if isinstance(stream, Later) else -inf

    def ready(self) -> bool:
        """Whether there is something to come: a stream to be opened later, or a first record."""
        return self._later is not None or self.advance()

    def advance(self) -> bool:
        """Go to the next record; False at the end of the stream."""
        if self._batches is None:
            if self._later is None:
                return False
            self._batches, self._later = self._later.open(), None
        while True:
            record = next(self._pending, None)
            if record is not None:
                break
            batch = next(self._batches, None)
            if batch is None:
                self.record = None
                return False
            self._out.letters += batch.dead_letters
            self._out.repeats += batch.repeats
            self._out.notes.add(batch.notes)
            self._pending = iter(batch.records)
        self.record = record
        time = order_time(record)
        # One row stamped far ahead must not hold back all that its file tells after it.
        self._far = self._far + 1 if self._begun and time > self.time + LONGEST_SILENCE_S else 0
        if self._far in {0, CONFIRM_FLOWS}:
            self.time = max(self.time, time)
            self._begun, self._far = True, 0
        return True
