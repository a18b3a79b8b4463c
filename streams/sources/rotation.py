"""Which file is which when logs are rotated: known by content, not by name.

The law: a file is its header and its first row, which bear a time and a connection's id. Renamed,
compressed or copied away it is the same file still.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from streams.sources.files import UNREADABLE, open_bytes

FINGERPRINT_BYTES = 65_536
"""How far the first row is looked for: Zeek's headers take less than two kilobytes."""

MAX_SIBLINGS = 64
"""Rotated files looked at beside a log, the newest first: two days of hourly rotation, and to spare."""


class Fingerprint(Struct, frozen=True):
    """The leading comment lines and the first row of a file: how long they are, and their hash."""

    length: int
    digest: str


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


def source_of(path: Path, log: Path) -> str | None:
    """The source that a file beside a log is, by its content; None when it cannot be read or has no row."""
    try:
        with open_bytes(path) as stream:
            print_ = fingerprint(head_of(stream))
    except UNREADABLE:
        return None
    return None if print_ is None else f"{log}#{print_.digest}"


def siblings(log: Path) -> list[Path]:
    """Rotated files of a log in its folder, the newest first: conn.log.1, conn.2026-11-23.log.gz."""
    stem = log.name.partition(".")[0]
    found: list[tuple[int, Path]] = []
    for path in log.parent.iterdir():
        name = path.name
        if path == log or not name.startswith(stem) or name[len(stem) : len(stem) + 1] not in (".", "-", "_"):
            continue
        if name.startswith((f"{stem}_long", f"{stem}-summary")) or not path.is_file():
            continue
        found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)[:MAX_SIBLINGS]]
