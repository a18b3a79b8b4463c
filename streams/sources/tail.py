"""A log that grows: what is new of it, across rotation and restarts.

The law: every complete line is given once and in order. A file is known by its content, not by its
name: by its header and first row, which bear a time and a connection's id. So a file renamed,
compressed or copied away by rotation is the same file, to be finished and not read again.

Rotation by renaming: the old file is read to its end before the new one. By copy and truncation: what
came after the last look and before the truncation is read from the copy, if one stands beside the log.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from schemas.dead_letter import dead
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import DETECT_LINES, detect, reader_for
from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.files import CHUNK_BYTES, UNREADABLE, chunks, open_bytes
from streams.sources.flow_files import AUTO, BATCH_LINES, batches_of
from streams.sources.lines import Lines, LineSplitter
from streams.sources.rotation import FINGERPRINT_BYTES, Fingerprint, fingerprint, head_of, siblings, source_of

KEPT_POSITIONS = 4
"""Positions kept of one log: of the file being read, and of the last few rotated away."""


class Tail:
    """One growing log. `poll` gives what is new and never waits.

    Positions are by source (`Batch.source`): a shell keeps them with its state and gives them to
    `resume` after a restart, before the first `poll`.
    """

    def __init__(  # noqa: PLR0913 - one log's reading, by name
        self,
        path: Path,
        *,
        site: str,
        sensor: str | None = None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        size: int = BATCH_LINES,
        uids: UidMemory | None = None,
    ) -> None:
        self.path = path
        self._site = site
        self._sensor = sensor
        self._format = format
        self._size = size
        self._uids = uids if uids is not None else UidMemory()
        self._known: dict[str, int] = {}
        self._reading: _Reading | None = None
        self._refused: tuple[int, int] | None = None
        self._looked_back = False

    def resume(self, positions: Mapping[str, int]) -> None:
        """Take the positions that were committed; those of other sources are not minded."""
        prefix = f"{self.path}#"
        self._known = {source: position for source, position in positions.items() if source.startswith(prefix)}

    def poll(self, most: int = 16) -> list[Batch]:
        """What is new, as at most about `most` batches; call again at once while it gives any.

        Raises ValueError once for each file that is no flow log; what stands at the path later is tried again.
        """
        batches: list[Batch] = []
        if not self._looked_back:
            self._looked_back = True
            batches += self._finish_rotated()
        if self._reading is None and not self._begin():
            return batches
        reading = self._reading
        truncated = reading is not None and self._what_stands_there(reading) == "truncated"
        while reading is not None and len(batches) < most:
            if not truncated:
                batches += reading.more()
                self._keep(reading)
                if not reading.at_end:
                    continue
            what = self._what_stands_there(reading)
            if what == "same":
                break
            batches += self._leave(reading, truncated=what == "truncated")
            truncated = False
            if not self._begin():
                break
            reading = self._reading
        return batches

    def close(self) -> None:
        """Let go of the file."""
        if self._reading is not None:
            self._reading.close()
            self._reading = None

    def behind(self) -> int:
        """The bytes of the file being read, or about to be, that are not given yet."""
        try:
            if self._reading is not None:
                return max(0, os.fstat(self._reading.fileno()).st_size - self._reading.position)
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def sources(self) -> frozenset[str]:
        """The sources whose positions still matter; others of this path may be forgotten."""
        return frozenset(self._known)

    def _keep(self, reading: "_Reading") -> None:
        """Note how far a file is read; of files long rotated away the positions are forgotten."""
        self._known.pop(reading.source, None)
        self._known[reading.source] = reading.position
        while len(self._known) > KEPT_POSITIONS:
            del self._known[next(iter(self._known))]

    def _begin(self) -> bool:
        """Open what stands at the path, once its first row is complete; whether there is something to read."""
        try:
            state = self.path.stat()
            mark = (state.st_dev, state.st_ino)
            if mark == self._refused:
                return False
            stream = self.path.open("rb", buffering=0)
        except FileNotFoundError:
            return False
        try:
            reading = self._opened(stream, self.path)
        except ValueError:
            stream.close()
            self._refused = mark
            raise
        if reading is None:
            stream.close()
            return False
        self._reading = reading
        return True

    def _opened(self, stream: BinaryIO, path: Path) -> "_Reading | None":
        head = stream.read(FINGERPRINT_BYTES)
        print_ = fingerprint(head)
        if print_ is None:
            return None
        source = f"{self.path}#{print_.digest}"
        name = self.path.name
        file_format = self._format
        if file_format == AUTO:
            file_format = detect(head.split(b"\n")[:-1][:DETECT_LINES] or [head], name)
        context = ReaderContext(site=self._site, source=str(path), sensor=self._sensor, uids=self._uids)
        reader = reader_for(file_format, context, name)
        stream.seek(0)
        splitter = LineSplitter()
        _skip(stream, reader, splitter, self._known.get(source, 0))
        return _Reading(stream, reader, splitter, print_, source=source, site=self._site, size=self._size)

    def _what_stands_there(self, reading: "_Reading") -> str:
        """Whether the path still means the file being read: same, renamed or truncated; gone counts as same."""
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return "same"
        mine = os.fstat(reading.fileno())
        if (state.st_ino, state.st_dev) != (mine.st_ino, mine.st_dev):
            return "renamed"
        if state.st_size < reading.position + reading.held or not reading.unchanged():
            return "truncated"
        return "same"

    def _leave(self, reading: "_Reading", *, truncated: bool) -> list[Batch]:
        """Finish a file that was rotated away."""
        batches = self._finish_copy(reading) if truncated else reading.last()
        self._keep(reading)
        self.close()
        return batches

    def _finish_copy(self, reading: "_Reading") -> list[Batch]:
        for sibling in siblings(self.path):
            source = source_of(sibling, self.path)
            if source == reading.source:
                return self._finish(sibling)
        reason = (
            "the log was truncated, and no copy of it stands beside it: rows written since the last look may be lost"
        )
        letter = dead(source=str(self.path), reason=reason, raw=b"", position=reading.number, site=self._site)
        return [Batch([], [letter], reading.source, reading.position)] if reading.held else []

    def _finish_rotated(self) -> list[Batch]:
        """After a restart: read to its end what was begun and has been rotated away meanwhile, oldest first."""
        if not self._known:
            return []
        current = source_of(self.path, self.path) if self.path.exists() else None
        batches: list[Batch] = []
        unread: list[Path] = []
        for sibling in siblings(self.path):
            source = source_of(sibling, self.path)
            if source is None or source == current:
                continue
            unread.append(sibling)
            if source in self._known:
                # Those newer than the one begun were rotated while nobody looked, and are read whole.
                for one in reversed(unread):
                    batches += self._finish(one)
                break
        return batches

    def _finish(self, path: Path) -> list[Batch]:
        """All that is left of a rotated file, from its committed position."""
        batches: list[Batch] = []
        try:
            with open_bytes(path) as packed:
                reading = self._rotated(packed, path)
                if reading is None:
                    return []
                for chunk in chunks(packed):
                    batches += reading.take(chunk)
                batches += reading.last()
                self._keep(reading)
        except UNREADABLE as error:
            reason = f"the rotated file could not be read to its end: {error}"
            letter = dead(source=str(path), reason=reason, raw=b"", site=self._site)
            batches.append(Batch([], [letter], str(path)))
        return batches

    def _rotated(self, packed: BinaryIO, path: Path) -> "_Reading | None":
        with open_bytes(path) as stream:
            head = head_of(stream)
        print_ = fingerprint(head) or Fingerprint(len(head), hashlib.blake2b(head, digest_size=12).hexdigest())
        source = f"{self.path}#{print_.digest}"
        file_format = self._format
        if file_format == AUTO:
            file_format = detect(head.split(b"\n")[:DETECT_LINES], self.path.name)
        context = ReaderContext(site=self._site, source=str(path), sensor=self._sensor, uids=self._uids)
        reader = reader_for(file_format, context, self.path.name)
        splitter = LineSplitter()
        _skip(packed, reader, splitter, self._known.get(source, 0))
        return _Reading(packed, reader, splitter, print_, source=source, site=self._site, size=self._size)


class _Reading:
    """A file being read: where it stands, and the reader that knows its header."""

    def __init__(  # noqa: PLR0913 - the parts of one reading
        self,
        stream: BinaryIO,
        reader: RecordReader,
        splitter: LineSplitter,
        print_: Fingerprint,
        *,
        source: str,
        site: str,
        size: int,
    ) -> None:
        self._stream = stream
        self._reader = reader
        self._splitter = splitter
        self._print = print_
        self.source = source
        self._site = site
        self._size = size
        self.at_end = False

    @property
    def position(self) -> int:
        """The bytes of the lines given so far."""
        return self._splitter.offset

    @property
    def number(self) -> int:
        """The lines given so far."""
        return self._splitter.number

    @property
    def held(self) -> int:
        """The bytes read of a line that has no end yet."""
        return self._splitter.held

    def fileno(self) -> int:
        return self._stream.fileno()

    def more(self) -> list[Batch]:
        """The next piece; at the end of what is there, nothing."""
        chunk = self._stream.read(CHUNK_BYTES)
        self.at_end = not chunk
        return self.take(chunk) if chunk else []

    def take(self, chunk: bytes) -> list[Batch]:
        """The batches of one piece of the file."""
        return self._batches(self._splitter.feed(chunk))

    def last(self) -> list[Batch]:
        """What is left of a file that grows no more: its last line, if that had no end."""
        batches: list[Batch] = []
        while not self.at_end and (chunk := self._stream.read(CHUNK_BYTES)):
            batches += self.take(chunk)
        return batches + self._batches(self._splitter.finish())

    def unchanged(self) -> bool:
        """Whether the file still begins as it did, or was truncated and has outgrown its old size since."""
        head = os.pread(self.fileno(), self._print.length, 0)
        return hashlib.blake2b(head, digest_size=12).hexdigest() == self._print.digest

    def close(self) -> None:
        self._stream.close()

    def _batches(self, lines: Lines) -> list[Batch]:
        if not lines.lines:
            return []
        return list(
            batches_of(
                self._reader,
                lines,
                source=self.source,
                site=self._site,
                position=self._splitter.offset,
                size=self._size,
            )
        )


def _skip(stream: BinaryIO, reader: RecordReader, splitter: LineSplitter, position: int) -> None:
    """Go to `position`, telling the reader the headers on the way: the last one before it holds there."""
    left = position
    while left > 0 and (chunk := stream.read(min(CHUNK_BYTES, left))):
        left -= len(chunk)
        lines = splitter.feed(chunk)
        headers = [line for line in lines.lines if line.startswith(b"#")]
        if headers:
            reader.read(headers, lines.first_number)
