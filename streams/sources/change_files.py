"""Files of asset changes, zones and verdicts: read once, or watched for what changed.

The law: such a file is the whole truth of what it declares. When it changes, what is new or different in it
is declared again, and what has gone from it is retired; the rest is said once and not again.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from schemas import codec
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter
from schemas.formats.asset_csv import asset_changes
from schemas.formats.ndjson import NdjsonReader, verdict_reader
from schemas.formats.reader import ReaderContext
from schemas.formats.zone_file import zone_changes
from schemas.verdict import Verdict

MAX_CHANGE_FILE_BYTES = 67_108_864
"""A whole inventory is read into memory: 64 MB is some 500,000 assets, past any plant's."""


def read_assets(path: Path, site: str, time: float) -> list[AssetChange]:
    """What an asset file declares: CSV with headings, or NDJSON (or a JSON list) of AssetChange.

    `time` stands where the file says none. Raises OSError, and ValueError with file, line and column.
    """
    content = _content(path)
    head = content.lstrip()[:1]
    if head in (b"{", b"["):
        return _json_changes(content, path, site, time)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Spreadsheets of western Europe write CSV so; every byte has a meaning there.
        text = content.decode("cp1252", "replace")
    if "\0" in text[:4096]:
        msg = f"{path.name}: a binary file, no CSV; export the inventory as CSV or NDJSON"
        raise ValueError(msg)
    return asset_changes(text, site=site, time=time, source=path.name)


def read_zones(path: Path, site: str, time: float) -> list[AssetChange]:
    """The zones and conduits that a JSON or TOML file declares. Raises OSError, and ValueError with the place."""
    return zone_changes(_content(path), site=site, time=time, source=path.name)


def read_verdicts(path: Path, site: str | None = None) -> list[Verdict]:
    """The verdicts of an NDJSON file; `site` stands where a line says none.

    Raises OSError, and ValueError with the line.
    """
    verdicts, letters = _verdicts(path, site)
    _raise_first(letters)
    return verdicts


class WatchMemory(Struct, forbid_unknown_fields=True):
    """What a watched file said last, to be kept over a restart: its entries by subject, and its state on disk."""

    entries: dict[str, AssetChange] = {}
    stamp: tuple[int, int, int] | None = None
    lines: int = 0


class WatchedChanges:
    """A file of assets or zones, looked at again and again.

    `read` is `read_assets` or `read_zones`. `memory`, as `snapshot` gave it, spares saying again after
    a restart what was said before it, and finds what vanished meanwhile.
    """

    def __init__(
        self,
        path: Path,
        read: Callable[[Path, str, float], list[AssetChange]],
        *,
        site: str,
        memory: bytes | None = None,
    ) -> None:
        self.path = path
        self._read = read
        self._site = site
        self._memory = _remembered(memory)

    def changed(self, time: float) -> list[AssetChange]:
        """What is new, different or gone since the last look; empty when nothing is.

        A file that is absent for now changes nothing: editors and deployments replace files by a
        short absence, and retiring a whole plant for it would be a false statement. Raises
        ValueError, once for each state of the file, when it cannot be read as it stands.
        """
        stamp = _stamp(self.path)
        if stamp is None or stamp == self._memory.stamp:
            return []
        self._memory.stamp = stamp
        before = self._memory.entries
        now = {_subject(change): change for change in self._read(self.path, self._site, time)}
        changes = [change for key, change in now.items() if not _same(change, before.get(key))]
        gone = [change for key, change in before.items() if key not in now and change.change == "declared"]
        changes += [_retired(change, time) for change in gone]
        self._memory.entries = now
        return changes

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
        content = _content(self.path)
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


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_CHANGE_FILE_BYTES:
        msg = f"{path.name}: {size} bytes; at most {MAX_CHANGE_FILE_BYTES} are taken. Split the file"
        raise ValueError(msg)
    return path.read_bytes()


def _json_changes(content: bytes, path: Path, site: str, time: float) -> list[AssetChange]:
    if content.lstrip().startswith(b"["):
        try:
            entries = msgspec.json.decode(content, type=list[msgspec.Raw])
        except msgspec.MsgspecError as error:
            msg = f"{path.name}: no JSON list of asset changes: {error}"
            raise ValueError(msg) from error
        lines = [bytes(entry).replace(b"\n", b" ") for entry in entries]
    else:
        lines = content.split(b"\n")
    context = ReaderContext(site=site, source=path.name)
    reader = NdjsonReader(codec.ASSET_CHANGES, context, defaults={"site": site, "time": time, "source": path.name})
    changes, letters = reader.read(lines, 1)
    _raise_first(letters)
    return changes


def _verdicts(path: Path, site: str | None) -> tuple[list[Verdict], list[DeadLetter]]:
    reader = verdict_reader(ReaderContext(site=site or "", source=path.name))
    return reader.read(_content(path).split(b"\n"), 1)


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


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _subject(change: AssetChange) -> str:
    ends = f"{change.from_zone}\0{change.to_zone}" if change.subject == "conduit" else ""
    # One asset may have several lines: what a lease did is told apart from what is declared.
    return f"{change.site}\0{change.subject}\0{change.change}\0{change.realm}\0{change.id}\0{ends}"


def _same(change: AssetChange, before: AssetChange | None) -> bool:
    return before is not None and msgspec.structs.replace(change, time=before.time) == before


def _retired(change: AssetChange, time: float) -> AssetChange:
    return AssetChange(
        site=change.site,
        time=time,
        source=change.source,
        subject=change.subject,
        change="retired",
        id=change.id,
        realm=change.realm,
        from_zone=change.from_zone,
        to_zone=change.to_zone,
    )
