"""The verdict inbox of the embedded shell: an NDJSON file that other processes append to.

A line is whole or not there; the running shell reads it from the byte position
of its last checkpoint, so each verdict takes effect exactly once, also one given while nothing ran.
"""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

from schemas import codec
from schemas.bounds import MAX_RECORD_BYTES
from schemas.verdict import Verdict
from streams.messages import Batch

INBOX_NAME = "verdicts.ndjson"

SOURCE = "verdict-inbox"
"""Its name among the positions."""

_READ_BYTES = MAX_RECORD_BYTES + 1
"""A longest line and its end."""


def append_verdict(path: Path, verdict: Verdict) -> None:
    """Add one verdict, durably, after whatever others have written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        torn = False
        if end:
            # What a writer that died left half written must not swallow this verdict's line.
            file.seek(end - 1)
            torn = file.read(1) != b"\n"
        file.write((b"\n" if torn else b"") + codec.encode_lines([verdict]))
        file.flush()
        os.fsync(file.fileno())


def waiting(path: Path, positions: Mapping[str, int]) -> int:
    """How many lines lie past the position of a checkpoint. Raises OSError."""
    try:
        lines = path.read_bytes()
    except FileNotFoundError:
        return 0
    taken = positions.get(SOURCE, 0)
    return lines[taken if taken <= len(lines) else 0 :].count(b"\n")


class VerdictInbox:
    """Reads what was appended. `position` is the bytes already applied (None: nothing is)."""

    def __init__(self, path: Path, position: int | None) -> None:
        self._path = path
        self._position = position or 0

    def close(self) -> None:
        """Nothing is held open."""

    def poll(self) -> Batch | None:
        """The whole lines added since; None when there are none. A file cut by hand is read from its start."""
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            return None
        if size < self._position:
            self._position = 0
        if size == self._position:
            return None
        with self._path.open("rb") as file:
            file.seek(self._position)
            block = file.read(_READ_BYTES)
        whole = block[: block.rfind(b"\n") + 1]
        if not whole and len(block) == _READ_BYTES:
            # No line may be that long: refused piece by piece, or nothing after it would ever be read.
            whole = block
        if not whole:
            return None
        verdicts, letters = codec.VERDICTS.decode(whole, source=str(self._path), position=self._position)
        self._position += len(whole)
        return Batch(records=[*verdicts], dead_letters=letters, source=SOURCE, position=self._position)
