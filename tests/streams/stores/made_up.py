"""Schema 0 of the embedded database, which never was: its `state` had no checksums.

It stands for any older schema, so that the way there is from one to the next stays tried.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from streams.stores import sqlite_conversions

VERSION = 0

CONVERSIONS = {
    1: """
ALTER TABLE state RENAME TO state_of_0;
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state SELECT key, value, crc32(value) FROM state_of_0;
DROP TABLE state_of_0;
""",
    **sqlite_conversions.CONVERSIONS,
}

_BACK = """
CREATE TABLE state_of_0 (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO state_of_0 SELECT key, value FROM state;
DROP TABLE state;
ALTER TABLE state_of_0 RENAME TO state;
PRAGMA user_version=0;
"""

_BACK_TO_1 = """
ALTER TABLE sink_cursors DROP COLUMN answered;
ALTER TABLE sink_cursors DROP COLUMN answer;
ALTER TABLE dead_letters DROP COLUMN committed;
PRAGMA user_version=1;
"""


def make_older(path: Path) -> None:
    """Turn a database of today into one of that schema."""
    make_schema_1(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_BACK)


def make_schema_1(path: Path) -> None:
    """Turn a database of today into one of schema 1, whose dead letters bore no time."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_BACK_TO_1)


def schema_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
