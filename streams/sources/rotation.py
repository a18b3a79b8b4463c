"""Which file is which when logs are rotated: known by content, not by name.

The law: a file is its header and its first row, which bear a time and a connection's id. Renamed,
compressed or copied away it is the same file still. Names only tell which files may be a log's rotated ones.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from streams.sources.files import PACKED, UNREADABLE, open_bytes

FINGERPRINT_BYTES = 65_536
"""How far the first row is looked for: Zeek's headers take less than two kilobytes."""

MAX_SIBLINGS = 256
"""Rotated files looked at beside a log, the newest first: ten days of hourly rotation."""

ARCHIVED_DAYS = 4
"""Folders of days looked into: a weekend away, and the day before."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LOG_NAME = re.compile(r"(?P<stem>[^.]+)(?:\.(?:log|json|ndjson|jsonl))*")
_TURN = r"(?:gz|zst|old|bak|prev|\d[\dT:Z+]*)"
_REST = rf"(?:[._-](?:log|json|ndjson|jsonl))*[._-]{_TURN}(?:[._-](?:log|json|ndjson|jsonl|{_TURN}))*"
_ROTATED_REST = re.compile(_REST)
"""What stands after a log's stem once it is rotated: a number, a date, a time, in any order with its ending.

An ending alone is none: conn.json is no rotated conn.log, but a log beside it.
"""

_ROTATED_NAME = re.compile(rf"(?P<log>.+?\.(?:log|json|ndjson|jsonl)){_REST}")


class Fingerprint(Struct, frozen=True):
    """The leading comment lines and the first row of a file: how long they are, and their hash."""

    length: int
    digest: str


class Sibling(Struct, frozen=True):
    """A rotated file beside a log, and the source that it is by its content. `stamp` changes when it is written to."""

    path: Path
    source: str
    stamp: tuple[int, int, int]

    @property
    def modified_ns(self) -> int:
        """When it was last written to, since 1970."""
        return self.stamp[1]


def fingerprint(head: bytes) -> Fingerprint | None:
    """What a file is known by; None until its first row is complete."""
    end = 0
    while True:
        newline = head.find(b"\n", end)
        if newline < 0:
            if len(head) < FINGERPRINT_BYTES:
                return None
            end = FINGERPRINT_BYTES
            break
        line = head[end:newline].strip()
        end = newline + 1
        if line and not line.startswith(b"#"):
            break
    return Fingerprint(end, hashlib.blake2b(head[:end], digest_size=12).hexdigest())


def head_of(stream: BinaryIO) -> bytes:
    """A file's first bytes, as many as are looked through for its first row."""
    head = b""
    while len(head) < FINGERPRINT_BYTES and (chunk := stream.read(FINGERPRINT_BYTES - len(head))):
        head += chunk
    return head


def fingerprint_of(path: Path) -> Fingerprint | None:
    """What a file is known by; None when it cannot be read or its first row is not complete."""
    try:
        with open_bytes(path) as stream:
            return fingerprint(head_of(stream))
    except UNREADABLE:
        return None


def source_of(path: Path, log: Path) -> str | None:
    """The source that a file beside a log is, by its content; None when it cannot be read or has no row."""
    print_ = fingerprint_of(path)
    return None if print_ is None else f"{log}#{print_.digest}"


def is_rotated(name: str, log: str) -> bool:
    """Whether a file of this name may be a rotated one of the log: conn.log.1, conn.2026-11-23.log.gz of conn.log.

    A log whose own name goes on with a date (conn.2026-11-23.log) has only those that go on after its whole
    name (conn.2026-11-23.log.gz): that of the next day is a log by itself.
    """
    stem = _stem(log)
    return name != log and name.startswith(stem) and bool(_ROTATED_REST.fullmatch(name, len(stem)))


def log_of(name: str) -> str | None:
    """The log whose rotated file a name says it is: conn.log of conn.log.1, conn.2026-11-23.log of that with .gz.

    None where the name says nothing of the kind: conn.log, but conn.2026-11-23.log too, which may be a log by itself.
    """
    own = _ROTATED_NAME.fullmatch(name)
    return None if own is None else own["log"]


def in_reach(log: Path, file: Path) -> bool:
    """Whether a file stands where the rotated ones of a log are looked for."""
    here, there = log.parent, file.parent
    return there == here or (there.parent == here.parent and bool(_DAY.fullmatch(there.name)))


def archived_beside(folder: Path) -> Iterator[Path]:
    """What stands in the last folders of days beside a folder, where Zeek archives. Raises OSError."""
    days = sorted(each for each in folder.parent.iterdir() if _DAY.fullmatch(each.name) and each != folder)
    for day in days[-ARCHIVED_DAYS:]:
        yield from day.iterdir()


@lru_cache(maxsize=1_024)
def _stem(log: str) -> str:
    own = _LOG_NAME.fullmatch(log)
    return log if own is None else own["stem"]


class Siblings:
    """The rotated files of one log: beside it, and where Zeek archives them, in folders of days beside its folder.

    What each is by its content is looked up once for each state of it.
    """

    def __init__(self, log: Path) -> None:
        self._log = log
        self.unreadable: OSError | None = None
        """Why one of those that stood there last could not be opened."""
        self._known: dict[tuple[int, int, int], str | None] = {}

    def standing(self) -> dict[str, list[Sibling]]:
        """Those that stand there now by source, the newest last.

        A file and its packed copy are one source, the file first: a compressor leaves it until its copy is whole.
        """
        found: list[tuple[int, Path, tuple[int, int, int]]] = []
        for path in self._paths():
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((state.st_mtime_ns, path, (state.st_ino, state.st_mtime_ns, state.st_size)))
        newest = sorted(found, key=lambda one: (one[0], one[1]), reverse=True)[:MAX_SIBLINGS]
        self._known = {stamp: self._known[stamp] for _, _, stamp in newest if stamp in self._known}
        self.unreadable = None
        siblings: dict[str, list[Sibling]] = {}
        for _, path, stamp in reversed(newest):
            if stamp not in self._known:
                try:
                    path.open("rb").close()
                except OSError as error:
                    self.unreadable = error
                    continue
                self._known[stamp] = source_of(path, self._log)
            source = self._known[stamp]
            if source is not None:
                siblings.setdefault(source, []).append(Sibling(path, source, stamp))
        for several in siblings.values():
            several.sort(key=lambda one: one.path.name.endswith(PACKED))
        return siblings

    def any(self) -> bool:
        """Whether there is one at all."""
        return next(self._paths(), None) is not None

    def _paths(self) -> Iterator[Path]:
        try:
            folder = self._log.parent
            for path in chain(folder.iterdir(), archived_beside(folder)):
                if is_rotated(path.name, self._log.name) and path.is_file():
                    yield path
        except OSError:
            return
