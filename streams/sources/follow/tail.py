"""A log that grows: what is new of it, across rotation and restarts.

Every complete line is given once and in order. A file is known by its content, not by its
name: by its header and first row, which bear a time and a connection's id. So a file renamed,
compressed or copied away by rotation is the same file, to be finished and not read again.

Rotation by renaming: the writer may hold the old file a while; it is read to its end once the new one has
its first row, and before that row. By copy and truncation: what came after the last look and before the truncation
is read from the copy, if one stands beside the log. Whatever else was rotated away between two looks is read
from where it lies (`RotatedFiles`). A file that can't be read now is begun again where it was, once it can.
"""

import math
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from msgspec import Struct

from schemas.dead_letter import dead
from schemas.formats.memory import SensorMemory
from schemas.formats.registry import new_memory
from streams.messages import Batch
from streams.sources.files.flow_files import AUTO, BATCH_LINES
from streams.sources.files.paths import stands
from streams.sources.files.rotation import FINGERPRINT_BYTES, source_of
from streams.sources.follow.folders import Folders
from streams.sources.follow.read_positions import ReadPositions
from streams.sources.follow.reading import Reading, ReadingOf
from streams.sources.follow.rotated_files import RotatedFiles
from streams.sources.follow.rotated_names import RotatedNames


class Left(Struct, frozen=True):
    """A file that was let go, as it was then: nothing more is in it as long as it is like this."""

    source: str
    device: int
    number: int
    size: int


