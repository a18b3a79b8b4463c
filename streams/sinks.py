"""Where alerts go besides the store: sinks, and the file of alerts that neither loses nor repeats.

The law of this file: a sink writes only what is committed. Its cursor says how much of its output is
certain; what follows of its own is cut away, and written again from the outbox. So it is on start, and
after a write that failed. What the outbox cannot give again is never cut.
"""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol

from msgspec import Struct

from schemas.alert import Alert

_log = logging.getLogger(__name__)

_ROWS_PER_WRITE = 1_000
"""Bounds the memory of a sink that has much to catch up with: an alert is a few kB."""


class OutboxRow(Struct, frozen=True):
    """One committed alert revision, and its place in the order of commits."""

    sequence: int
    body: bytes


class SinkCursor(Struct, frozen=True):
    """How far a sink has written: the last outbox sequence, and the length of its output in bytes then."""

    sequence: int
    length: int


class Outbox(Protocol):
    """What was committed, in order, and how far each sink has come with it."""

    def outbox(self, after: int, limit: int) -> list[OutboxRow]:
        """Rows after a sequence number, oldest first."""

    def cursor(self, sink: str) -> SinkCursor | None:
        """How far this sink has written; None when it never has."""

    def store_cursor(self, sink: str, cursor: SinkCursor) -> None:
        """Make it durable how far this sink has written."""


class AlertSink(Protocol):
    """Takes the alerts of a checkpoint once it is committed."""

    def open(self) -> None:
        """Called once, after the store is loaded and before the first alert."""

    def add(self, alerts: Sequence[Alert]) -> None:
        """The alerts of one committed checkpoint."""

    def flush(self) -> None:
        """Make everything added durable. Raises OSError when it is not; called again, it goes on where it stopped."""

    def close(self) -> None:
        """No more alerts will come."""


class NdjsonFileSink:
    """Alerts one JSON object a line, in a file that holds each committed revision exactly once.

    A file that was rotated away is begun anew, with what comes next. A file that is shorter than its
    cursor was cut by somebody else; it is continued, and nothing is repeated.
    """

    def __init__(self, path: Path, outbox: Outbox) -> None:
        self._path = path
        self._outbox = outbox
        self._name = f"ndjson:{path.resolve()}"
        self._cursor = SinkCursor(0, 0)
        self._file: IO[bytes] | None = None
        self._torn = False
        """Whether a write failed half done: what stands after the cursor is no whole line."""

    def open(self) -> None:
        """Cut the file back to what is certain; what is missing waits for `flush`. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("ab")
        length = os.fstat(self._file.fileno()).st_size
        cursor = self._outbox.cursor(self._name)
        if cursor is None:
            # Remembered before the first line: a crash right after it must find where our own lines began.
            if length > 0:
                _log.warning("%s: holds lines of another state; appending after them", self._path)
            self._remember(SinkCursor(0, length))
        elif length < cursor.length:
            _log.warning("%s: shorter than what was written; continuing at its end", self._path)
            self._remember(SinkCursor(cursor.sequence, length))
        elif self._written_again(cursor):
            os.truncate(self._file.fileno(), cursor.length)
            self._cursor = cursor
        else:
            _log.warning("%s: holds lines that the state does not know; appending after them", self._path)
            self._remember(SinkCursor(cursor.sequence, self._end_of_lines()))

    def add(self, alerts: Sequence[Alert]) -> None:
        """Nothing to keep: what is committed waits in the outbox."""

    def flush(self) -> None:
        """Write what the outbox holds past the cursor, make it durable, then move the cursor."""
        while rows := self._outbox.outbox(self._cursor.sequence, _ROWS_PER_WRITE):
            file = self._current_file()
            try:
                if self._torn:
                    os.truncate(file.fileno(), self._cursor.length)
                    self._torn = False
                _write_all(file.fileno(), b"".join(row.body + b"\n" for row in rows))
                os.fsync(file.fileno())
            except OSError as error:
                self._torn = True
                # A full disk: the system's error names no file.
                raise OSError(error.errno, error.strerror, str(self._path)) from error
            self._remember(SinkCursor(rows[-1].sequence, os.fstat(file.fileno()).st_size))

    def close(self) -> None:
        """Close the file; what was not flushed is written on the next start."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _remember(self, cursor: SinkCursor) -> None:
        self._outbox.store_cursor(self._name, cursor)
        self._cursor = cursor

    def _written_again(self, cursor: SinkCursor) -> bool:
        """Whether what follows the cursor is ours to write again: lines of the outbox, the last one maybe torn.

        It is not after an older copy of the state was put in place: those alerts may exist here alone.
        """
        with self._path.open("rb") as file:
            file.seek(cursor.length)
            sequence = cursor.sequence
            while rows := self._outbox.outbox(sequence, _ROWS_PER_WRITE):
                for row in rows:
                    line = file.readline()
                    if not line.endswith(b"\n"):
                        return True
                    if line != row.body + b"\n":
                        return False
                sequence = rows[-1].sequence
            return not file.readline().endswith(b"\n")

    def _end_of_lines(self) -> int:
        """The file's length, its last line ended."""
        with self._path.open("rb+") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(end - 1)
            return end if file.read(1) == b"\n" else end + file.write(b"\n")

    def _current_file(self) -> IO[bytes]:
        """The open file, or a new one when it was renamed or removed by a log rotation."""
        if self._file is None:
            msg = f"{self._path}: the sink is not open"
            raise ValueError(msg)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        here = os.fstat(self._file.fileno())
        if there is None or (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            if self._torn:
                # It leaves with whole lines; the rest goes into the new one.
                os.truncate(self._file.fileno(), self._cursor.length)
                self._torn = False
            self._file.close()
            self._file = self._path.open("ab")
            length = os.fstat(self._file.fileno()).st_size
        elif here.st_size < self._cursor.length:
            # Cut by a log rotation that copies.
            length = here.st_size
        else:
            return self._file
        # Before the first line goes there: a crash right after it must find where the new file began.
        self._remember(SinkCursor(self._cursor.sequence, length))
        return self._file


def _write_all(descriptor: int, data: bytes) -> None:
    """All of it, or an error: a disk that fills up takes a part, and says so at the next write only."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
