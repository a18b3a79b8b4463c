"""Where alerts go besides the store: sinks, and the file of alerts that neither loses nor repeats.

A sink writes only what is committed. Its cursor says how much of its output is
certain. What follows is compared with the outbox, line by line: what stands there already is not written
again, and only half a line is ever cut, so an older copy of the state costs no alert its line.
"""

import hashlib
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
        """Make everything added durable. Raises when it is not; called again, it goes on where it stopped."""

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
        self._whole = 0
        """The length of the file up to its last whole line; more than the cursor's where lines wait for their row."""
        self._torn = False
        """Whether a write failed, and may have left half of it."""
        self._there: set[bytes] = set()
        """Lines past the cursor whose rows the outbox has not given yet, as digests."""

    def open(self) -> None:
        """Cut half a line off the file's end; what is missing waits for `flush`. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("ab")
        length = os.fstat(self._file.fileno()).st_size
        cursor = self._outbox.cursor(self._name)
        if cursor is not None and length >= cursor.length:
            self._cursor = cursor
            self._whole = self._read_on(self._file)
            return
        # Remembered before the first line: a crash right after it must find where our own lines began.
        if cursor is None and length > 0:
            _log.warning("%s: holds lines of another state; appending after them", self._path)
        if cursor is not None:
            _log.warning("%s: shorter than what was written; continuing at its end", self._path)
        self._whole = length
        self._remember(SinkCursor(0 if cursor is None else cursor.sequence, length))

    def add(self, alerts: Sequence[Alert]) -> None:
        """Nothing to keep: what is committed waits in the outbox."""

    def flush(self) -> None:
        """Write what the outbox holds past the cursor, make it durable, then move the cursor."""
        while rows := self._outbox.outbox(self._cursor.sequence, _ROWS_PER_WRITE):
            file = self._current_file()
            lines = [row.body + b"\n" for row in rows]
            if self._there:
                lines = [line for line in lines if _digest(line) not in self._there]
            try:
                self._cut_torn(file)
                self._torn = True
                _write_all(file.fileno(), b"".join(lines))
                os.fsync(file.fileno())
                self._torn = False
            except OSError as error:
                # A full disk: the system's error names no file.
                raise OSError(error.errno, error.strerror, str(self._path)) from error
            self._whole = os.fstat(file.fileno()).st_size
            if self._there:
                self._there.difference_update(_digest(row.body + b"\n") for row in rows)
            certain = self._cursor.length if self._there else self._whole
            self._remember(SinkCursor(rows[-1].sequence, certain))

    def close(self) -> None:
        """Close the file; what was not flushed is written on the next start."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _remember(self, cursor: SinkCursor) -> None:
        self._outbox.store_cursor(self._name, cursor)
        self._cursor = cursor

    def _cut_torn(self, file: IO[bytes]) -> None:
        if self._torn:
            os.truncate(file.fileno(), self._whole)
            self._torn = False

    def _read_on(self, file: IO[bytes]) -> int:
        """Note the lines past the cursor and cut half a one off the end; the length up to the last whole one."""
        whole = self._cursor.length
        with self._path.open("rb") as written:
            written.seek(whole)
            for line in written:
                if not line.endswith(b"\n"):
                    os.truncate(file.fileno(), whole)
                    break
                self._there.add(_digest(line))
                whole += len(line)
        return whole

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
            self._cut_torn(self._file)
            self._file.close()
            self._file = self._path.open("ab")
        elif here.st_size >= self._whole:
            return self._file
        # A new file, or one cut by a log rotation that copies. Before the first line goes there: a crash right
        # after it must find where it began.
        self._there.clear()
        self._whole = os.fstat(self._file.fileno()).st_size
        self._remember(SinkCursor(self._cursor.sequence, self._whole))
        return self._file


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def _write_all(descriptor: int, data: bytes) -> None:
    """All of it, or an error: a disk that fills up takes a part, and says so at the next write only."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
