"""Whether the paths that were given mean a file at this moment; if not, it is told at once and each minute.

A log that was followed may be away for a while, since a rotation leaves none until the next line is written. One that
was never there is more likely a path that was mistyped.
"""

import errno
import logging
import os
from collections.abc import Callable, Sequence
from glob import has_magic, iglob
from pathlib import Path

from streams.sources.files.paths import STANDARD_INPUT
from streams.system_errors import sentence

_log = logging.getLogger(__name__)

TELL_EVERY_S = 60.0
"""How often an absence is told again: often enough to stand on the screen of whoever looks."""

ROTATES_S = 600.0
"""How long a log that was there may be away, as in `follow/tails.py`: a quiet sensor writes no new one meanwhile."""


def absence_of(path: str) -> str | None:
    """Why a file, folder or glob gives nothing now, such as `/no/such: no such file or folder`; None where it may.

    It stops at the first file that it meets, so it costs little where one is there.
    """
    if path == STANDARD_INPUT:
        return None
    try:
        why = _absence(path)
    except OSError as error:
        why = sentence(error)
    return None if why is None else f"{path}: {why}"


class Presence:
    """Looks now and then whether `paths` are there, and logs what is not. `monotonic`: seconds that only go up."""

    def __init__(self, paths: Sequence[str], monotonic: Callable[[], float]) -> None:
        self._paths = paths
        self._monotonic = monotonic
        self._there_at: dict[str, float] = {}
        self._told: dict[str, float] = {}

    def absent(self) -> tuple[str, ...]:
        """Those that are not there, each with its reason."""
        now = self._monotonic()
        found: list[str] = []
        for path in self._paths:
            why = absence_of(path)
            if why is None:
                self._there_at[path] = now
                if self._told.pop(path, None) is not None:
                    _log.info("%s: is there now", path)
            elif path not in self._there_at or now - self._there_at[path] >= ROTATES_S:
                found.append(why)
                if now - self._told.get(path, -TELL_EVERY_S) >= TELL_EVERY_S:
                    self._told[path] = now
                    _log.warning("%s; nothing is read from it, waiting until it comes", why)
        return tuple(found)


def _absence(path: str) -> str | None:
    there = Path(path)
    if not there.exists():
        if not has_magic(path):
            return "no such file or folder"
        found = next(iglob(path, recursive=True), None)  # noqa: PTH207 - Path.glob refuses absolute patterns
        return "no file matches this pattern" if found is None else None
    if there.is_dir():
        return None if _holds_a_file(there) else "there is no file in this folder"
    return None if os.access(there, os.R_OK) else sentence(PermissionError(errno.EACCES, ""))


def _holds_a_file(folder: Path) -> bool:
    seen: set[tuple[int, int]] = set()
    os.scandir(folder).close()  # raises where it may not be looked into, which a walk passes over
    for within, folders, files in os.walk(folder, followlinks=True):
        state = Path(within).stat()
        if (state.st_dev, state.st_ino) in seen:
            folders.clear()
            continue
        seen.add((state.st_dev, state.st_ino))
        if files:
            return True
    return False