class Tail:
    """One growing log. `next` gives what is new and never waits.

    Positions are by source (`Batch.source`): a shell keeps them with its state and gives them to
    `resume` after a restart, before the first look; it may forget those in `forgotten`. `taken` says of a file
    beside the log, by its path and the hash in its source, whether another tail reads it. Of the rotated files
    that stand there when the log is first met, those written to after `history_until_ns` are read too.
    `clock` gives seconds that only go up.
    """

    def __init__(  # noqa: PLR0913 - one log's reading, by name
        self,
        path: Path,
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        size: int = BATCH_LINES,
        memory: SensorMemory | None = None,
        taken: Callable[[Path, str], bool] = lambda _path, _digest: False,
        history_until_ns: float = math.inf,
        folders: Folders | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = path
        self._opens = ReadingOf(path, site=site, sensor=sensor, format=format, size=size, memory=memory or new_memory())
        self._site = site
        self._taken = taken
        self._names = RotatedNames(path, folders or Folders())
        self._positions_read = ReadPositions(str(path))
        self._rotated = RotatedFiles(
            path,
            self._positions_read,
            self._names,
            self._opens,
            site=site,
            taken=taken,
            history_until_ns=history_until_ns,
            clock=clock,
        )
        self._reading: Reading | None = None
        self._left: Left | None = None
        self._accepted: str | None = None
        self._refused: str | None = None
        self._looked_back_from: str | None = None
        self._failure: str | None = None
        self._news: Generator[Batch, None, None] = self._look()

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed; those of other sources are not minded."""
        self._positions_read.resume(positions)

    def next(self) -> Batch | None:
        """The next batch, read just now; None when there is nothing for the moment.

        Raises ValueError once for each file that is no flow log; what stands at the path later is tried again.
        Raises OSError once for each new reason why it can't be read; it is tried again at each look.
        """
        try:
            batch = next(self._news, None)
        except (ValueError, OSError) as error:
            self._start_over()
            if str(error) == self._failure:
                return None
            self._failure = str(error)
            raise
        self._failure = None
        if batch is None:
            self._news = self._look()
        return batch

    def poll(self, most: int = 16) -> list[Batch]:
        """What is new, as at most `most` batches. Raises as `next`; what came before that is then given first."""
        return list(islice(iter(self.next, None), most))

    def close(self) -> None:
        """Let go of the files. It may be asked again, and goes on where it was."""
        self._news.close()
        self._news = self._look()
        self._leave()
        self._looked_back_from = None
        self._rotated.final = False

    def rest(self) -> None:
        """Let go of the file of which all was given, until something is written to it or another takes its place."""
        if self._reading is not None:
            self._left = Left(self._reading.source, *self._reading.stamp())
            self._leave()

    def conclude(self) -> None:
        """From now on nobody is thought to write to its rotated files any more, though nothing follows them."""
        self._rotated.final = True

    def behind(self) -> int:
        """The bytes of the file being read, or about to be, that are not given yet."""
        try:
            if self._reading is not None:
                return self._reading.behind()
            if self._refused is not None:
                return 0
            size = self.path.stat().st_size
            return max(0, size - self._left.size) if self._left is not None else size
        except OSError:
            return 0

    @property
    def forgotten(self) -> list[str]:
        """Sources whose positions matter no more, until somebody takes them out."""
        return self._positions_read.forgotten

    @property
    def sources(self) -> frozenset[str]:
        """The sources whose positions still matter; others of this path may be forgotten."""
        return frozenset(self._positions_read)

    def standing_as(self, digest: str) -> list[Path]:
        """Where its file with this hash stands now: at the log's path, or rotated away."""
        source = f"{self.path}#{digest}"
        at_path = [self.path] if source_of(self.path, self.path) == source else []
        return at_path + [file.path for file in self._names.standing().get(source, [])]

    @property
    def gone(self) -> bool:
        """Whether nothing stands at the path, nor any rotated file of it: what was read of it is all there was."""
        return not stands(self.path) and not self._names.any()

    @property
    def is_open(self) -> bool:
        """Whether it holds a file; else it waits for its log, or for another than the one that was refused."""
        return self._reading is not None

    @property
    def finished(self) -> bool:
        """Whether nothing stands at the path, and nothing more is wanted of any rotated file."""
        return self._reading is None and not stands(self.path) and self._rotated.finished()

    def _start_over(self) -> None:
        """Begin from the positions again, as after a restart: the open file may never be readable any more."""
        self.close()
        self._left = None
        self._rotated.start_over()

    def _look(self) -> Generator[Batch, None, None]:
        """All that is new by now."""
        if self._is_refused():
            return
        if self._left is not None and self._is_resting():
            yield from self._rotated.look_again()
            if self._rotated.have_news():
                yield from self._rotated.look_back(self._left.source)
            return
        while True:
            if self._looked_back_from is None:
                current = self._current()
                if not (yield from self._rotated.look_back(current)):
                    return
                # Without a row at the path it is looked at again; with one, whatever stands here is settled.
                self._looked_back_from = current
            yield from self._rotated.look_again()
            if self._reading is None and not self._begin():
                # What stood there when its rotated files were looked for may be one by now, with nothing after it.
                self._looked_back_from = None
                return
            reading = self._reading
            if reading is None:
                return
            # What stood at the path may have been rotated away while the rotated files were read: it is one now.
            # So may what came there only after they had been looked for.
            if self._looked_back_from == reading.source and not (yield from self._read(reading)):
                return
            self._leave()
            self._looked_back_from = None

    def _read(self, reading: Reading) -> Generator[Batch, None, bool]:
        """What is new of the file that is open; whether that was its end."""
        replaced = self._replaced(reading)
        if replaced != "truncated":
            yield from self._positions_read.kept(reading.source, reading.more(live=True))
        if replaced == "no":
            if self._rotated.have_news():
                # A stopped sensor's logs are archived long after their successors have begun.
                yield from self._rotated.look_back(reading.source)
            return False
        yield from self._ended(reading, truncated=replaced == "truncated")
        return True

    def _ended(self, reading: Reading, *, truncated: bool) -> Iterator[Batch]:
        """Another file stands at the path: what is still to be said of the one that was read."""
        if not truncated:
            yield from self._positions_read.kept(reading.source, reading.last())
            yield self._rotated.settled(reading.source)
        elif reading.source not in self._names.standing():
            if reading.held:
                yield self._lost(reading)
            yield self._rotated.settled(reading.source)

    def _leave(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def _is_resting(self) -> bool:
        """Whether the file that was let go still stands there as it was."""
        left = self._left
        with suppress(FileNotFoundError):
            state = self.path.stat()
            if left is not None and left == Left(left.source, state.st_dev, state.st_ino, state.st_size):
                return True
        self._left = None
        return False

    def _is_refused(self) -> bool:
        """Whether what stands there is the file that was refused, of a log of which nothing was ever read.

        It has no rotated files, and none are looked for.
        """
        return self._reading is None and not self._positions_read and self._current() in {self._refused} - {None}

    def _current(self) -> str | None:
        """The source of what stands at the path; None when nothing does, or without a row.

        Raises OSError when it can't be read, and ValueError the first time that it is no flow log.
        """
        try:
            with self.path.open("rb", buffering=0) as stream:
                head = stream.read(FINGERPRINT_BYTES)
        except FileNotFoundError:
            return None
        source = self._opens.source(head)
        if source is not None and source not in {self._accepted, self._refused}:
            try:
                self._opens.reader(head, self.path)
            except ValueError:
                self._refused = source
                raise
            self._accepted, self._refused = source, None
        return source

    def _begin(self) -> bool:
        """Open what stands at the path, once its first row is complete; whether there is something to read."""
        try:
            stream = self.path.open("rb", buffering=0)
        except FileNotFoundError:
            return False
        try:
            head = stream.read(FINGERPRINT_BYTES)
            source = self._opens.source(head)
            if source is None or source == self._refused:
                stream.close()
                return False
            state = os.fstat(stream.fileno())
            # A rotated file that was put back was read to its end.
            position = min(self._positions_read.position(source), state.st_size)
            if source not in self._positions_read and self._taken(self.path, source.rpartition("#")[2]):
                position = state.st_size  # another log was this file, or the same stands there by two names
            if position == state.st_size:
                # All of it was given before a restart, and may be much: it is opened when it grows.
                self._positions_read.keep(source, position)
                self._left = Left(source, state.st_dev, state.st_ino, state.st_size)
                stream.close()
                return False
            stream.seek(0)
            self._reading = self._opens.open(stream, head, self.path, position)
        except BaseException as error:
            stream.close()
            if isinstance(error, ValueError):
                self._refused = source
            raise
        self._rotated.begun(source)
        self._positions_read.keep(source, self._reading.position)
        return True

    def _replaced(self, reading: Reading) -> str:
        """Whether the path means another file than the one being read: no, truncated or renamed.

        Gone counts as no, and so does a new file without a row: until then the old one may still be written to,
        unless one that came after it has been rotated away as well.
        """
        try:
            if reading.is_file(self.path):
                return "truncated" if reading.truncated() else "no"
        except FileNotFoundError:
            followed = self._rotated.final
        else:
            followed = source_of(self.path, self.path) is not None
        return "renamed" if followed or self._rotated.unknown() else "no"

    def _lost(self, reading: Reading) -> Batch:
        reason = (
            "the log was truncated, and no copy of it stands beside it: rows written since the last look may be lost"
        )
        letter = dead(source=str(self.path), reason=reason, raw=b"", position=reading.number, site=self._site)
        return Batch([], [letter], reading.source, reading.position)
