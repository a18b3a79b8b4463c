"""Databases of older schemas, and how each becomes one of the next.

The law of this file: all steps are one transaction, so a process killed in between leaves the old database
whole. The old one is kept beside it, for whoever must go back to the older Weir.
"""

import logging
import sqlite3
import zlib
from pathlib import Path

from streams.stores.sqlite_backup import back_up

_log = logging.getLogger(__name__)

CONVERSIONS: dict[int, str] = {
    # SQLite's own checks tell a broken page, not a flipped bit within a value: a baseline's number would be believed.
    2: """
ALTER TABLE state RENAME TO state_of_1;
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state SELECT key, value, crc32(value) FROM state_of_1;
DROP TABLE state_of_1;
""",
}
"""By the version that a script leads to, from the one before it. `crc32` is `zlib.crc32`."""


def kept_name(path: Path, version: int) -> Path:
    """Where the database is kept as it was at `version`."""
    return path.with_name(f"{path.name}.schema-{version}")


def convert(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring the database at `path` from `version` to the newest.

    Raises sqlite3.Error and OSError; then it is as it was.
    """
    kept = kept_name(path, version)
    back_up(path, kept)
    connection.create_function("crc32", 1, _crc32, deterministic=True)
    newest = max(CONVERSIONS)
    steps = " ".join(CONVERSIONS[step] for step in range(version + 1, newest + 1))
    connection.executescript(f"BEGIN IMMEDIATE; {steps} PRAGMA user_version={newest}; COMMIT;")
    _log.info("%s: converted from schema %d to %d; as it was it is kept as %s", path, version, newest, kept.name)


def _crc32(value: bytes) -> int:
    return zlib.crc32(value)
