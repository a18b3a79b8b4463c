"""Databases of older schemas, and how each becomes one of the next.

All steps are one transaction, so a process killed in between leaves the old database whole. The old one is
kept beside it, for whoever must go back to the older Weir.
"""

import logging
import sqlite3
import zlib
from pathlib import Path

from streams.stores.sqlite_backup import back_up

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 3
"""Raised whenever a table of a released Weir changes; a script in `CONVERSIONS` goes with it."""

CONVERSIONS: dict[int, str] = {
    # When a dead letter was committed; of those from before, 0: nobody knows.
    2: "ALTER TABLE dead_letters ADD COLUMN committed REAL NOT NULL DEFAULT 0;",
    # What an output said last, and when; of those from before nobody knows.
    3: "ALTER TABLE sink_cursors ADD COLUMN answered REAL; ALTER TABLE sink_cursors ADD COLUMN answer TEXT;",
}
"""By the version that a script leads to, from the one before it. `crc32` is `zlib.crc32`, as `state` bears it."""


def kept_name(path: Path, version: int) -> Path:
    """Where the database is kept as it was at `version`."""
    return path.with_name(f"{path.name}.schema-{version}")


def can_convert(version: int) -> bool:
    """Whether there is a way from `version` to the newest."""
    return all(step in CONVERSIONS for step in range(version + 1, SCHEMA_VERSION + 1))


def convert(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring the database at `path` from `version` to the newest, where it `can_convert`.

    Raises sqlite3.Error and OSError; then it is as it was.
    """
    kept = kept_name(path, version)
    back_up(path, kept)
    connection.create_function("crc32", 1, _crc32, deterministic=True)
    steps = " ".join(CONVERSIONS[step] for step in range(version + 1, SCHEMA_VERSION + 1))
    connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version={SCHEMA_VERSION}; COMMIT;")
    _log.info(
        "%s: converted from schema %d to %d; as it was it is kept as %s", path, version, SCHEMA_VERSION, kept.name
    )


def _crc32(value: bytes) -> int:
    return zlib.crc32(value)
