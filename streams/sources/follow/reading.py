"""One file of a log while it is read: its bytes as batches, and how far it has come.

A batch is read when it is asked for and not before, so that whoever commits between two of them
commits the reader's memory (`SensorMemory`) as it was after the first.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from schemas.formats.lines import Cutter, Lines
from schemas.formats.memory import SensorMemory
from schemas.formats.ndpi.captures import is_capture
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import DETECT_LINES, cutter_for, detect, is_heading, reader_for
from streams.messages import Batch
from streams.sources.files.contents import captures_are_whole
from streams.sources.files.flow_files import AUTO, batches_of
from streams.sources.files.paths import CHUNK_BYTES
from streams.sources.files.rotation import Fingerprint, fingerprint


class Reading:
    """A file being read. `position` is the bytes of the lines given so far, `source` what it is by its content."""

    def __init__(  # noqa: PLR0913 - the parts of one reading
        self,
        stream: BinaryIO,
        reader: RecordReader,
        cutter: Cutter,
        print_: Fingerprint,
        *,
        source: str,
        site: str,
        size: int,
        position: int,
    ) -> None:
        self._stream = stream
        # Of a packed file without its end what came before the break is given too.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._reader = reader
        self._print = print_
        self._splitter = cutter
        self.source = source
        self._site = site
        self._size = size
        self._skip(position)

    @property
    def position(self) -> int:
        """The bytes of the lines read so far."""
        return self._splitter.offset

    @property
    def number(self) -> int:
        """The lines read so far."""
        return self._splitter.number

    @property
    def held(self) -> int:
        """The bytes read of a line that has no end yet."""
        return self._splitter.held

    def behind(self) -> int:
        """The bytes that are there and not given yet."""
        return max(0, os.fstat(self._stream.fileno()).st_size - self.position)

    def more(self, *, live: bool = False) -> Iterator[Batch]:
        """What is new, to the end of what is there. Raises as the file does (`UNREADABLE`).

        A `live` file may be truncated at any moment: what was read after that is another file's, and not taken.
        """
        while chunk := self._read(CHUNK_BYTES):
            if live and self.truncated():
                return
            yield from self._batches(self._splitter.feed(chunk))

    def last(self) -> Iterator[Batch]:
        """The last line of a file that grows no more, if that had no end."""
        # Without its end the line took one byte less.
        yield from self._batches(self._splitter.finish(), missing=1)

    def is_file(self, path: Path) -> bool:
        """Whether the path means this very file. Raises FileNotFoundError."""
        state, mine = path.stat(), os.fstat(self._stream.fileno())
        return (state.st_ino, state.st_dev) == (mine.st_ino, mine.st_dev)

    def stamp(self) -> tuple[int, int, int]:
        """Which file it is, by device and number, and how many bytes of it were read: its size at its end."""
        state = os.fstat(self._stream.fileno())
        return state.st_dev, state.st_ino, self.position + self.held

    def truncated(self) -> bool:
        """Whether the file is shorter than it was, or, having outgrown its old size since, begins otherwise."""
        number = self._stream.fileno()
        if os.fstat(number).st_size < self.position + self.held:
            return True
        head = os.pread(number, self._print.length, 0)
        return hashlib.blake2b(head, digest_size=12).hexdigest() != self._print.digest

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _batches(self, lines: Lines, missing: int = 0) -> Iterator[Batch]:
        if lines.lines:
            yield from batches_of(
                self._reader,
                lines,
                source=self.source,
                site=self._site,
                position=self._splitter.offset - missing,
                size=self._size,
            )

    def _skip(self, position: int) -> None:
        """Go to `position`, telling the reader the headers on the way: the last one before it holds there."""
        left = position
        while left > 0 and (chunk := self._read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            lines = self._splitter.feed(chunk)
            headers = [line for line in lines.lines if is_heading(line)]
            if headers:
                self._reader.read(headers, lines.first_number)
        # A last line without an end may have been given (`last`): what follows it later is no repeat of it.
        self._splitter.leave_partial()


class ReadingOf:
    """Opens the files of one log as readings."""

    def __init__(  # noqa: PLR0913 - one log's reading, by name
        self,
        log: Path,
        *,
        site: str,
        sensor: str | None,
        format: str,  # noqa: A002 - the command line's word
        size: int,
        memory: SensorMemory,
    ) -> None:
        self._log = log
        self._site = site
        self._sensor = sensor
        self._format = format
        self._size = size
        self._memory = memory

    def source(self, head: bytes) -> str | None:
        """What a file with these first bytes is known by; None until its first row is complete."""
        print_ = fingerprint(head)
        return None if print_ is None else f"{self._log}#{print_.digest}"

    def reader(self, head: bytes, path: Path) -> RecordReader:
        """A reader of a file that begins with `head`. Raises ValueError for no flow log."""
        name, file_format = self._log.name, self._format
        if file_format == AUTO:
            if is_capture(head):
                msg = f"{name}: {captures_are_whole(str(path))}"
                raise ValueError(msg)
            found = detect(cutter_for(head).feed(head).lines[:DETECT_LINES] or [head], name)
            if found is None:
                msg = f"{name}: its first row is not complete"
                raise ValueError(msg)
            file_format = found
        context = ReaderContext(site=self._site, source=str(path), sensor=self._sensor, memory=self._memory, name=name)
        return reader_for(file_format, context)

    def open(self, stream: BinaryIO, head: bytes, path: Path, position: int) -> Reading:
        """A reading of a file that begins with `head`, from `position`. Raises ValueError for no flow log."""
        print_ = fingerprint(head)
        if print_ is None:
            msg = f"{path}: its first row is not complete"
            raise ValueError(msg)
        reader = self.reader(head, path)
        source = f"{self._log}#{print_.digest}"
        cutter = cutter_for(head, self._format)
        return Reading(
            stream, reader, cutter, print_, source=source, site=self._site, size=self._size, position=position
        )
