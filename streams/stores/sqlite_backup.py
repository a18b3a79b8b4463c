"""A copy of the embedded database, made while its owner goes on writing.

A copy is of one committed moment, whole and checked, or it is not there; one that is
damaged never takes the place of a good one. A copy that would fill the disk is not begun.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

BACKUP_SUFFIX = ".backup"

_PAGES_PER_STEP = 2_000
"""8 MB: some 100 ms on a slow disk, which is how long a stop waits for a copy under way."""

_ROOM = 1.5
"""What must be free, in sizes of the database: the copy, and room for the owner's own writes meanwhile."""


class BackupStopped(Exception):
    """A stop came before the copy was whole; nothing is left of it."""


def backup_name(path: Path) -> Path:
    """Where the backup of the database at `path` is."""
    return path.with_name(path.name + BACKUP_SUFFIX)


def back_up(path: Path, target: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """Copy the database at `path` to `target`, which is replaced once the copy is whole.

    Raises OSError where there is no room or no right, sqlite3.Error where the database is damaged, BackupStopped.
    """
    size = path.stat().st_size
    free = shutil.disk_usage(target.parent).free
    if free < size * _ROOM:
        msg = f"{target}: a copy needs {size * _ROOM / 1e6:,.0f} MB of room, {free / 1e6:,.0f} MB are free"
        raise OSError(msg)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)

    def step(_status: int, _left: int, _total: int) -> None:
        if stopped():
            raise BackupStopped

    try:
        uri = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(part)) as copy:
            # One moment for all steps: an open read keeps what it sees, and the owner writes on.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master")
            source.backup(copy, pages=_PAGES_PER_STEP, progress=step)
            copy.execute("PRAGMA journal_mode=DELETE")
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            msg = f"{path} is damaged: {said}"
            raise sqlite3.DatabaseError(msg)
        part.replace(target)
        _make_durable(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _make_durable(folder: Path) -> None:
    """A renamed file survives a power cut only once its folder is written."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
