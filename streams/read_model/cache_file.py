"""A local cache of what Kafka's topics hold of a state, so that a list reads only what is new in them.

One SQLite file for each broker and prefix, its owner's alone: the last value of each state record, the latest revision
of each alert, and up to where both topics were read. It is only ever a copy. One that can't be read, is of another
form or was not brought up to date for too long is made anew; where no file can be had, or it would grow too large, the
copy is made in memory and goes with the process.
"""

import contextlib
import os
import secrets
import sqlite3
import time
from hashlib import blake2b
from pathlib import Path

FORM = 1
"""Raised whenever the tables change: a cache of another form is made anew."""

APPLICATION_ID = 0x57524D43
"""`WRMC` in ASCII: tells our file from any other."""

MAX_BYTES = 2 * 1024**3
"""Of one file: a state of a million paths takes about 0.3 GB. A larger one is read anew each time, in memory."""

MAX_AGE_S = 86_400.0
"""Since it was brought up to date. Deletions stay in the compacted topic for a week (`delete.retention.ms`); a cache
that slept longer would keep what was deleted. A day leaves room for brokers that were set to less."""

UNUSED_S = 30 * 86_400.0
"""Files of brokers and prefixes that nobody has asked for so long are removed."""

REPLACED_S = 86_400.0
"""How long one that can't be used is left to commands that have it open: none takes a day."""

WAIT_S = 30.0
"""How long to wait for another command that brings the same cache up to date; then the topics are read in memory."""

_PAGE_BYTES = 4_096

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE read_up_to (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, last INTEGER, last_time INTEGER,
    PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE state (
    partition INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, parts BLOB, PRIMARY KEY (partition, key)
) WITHOUT ROWID;
CREATE TABLE alerts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL, position INTEGER NOT NULL,
    revision INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX alerts_by_place ON alerts (partition, position);
CREATE TABLE latest_alerts (
    site TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
    severity INTEGER NOT NULL, time REAL NOT NULL, PRIMARY KEY (site, id)
) WITHOUT ROWID;
CREATE INDEX latest_alerts_by_sequence ON latest_alerts (sequence);
CREATE INDEX latest_alerts_by_time ON latest_alerts (time);
"""
"""`alerts` and `latest_alerts` as the embedded store has them, as far as `alert_rows` asks; only latest revisions."""


def default_folder() -> Path:
    """Where caches of this user belong, by the XDG Base Directory Specification."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given.startswith("/") else Path.home() / ".cache") / "weir" / "read-model"


def file_in(folder: Path, *identity: str) -> Path:
    """The file of one broker and prefix, named by a digest: their names may hold what no file's name may.

    A file is not replaced, since others may have it open: the one with the highest number counts.
    """
    name = blake2b(chr(31).join(identity).encode(), digest_size=12).hexdigest()
    numbers = [number for path in folder.glob(f"{name}-*.db") if (number := _number(path)) is not None]
    return folder / f"{name}-{max(numbers, default=1)}.db"


def next_file(path: Path) -> Path:
    """What takes the place of a file that can't be used."""
    name, _, number = path.stem.rpartition("-")
    return path.with_name(f"{name}-{int(number) + 1}.db")


def open_cache(path: Path | None) -> sqlite3.Connection:
    """The cache with a transaction begun that nobody else is in. None: in memory.

    Raises sqlite3.Error, also where another command does not let go of the file in time.
    """
    return _in_memory() if path is None else _of_file(path)


def clear(connection: sqlite3.Connection) -> None:
    """Forget all, within the transaction that is open; the next token of changes is of another cache."""
    for table in ("facts", "read_up_to", "state", "alerts", "latest_alerts"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
    put_fact(connection, "cache", secrets.token_hex(8))


def fact(connection: sqlite3.Connection, name: str) -> str | float | None:
    """What is noted under a name; None where nothing is."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]


def put_fact(connection: sqlite3.Connection, name: str, value: str | float) -> None:
    """Note something under a name."""
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def _of_file(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_unused(path.parent)
        # Made by us and for its owner alone, before SQLite would make it for all.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise sqlite3.OperationalError(msg) from error
    # Whichever thread has done with it last closes it.
    connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA max_page_count={MAX_BYTES // _PAGE_BYTES}")
        # Who reads goes on while another command writes.
        connection.execute("PRAGMA journal_mode=WAL")
        # A copy need not outlive a power cut; a torn file is made anew.
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN IMMEDIATE")
        _made(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _made(connection: sqlite3.Connection) -> None:
    """Its tables made where there are none. Raises sqlite3.DatabaseError for a file of another form."""
    (form,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and (form, application) != (FORM, APPLICATION_ID):
        msg = "a cache of another form"
        raise sqlite3.DatabaseError(msg)
    if not tables:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={FORM}")
        clear(connection)


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    _made(connection)
    return connection


def _remove_unused(folder: Path) -> None:
    """Files that nobody has asked for in long, and soon those that another has taken the place of."""
    for path in folder.glob("*.db"):
        if _number(path) is None:
            continue
        age_s = REPLACED_S if next_file(path).exists() else UNUSED_S
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - age_s:
                for end in ("", "-wal", "-shm"):
                    path.with_name(f"{path.name}{end}").unlink(missing_ok=True)


def _number(path: Path) -> int | None:
    number = path.stem.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else None
