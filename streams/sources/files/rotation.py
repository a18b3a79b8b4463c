"""Which file is which when logs are rotated: known by content, not by name.

A file is identified by its header and its first row, which are complete when its reading begins and never change.
Renamed, compressed or copied away it is the same file still. Where two files stand that begin so, what follows tells
a copy from another file (`goes_another_way`). Names only tell which files may be a log's rotated ones.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from schemas.formats.lines import Cutter, LineSplitter
from schemas.formats.registry import ENDINGS, HEADINGS, cutter_for, is_heading
from streams.sources.files.paths import UNREADABLE, open_bytes

FINGERPRINT_BYTES = 65_536
"""How far the first row is looked for: Zeek's headers take less than two kilobytes."""

_ENDING = "|".join(map(re.escape, ENDINGS))
_LOG_NAME = re.compile(rf"(?P<stem>[^.]+)(?:\.(?:{_ENDING}))*")
_TURN = r"(?:gz|zst|old|bak|prev|\d[\dT:Z+]*)"
_REST = rf"(?:[._-](?:{_ENDING}))*[._-]{_TURN}(?:[._-](?:{_ENDING}|{_TURN}))*"
_ROTATED_REST = re.compile(_REST)
"""What stands after a log's stem once it is rotated: a number, a date, a time, in any order with its ending.

An ending alone is none: conn.json is no rotated conn.log, but a log beside it.
"""

_ROTATED_NAME = re.compile(rf"(?P<log>.+?\.(?:{_ENDING})){_REST}")


class Fingerprint(Struct, frozen=True):
    """The headings and the first row of a file: how long they are, and their hash."""

    length: int
    digest: str


def fingerprint(head: bytes) -> Fingerprint | None:
    """What a file is known by: its headings and its first row; None until that is complete."""
    cutter = cutter_for(head)
    end = _end_of_first_line(head) if isinstance(cutter, LineSplitter) else _end_of_first_piece(head, cutter)
    if end is None:
        if len(head) < FINGERPRINT_BYTES:
            return None
        end = FINGERPRINT_BYTES
    return Fingerprint(end, hashlib.blake2b(head[:end], digest_size=12).hexdigest())


def whole_fingerprint(stream: BinaryIO) -> Fingerprint:
    """What a file is known by that is read whole, such as a capture: all of it, so one that grew since is another."""
    digest, length = hashlib.blake2b(digest_size=12), 0
    while chunk := stream.read(FINGERPRINT_BYTES):
        digest.update(chunk)
        length += len(chunk)
    return Fingerprint(length, digest.hexdigest())


def _end_of_first_line(head: bytes) -> int | None:
    end = 0
    while True:
        newline = head.find(b"\n", end)
        if newline < 0:
            return None
        line = head[end:newline].strip()
        end = newline + 1
        if line and not is_heading(line):
            return end


def _end_of_first_piece(head: bytes, cutter: Cutter) -> int | None:
    pieces = cutter.feed(head)
    first = next((index for index, piece in enumerate(pieces.lines) if not piece.startswith(HEADINGS)), None)
    return None if first is None else pieces.taken(0, first + 1)


def head_of(stream: BinaryIO) -> bytes:
    """A file's first bytes, as many as are looked through for its first row; of one that breaks off, up to there.

    Raises as the file does (`UNREADABLE`) where nothing comes before that.
    """
    head = b""
    # `read` would lose what was unpacked before the break.
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    try:
        while len(head) < FINGERPRINT_BYTES and (chunk := read(FINGERPRINT_BYTES - len(head))):
            head += chunk
    except UNREADABLE:
        if not head:
            raise
    return head


def fingerprint_of(path: Path) -> Fingerprint | None:
    """What a file is known by; None when it cannot be read or its first row is not complete."""
    try:
        with open_bytes(path) as stream:
            return fingerprint(head_of(stream))
    except UNREADABLE:
        return None


def goes_another_way(path: Path, other: Path) -> bool:
    """Whether two files begin with the same header and row, but differ in what follows: then neither copies the other.

    Compared are their first 64 kB, as far as both go. False too when one can't be read or begins otherwise by now.
    """
    try:
        with open_bytes(path) as mine, open_bytes(other) as theirs:
            one, another = head_of(mine), head_of(theirs)
    except UNREADABLE:
        return False
    common = min(len(one), len(another))
    print_ = fingerprint(one)
    return print_ is not None and print_ == fingerprint(another) and one[:common] != another[:common]


def source_of(path: Path, log: Path) -> str | None:
    """The source that a file beside a log is, by its content; None when it cannot be read or has no row."""
    print_ = fingerprint_of(path)
    return None if print_ is None else f"{log}#{print_.digest}"


def is_rotated(name: str, log: str) -> bool:
    """Whether a file of this name may be a rotated one of the log: conn.log.1, conn.2026-11-23.log.gz of conn.log.

    A log whose own name goes on with a date (conn.2026-11-23.log) has only those that go on after its whole
    name (conn.2026-11-23.log.gz): that of the next day is a log by itself.
    """
    stem = stem_of(log)
    return name != log and name.startswith(stem) and bool(_ROTATED_REST.fullmatch(name, len(stem)))


def log_of(name: str) -> str | None:
    """The log whose rotated file a name says it is: conn.log of conn.log.1, conn.2026-11-23.log of that with .gz.

    None where the name says nothing of the kind: conn.log, but conn.2026-11-23.log too, which may be a log by itself.
    """
    own = _ROTATED_NAME.fullmatch(name)
    return None if own is None else own["log"]


@lru_cache(maxsize=1_024)
def stem_of(log: str) -> str:
    """With what the names of a log's rotated files begin: conn of conn.log, all of conn.2026-11-23.log."""
    own = _LOG_NAME.fullmatch(log)
    return log if own is None else own["stem"]
