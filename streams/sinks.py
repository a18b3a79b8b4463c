"""Where alerts go besides the store: sinks, and the file of alerts that neither loses nor repeats.

The law of this file: a sink writes only what is committed. Its cursor says how much of its output is
certain; on start the output is cut back to that, and what is missing is written again from the outbox.
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
        """Make everything added durable."""

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

    def open(self) -> None:
        """Cut the file back to what is certain and write what is missing. Raises OSError."""
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
        else:
            os.truncate(self._file.fileno(), cursor.length)
            self._cursor = cursor
        self.flush()

    def add(self, alerts: Sequence[Alert]) -> None:
        """Nothing to keep: what is committed waits in the outbox."""

    def flush(self) -> None:
        """Write what the outbox holds past the cursor, make it durable, then move the cursor."""
        while rows := self._outbox.outbox(self._cursor.sequence, _ROWS_PER_WRITE):
            file = self._current_file()
            try:
                file.write(b"".join(row.body + b"\n" for row in rows))
                file.flush()
                os.fsync(file.fileno())
            except OSError as error:
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
            self._file.close()
            self._file = self._path.open("ab")
        return self._file
