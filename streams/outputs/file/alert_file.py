"""The file of alerts, one a line: it neither loses nor repeats a revision, whatever was cut where.

The length that is kept with the cursor says how much of the file is certain. Lines that follow it when the file is
opened are compared with what is given: what stands there already is not written again, and only half a line is ever
cut, so an older copy of the state costs no alert its line.
"""

import hashlib
import logging
import os
import stat
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

from streams.outputs.file.rotation import Rotation
from streams.outputs.sink import Outgoing

_log = logging.getLogger(__name__)


class AlertFile:
    """Alerts one a line, in a file that holds each committed revision exactly once.

    A file that was rotated away is begun anew, with what comes next. A file that is shorter than its
    cursor was cut by somebody else; it is continued, and nothing is repeated. A FIFO or a device has no length:
    each line goes there once, or again after a failure. With `rotation` it is renamed itself, between two deliveries.
    """

    def __init__(self, path: Path, rotation: Rotation | None = None) -> None:
        self._path = path
        self._rotation = rotation
        self._file: FileIO | None = None
        self._regular = True
        self._certain = 0
        """The length up to the last line that is known to be in the outbox."""
        self._whole = 0
        """The length of the file up to its last whole line; more than the certain where lines wait for their row."""
        self._torn = False
        """Whether a write failed, and may have left half of it."""
        self._there: set[bytes] = set()
        """Lines past the certain length that were not given yet, as digests."""

    def open(self, length: int | None) -> None:
        """Cut half a line off the file's end; what is missing waits to be given. Raises OSError."""
        self._file = self._opened()
        if not self._regular:
            return
        there = os.fstat(self._file.fileno()).st_size
        if length is not None and there >= length:
            self._certain = length
            self._whole = self._read_on(self._file)
            return
        if length is None and there > 0:
            _log.warning("%s: holds lines of another state; appending after them", self._path)
        if length is not None:
            _log.warning("%s: shorter than what was written; continuing at its end", self._path)
        self._whole = self._certain = there

    def begin(self) -> int:
        """Look whether the file was rotated, and begin a new one then. Raises OSError."""
        file = self._current_file()
        # Not while lines wait to be told from those that are given: they would be written again.
        if self._rotation is not None and self._regular and not self._there:
            self._cut_torn(file)
            if self._rotation.rotated(self._path, self._whole):
                self._current_file()
        return self._certain

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Write what does not stand there yet, and make it durable. Raises OSError with the file's name.

        A file renamed since `begin` is still written to, as log rotations expect.
        """
        file = self._file
        if file is None:
            msg = f"{self._path}: the sink is not open"
            raise ValueError(msg)
        lines = [one.body + b"\n" for one in outgoing]
        missing = [line for line in lines if _digest(line) not in self._there] if self._there else lines
        try:
            self._cut_torn(file)
            self._torn = self._regular
            _write_all(file.fileno(), b"".join(missing))
            if self._regular:
                os.fsync(file.fileno())
            self._torn = False
        except OSError as error:
            if not self._regular:
                # A FIFO whose reader has gone: the next one gets whole lines.
                self.close()
            # A full disk: the system's error names no file.
            raise OSError(error.errno, error.strerror, str(self._path)) from error
        if self._regular:
            self._whole = os.fstat(file.fileno()).st_size
            self._there.difference_update(map(_digest, lines) if self._there else ())
            self._certain = self._certain if self._there else self._whole
        return self._certain

    def close(self) -> None:
        """Close the file; what was not delivered is written on the next start."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> FileIO:
        """Unbuffered, so that closing never writes; in a new folder where that is gone. A FIFO waits for its reader."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab", buffering=0)
        self._regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        return file

    def _cut_torn(self, file: FileIO) -> None:
        if self._torn:
            os.truncate(file.fileno(), self._whole)
            self._torn = False

    def _read_on(self, file: FileIO) -> int:
        """Note the lines past the certain and cut half a one off the end; the length up to the last whole one."""
        whole = self._certain
        with self._path.open("rb") as written:
            written.seek(whole)
            for line in written:
                if not line.endswith(b"\n"):
                    os.truncate(file.fileno(), whole)
                    break
                self._there.add(_digest(line))
                whole += len(line)
        return whole

    def _current_file(self) -> FileIO:
        """The open file, or a new one when it was renamed or removed by a log rotation."""
        file = self._file
        if file is None:
            file = self._file = self._opened()
        try:
            there = self._path.stat()
        except FileNotFoundError:
            there = None
        here = os.fstat(file.fileno())
        if there is None or (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            self._cut_torn(file)
            self.close()
            file = self._file = self._opened()
        elif not self._regular or here.st_size >= self._whole:
            return file
        # A new file, or one cut by a log rotation that copies: nothing of it is ours yet.
        self._there.clear()
        self._certain = self._whole = os.fstat(file.fileno()).st_size if self._regular else 0
        return file


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def _write_all(descriptor: int, data: bytes) -> None:
    """All of it, or an error: a disk that fills up takes a part, and says so at the next write only."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
