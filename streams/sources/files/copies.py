"""Files of a folder that hold what another one holds too: their rows must not count twice.

A log is packed and its original left beside it; logrotate's copytruncate copies a log before it empties it, and a
copy made by hand stays. Only files that begin with the same header and row are compared, and those to their ends.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from streams.sources.files.paths import STANDARD_INPUT, UNREADABLE, open_bytes
from streams.sources.files.rotation import fingerprint, head_of


def copies_among(paths: Sequence[Path]) -> dict[Path, Path]:
    """Those of the files that hold nothing but what another of them begins with, and that other one."""
    alike: dict[str, list[Path]] = {}
    for path in paths:
        if str(path) != STANDARD_INPUT and path.is_file():
            with open_bytes(path) as stream:
                try:
                    print_ = fingerprint(head_of(stream))
                except UNREADABLE:
                    continue
            if print_ is not None:
                alike.setdefault(print_.digest, []).append(path)
    copies: dict[Path, Path] = {}
    for several in alike.values():
        # The plain file is kept rather than its packed copy, and the log rather than its rotated one.
        for path in sorted(several, reverse=True):
            for other in several:
                if path != other and other not in copies and path not in copies and _begins(other, path):
                    copies[path] = other
    return copies


def _begins(whole: Path, part: Path) -> bool:
    """Whether the bytes of `whole`, unpacked, begin with those of `part`. A damaged file is no copy."""
    try:
        with open_bytes(whole) as one, open_bytes(part) as other:
            for mine, theirs in zip_longest(_blocks(one), _blocks(other), fillvalue=b""):
                if mine[: len(theirs)] != theirs:
                    return False
                if len(theirs) < len(mine) or not theirs:
                    return True
    except UNREADABLE:
        return False
    return True


def _blocks(stream: BinaryIO, size: int = 65_536) -> Iterator[bytes]:
    while block := stream.read(size):
        yield block
