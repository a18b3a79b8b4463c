"""Files of asset changes, zones and verdicts, watched for what changed.

Such a file is the whole truth of what it declares. When it changes, what is new or different in it is declared again,
an address that an asset no longer has is released, and what has gone is retired; the rest is said once and not again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter
from schemas.formats.assets.reading import Reading
from schemas.formats.ndjson import verdict_reader
from schemas.formats.reader import ReaderContext
from schemas.verdict import Verdict
from streams.sources.files.differences import by_subject, differences, still_said
from streams.sources.files.statements import content_of

Stamp = tuple[int, int, int]
"""A file's state on disk: when it was changed (ns), its size, its inode."""

Read = Callable[[Path, str, float], Sequence[AssetChange] | Reading]
"""Reads a file for a site, at a time: `read_zones`, or the reading of an inventory with what is refused of it."""


def read_verdicts(path: Path, site: str | None = None) -> list[Verdict]:
    """The verdicts of an NDJSON file; `site` stands where a line says none.

    Raises OSError, and ValueError with the line.
    """
    verdicts, letters = _verdicts(path, site)
    _raise_first(letters)
    return verdicts


class WatchMemory(Struct, forbid_unknown_fields=True):
    """What a watched file said last, to be kept over a restart: its entries by subject, and its state on disk.

    `beside` are the states of the files beside an inventory when it was read; None for other files.
    """

    entries: dict[str, AssetChange] = {}
    stamp: Stamp | None = None
    lines: int = 0
    beside: tuple[Stamp | None, ...] | None = None


class WatchedChanges:
    """A file of assets or zones, looked at again and again.

    `memory`, as `snapshot` gave it, spares saying again after a restart what was said before it, and finds what
    vanished meanwhile. `beside` are files that decide with it what can be taken: when one of them changes, an
    inventory is read once more, and so is a file of zones that could not be taken.
    """

    def __init__(
        self, path: Path, read: Read, *, site: str, memory: bytes | None = None, beside: Sequence[Path] = ()
    ) -> None:
        self.path = path
        self.reading: Reading | None = None
        """What the last look found, where it read an inventory; None where nothing had changed."""
        self._read = read
        self._site = site
        self._memory = _remembered(memory)
        self._beside = tuple(beside)
        self._failed_beside: tuple[Stamp | None, ...] | None = None

    def changed(self, time: float) -> list[AssetChange]:
        """What is new, different or gone since the last look; empty when nothing is.

        A file that is absent for now changes nothing: editors and deployments replace files by a
        short absence, and retiring a whole plant for it would be a false statement. Raises
        ValueError, once for each state of the file, when it cannot be read as it stands.
        """
        self.reading = None
        stamp, beside = _stamp(self.path), tuple(map(_stamp, self._beside))
        seen = self._memory.beside if self._failed_beside is None else self._failed_beside
        if stamp is None or (stamp == self._memory.stamp and seen in {None, beside}):
            return []
        self._memory.stamp, self._failed_beside = stamp, beside
        read = self._read(self.path, self._site, time)
        self._failed_beside = None
        before = self._memory.entries
        self._memory.beside = beside if isinstance(read, Reading) else None
        if isinstance(read, Reading):
            self.reading = read
            now = by_subject(read.changes)
            # What a refused row said while it could be read still holds: a slip of the pen retires nothing.
            now |= {key: one for key, one in still_said(before, read.refused).items() if key not in now}
        else:
            now = by_subject(read)
        self._memory.entries = now
        return differences(before, now, time)

    def snapshot(self) -> bytes:
        """What to give a new one as `memory`."""
        return msgspec.json.encode(self._memory)


class WatchedVerdicts:
    """A file of verdicts that people or programs append to: each line is said once."""

    def __init__(self, path: Path, *, site: str | None = None, memory: bytes | None = None) -> None:
        self.path = path
        self._site = site
        self._memory = _remembered(memory)

    def changed(self) -> tuple[list[Verdict], list[DeadLetter]]:
        """The verdicts appended since the last look, and a dead letter for each line that is none.

        A file that became shorter was begun anew, and is read from its first line.
        """
        stamp = _stamp(self.path)
        if stamp is None or stamp == self._memory.stamp:
            return [], []
        before = self._memory.stamp
        content = content_of(self.path)
        complete = content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]
        if before is not None and stamp[1] < before[1]:
            self._memory.lines = 0
        first = min(self._memory.lines, len(complete))
        self._memory.stamp, self._memory.lines = stamp, len(complete)
        reader = verdict_reader(ReaderContext(site=self._site or "", source=str(self.path)))
        return reader.read(complete[first:], first + 1)

    def snapshot(self) -> bytes:
        """What to give a new one as `memory`."""
        return msgspec.json.encode(self._memory)


def _verdicts(path: Path, site: str | None) -> tuple[list[Verdict], list[DeadLetter]]:
    reader = verdict_reader(ReaderContext(site=site or "", source=path.name))
    return reader.read(content_of(path).split(b"\n"), 1)


def _raise_first(letters: Sequence[DeadLetter]) -> None:
    if letters:
        shown = [f"{one.source}, line {one.position}: {one.reason}" for one in letters[:5]]
        raise ValueError("\n".join(shown))


def _remembered(memory: bytes | None) -> WatchMemory:
    if memory is None:
        return WatchMemory()
    try:
        return msgspec.json.decode(memory, type=WatchMemory)
    except msgspec.MsgspecError:
        # What another version wrote is not guessed at: everything is said once more, which changes nothing.
        return WatchMemory()


def _stamp(path: Path) -> Stamp | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
