"""The inboxes of the embedded shell: NDJSON files that other processes append to, of verdicts and of what is announced.

A line is whole or not there; the running shell reads it from the byte position
of its last checkpoint, so each record takes effect exactly once, also one given while nothing ran.
"""

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.bounds import MAX_RECORD_BYTES
from schemas.verdict import Verdict
from streams.messages import Batch

INBOX_NAME = "verdicts.ndjson"

SOURCE = "verdict-inbox"
"""Its name among the positions."""

CHANGES_NAME = "announced.ndjson"
"""The inbox of asset changes, such as a maintenance window that somebody announces."""

CHANGES_SOURCE = "announced-inbox"

_READ_BYTES = MAX_RECORD_BYTES + 1
"""A longest line and its end."""


def append_verdict(path: Path, verdict: Verdict | AssetChange) -> None:
    """Add one record, durably, after whatever others have written. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        torn = False
        if end:
            # What a writer that died left half written must not swallow this record's line.
            file.seek(end - 1)
            torn = file.read(1) != b"\n"
        file.write((b"\n" if torn else b"") + codec.encode_lines([verdict]))
        file.flush()
        os.fsync(file.fileno())


def waiting(path: Path, positions: Mapping[str, int], source: str = SOURCE) -> int:
    """How many lines lie past the position of a checkpoint. Raises OSError."""
    try:
        lines = path.read_bytes()
    except FileNotFoundError:
        return 0
    taken = positions.get(source, 0)
    return lines[taken if taken <= len(lines) else 0 :].count(b"\n")


class _Inbox:
    """Reads what was appended. `position` is the bytes already applied (None: nothing is)."""

    source: str
    records: codec.NdjsonCodec[Verdict] | codec.NdjsonCodec[AssetChange]

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
        taken, letters = self.records.decode(whole, source=str(self._path), position=self._position)
        self._position += len(whole)
        return Batch(records=[*taken], dead_letters=letters, source=self.source, position=self._position)


class VerdictInbox(_Inbox):
    """That of verdicts."""

    source = SOURCE
    records = codec.VERDICTS


class ChangeInbox(_Inbox):
    """That of asset changes."""

    source = CHANGES_SOURCE
    records = codec.ASSET_CHANGES
