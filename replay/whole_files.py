"""Files read once, each from where it was left to its end, as one source: what `weir run --once` reads.

Each file's position is kept by its content, as `streams/sources/follow/tail.py` keeps it, so that a second look reads
what has come since, and a file that was rotated or packed in between is the same file. Where there are several,
the one that has come least far in time goes on, some rows at a time; a file is opened when its time has come. Of
several kinds of log each row has its turn, so that connections told in more than one count as in a replay.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

import msgspec
from msgspec import Struct

from models.event_time.steps import LONGEST_SILENCE_S
from models.event_time.tick_trust import CONFIRM_FLOWS
from replay.merge import counted_once, order_time
from replay.places import Places
from schemas.formats.memory import SensorMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import cutter_for, new_memory, reader_for
from streams.messages import Batch
from streams.sources.captures.metered import CaptureBroken, capture_format, rows_of
from streams.sources.files.flow_files import AUTO, BATCH_LINES, check
from streams.sources.files.flow_paths import tell_across
from streams.sources.files.paths import UNREADABLE, open_bytes
from streams.sources.files.rotation import (
    Fingerprint,
    fingerprint,
    goes_another_way,
    head_of,
    log_of,
    whole_fingerprint,
)
from streams.sources.follow.reading import Reading
from streams.sources.protocol import LagUnit
from streams.system_errors import sentence

MERGED_LINES = 50
"""Lines read of one file before another has its turn: their rows may come out of order by as many."""


_LOOKED_AT = 4_096
"""Bytes that tell JSON over a whole file from one object a line. A convention."""


class _File(Struct):
    path: Path
    print: Fingerprint
    source: str
    position: int
    come: float = float("-inf")
    reading: Reading | None = None
    batches: Iterator[Batch] = iter(())
    held: Batch | None = None
    far: int = 0

    def comes(self, time: float) -> None:
        """Take the time of what was read, as `replay/merge.py` does: one row stamped far ahead holds back nothing."""
        self.far = self.far + 1 if time > self.come + LONGEST_SILENCE_S > float("-inf") else 0
        if self.far in {0, CONFIRM_FLOWS}:
            self.come, self.far = max(self.come, time), 0


class WholeFiles:
    """The rows of `paths` that are new.

    A last row without a newline is a row; one that breaks off is told, and read again when its end has come. A file
    that can't be read to its end is named in `failures`, and the others go on; its position stays where it broke off.
    `places` notes where doubtful rows stand.
    """

    ended = False
    unit: LagUnit = "bytes"

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        places: Places | None = None,
    ) -> None:
        self.failures: list[str] = []
        self.refused = 0
        """Rows that became dead letters."""
        self.memory = new_memory()
        self._site = site
        self._sensor = sensor
        self._format = format
        self._places = Places() if places is None else places
        # As in `file_batches`: a connection told in several kinds of log is counted once all have had their turn.
        self._mixed = tell_across(paths, self.memory, format)
        self._size = BATCH_LINES if len(paths) == 1 else MERGED_LINES
        if self._mixed:
            # Which log tells of a connection first decides what counts, so each row has its turn.
            self._size = 1
        self._given = paths
        self._positions: Mapping[str, int] = {}
        self._files: list[_File] | None = None

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed, before the first look; those of a shell that followed too."""
        self._positions = positions

    @property
    def idle(self) -> bool:
        """Whether all was given."""
        return self._files == []

    def poll(self) -> Batch | None:
        """The next batch; None at the end of all files."""
        if self._files is None:
            self._files = self._found()
        while self._files:
            file = min(self._files, key=lambda one: one.come)
            try:
                batch = self._next(file)
            except UNREADABLE as error:
                self._failed(file.path, file.position, error)
                batch = None
            if batch is None:
                self._leave(file)
                self._files.remove(file)
                continue
            if self._mixed and file.held is None:
                # Of several kinds of log the row that comes next counts. Nothing remembers it yet: it may be held.
                file.held = batch
                file.comes(_middle(batch, file.come))
                continue
            file.held = None
            file.position = file.position if batch.position is None else batch.position
            if not self._mixed:
                file.comes(_middle(batch, file.come))
            self.refused += len(batch.dead_letters)
            return next(counted_once([batch], self.memory)) if self._mixed else batch
        return None

    def behind(self) -> int:
        """The bytes not given yet, as far as a file's size tells: little of packed ones."""
        try:
            return sum(max(0, file.path.stat().st_size - file.position) for file in self._files or ())
        except OSError:
            return 0

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files or ():
            self._leave(file)

    def _next(self, file: _File) -> Batch | None:
        if file.held is not None:
            return file.held
        if file.reading is None:
            file.reading = reading = self._open(
                file, self.memory.forgetful() if self._mixed else self.memory, self._size
            )
            file.batches = self._places.noting(chain(reading.more(), _last(reading)), file.path)
        return next(file.batches, None)

    def _found(self) -> list[_File]:
        """The files of which something is new, each with about the time when that begins."""
        files: list[_File] = []
        for path in self._given:
            try:
                with open_bytes(path) as stream:
                    whole = capture_format(stream, self._format) is not None
                    print_ = whole_fingerprint(stream) if whole else _fingerprint(head_of(stream))
            except UNREADABLE as error:
                self._failed(path, 0, error)
                continue
            if print_ is not None:
                files.append(_File(path, print_, self._source(path, print_, files), 0))
        claimed = {file.source for file in files}
        return [file for file in files if self._begins(file, claimed)]

    @staticmethod
    def _source(path: Path, print_: Fingerprint, before: Sequence[_File]) -> str:
        """What a file's position is kept by: the log that it is a rotated file of, or itself, and its content."""
        log = path.with_name(log_of(path.name) or path.name)
        source = f"{log}#{print_.digest}"
        return source if all(file.source != source for file in before) else f"{path}#{print_.digest}"

    def _begins(self, file: _File, claimed: set[str]) -> bool:
        """Take a file's position, and look when it goes on; whether it does."""
        known = self._positions.get(file.source)
        if known is None:
            # It may have been another log's when it was read: conn.log is conn.2026-11-23.log the day after.
            end = f"#{file.print.digest}"
            others = (
                at
                for source, at in self._positions.items()
                if source.endswith(end)
                and source not in claimed
                and not goes_another_way(file.path, Path(source.removesuffix(end)))
            )
            known = max(others, default=0)
        file.position = known
        news = False
        try:
            with closing(self._open(file, new_memory().forgetful(), MERGED_LINES)) as reading:
                for batch in chain(reading.more(), reading.last()):
                    news = True
                    if batch.records:
                        middle = _middle(batch, file.come)
                        times = map(order_time, batch.records)
                        file.come = next(time for time in times if abs(time - middle) <= LONGEST_SILENCE_S)
                        break
        except UNREADABLE as error:
            if not news:
                self._failed(file.path, file.position, error)
        return news

    def _open(self, file: _File, memory: SensorMemory, size: int) -> Reading:
        context = ReaderContext(
            site=self._site, source=str(file.path), sensor=self._sensor, memory=memory, name=file.path.name
        )
        file_format = check(file.path, self._format)
        if file_format is None:
            msg = "it was emptied meanwhile"
            raise EOFError(msg)
        reader, cutter = reader_for(file_format, context), cutter_for(_begins(file.path), file_format)
        stream = open_bytes(file.path)
        try:
            return Reading(
                rows_of(stream, self._format, str(file.path)),
                reader,
                cutter,
                file.print,
                source=file.source,
                site=self._site,
                size=size,
                position=file.position,
            )
        except BaseException:
            stream.close()
            raise

    @staticmethod
    def _leave(file: _File) -> None:
        if file.reading is not None:
            file.reading.close()
            file.reading = None

    def _failed(self, path: Path, position: int, error: BaseException) -> None:
        if isinstance(error, CaptureBroken):
            self.failures.append(f"{path}: {error}")
            return
        why = sentence(error) if isinstance(error, OSError) else str(error) or type(error).__name__
        self.failures.append(f"{path}: can't be read, or unpacked, after byte {position} (unpacked): {why}")


def _fingerprint(head: bytes) -> Fingerprint | None:
    """Of a file of one row without a newline the same as when the newline has come."""
    return fingerprint(head) or fingerprint(head + b"\n")


def _last(reading: Reading) -> Iterator[Batch]:
    """A row without a newline at the end. One that breaks off is told, and read again once the file has grown."""
    for batch in reading.last():
        yield msgspec.structs.replace(batch, position=None) if batch.dead_letters else batch


def _middle(batch: Batch, otherwise: float) -> float:
    """The time in the middle of a batch, which some rows of a wrong clock do not move."""
    times = sorted(map(order_time, batch.records))
    return times[len(times) // 2] if times else otherwise


def _begins(path: Path) -> bytes:
    """The first bytes of a file, which tell how it is cut. Raises as the file does (`UNREADABLE`)."""
    with open_bytes(path) as stream:
        return stream.read(_LOOKED_AT)
