"""The tables of the embedded store, how a database is opened, and what is said when it cannot be.

A database is opened only when it is Weir's, whole and of a known version. An older one is converted by its next
owner, and read as it is. A newer or damaged one is never guessed at: the error says what to do. Absent on purpose:
SQLite's `quick_check` on opening, which takes 10 ms a MB (7 s for 700 MB, measured); state has checksums of its own,
and each backup is checked.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from streams.outputs.outbox import OutboxError, OutboxLost
from streams.stores.sqlite_backup import backup_name
from streams.stores.sqlite_conversions import SCHEMA_VERSION, can_convert, convert

DATABASE_NAME = "weir.db"

APPLICATION_ID = 0x57454952
"""`WEIR` in ASCII, in SQLite's header: tells our database from any other."""

BUSY_TIMEOUT_S = 10.0
"""How long a reader waits for a checkpoint to pass: one takes some 100 ms at 20,000 records."""

# AUTOINCREMENT: sinks remember how far they have written by `sequence`, so none is given twice, also after all was
# forgotten.
_TABLES = """
CREATE TABLE state (key TEXT PRIMARY KEY, value BLOB NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE positions (source TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE memories (source TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE alerts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, committed REAL NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
    site TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX alerts_by_revision ON alerts (site, id, revision);
CREATE INDEX alerts_by_age ON alerts (committed);
CREATE TABLE latest_alerts (
    site TEXT NOT NULL, id TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
    severity INTEGER NOT NULL, time REAL NOT NULL, PRIMARY KEY (site, id)
) WITHOUT ROWID;
CREATE INDEX latest_alerts_by_time ON latest_alerts (time);
CREATE TABLE paths (
    key TEXT PRIMARY KEY, committed REAL NOT NULL, site TEXT NOT NULL, last_seen REAL NOT NULL,
    retired INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX retired_paths_by_age ON paths (committed) WHERE retired;
CREATE TABLE path_history (
    sequence INTEGER PRIMARY KEY, committed REAL NOT NULL, last_seen REAL NOT NULL, body BLOB NOT NULL
);
CREATE INDEX path_history_by_age ON path_history (committed);
CREATE TABLE dead_letters (
    sequence INTEGER PRIMARY KEY, source TEXT NOT NULL, reason TEXT NOT NULL, body BLOB NOT NULL,
    committed REAL NOT NULL DEFAULT 0
);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY, committed REAL NOT NULL, topic TEXT NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL
);
CREATE INDEX journal_by_age ON journal (committed);
CREATE TABLE sink_cursors (
    sink TEXT PRIMARY KEY, sequence INTEGER NOT NULL, length INTEGER NOT NULL, answered REAL, answer TEXT
) WITHOUT ROWID;
"""


class StoreError(OutboxError):
    """The database cannot be used as it is; the message says why and what to do."""


class StoreDamaged(StoreError, OutboxLost):
    """The database is damaged, or none at all: whoever meets it, the run ends."""


class StoreInUse(StoreError):
    """Another process owns the database."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The database, made if it is not there, converted if it is older.

    Raises StoreError when it is not ours, newer, damaged, or cannot be written.
    """
    connection = _connect(path, f"{path.resolve().as_uri()}?mode=rwc")
    try:
        with _explained(path):
            connection.execute("PRAGMA journal_mode=WAL")
            # FULL: a checkpoint that was reported survives a power cut; one fsync every few seconds costs nothing.
            connection.execute("PRAGMA synchronous=FULL")
            version = _version_of(connection, path)
            if version is None:
                _make(connection)
            elif version < SCHEMA_VERSION:
                convert(connection, path, version)
            # A file that may only be read opens all the same; this is told now, not at the first checkpoint.
            connection.executescript(f"BEGIN; PRAGMA user_version={SCHEMA_VERSION}; ROLLBACK;")
    except StoreError:
        connection.close()
        raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """The database as another process reads it while its owner writes. Raises StoreError."""
    if not path.exists():
        msg = f"{path}: no state is kept there yet; start `weir run` first, or name another [embedded] state_dir"
        raise StoreError(msg)
    connection = _connect(path, f"{path.resolve().as_uri()}?mode=rw")
    try:
        with _explained(path):
            connection.execute("PRAGMA query_only=ON")
            version = _version_of(connection, path)
    except StoreError:
        connection.close()
        raise
    if version is None:
        connection.close()
        msg = f"{path}: empty; start `weir run` first"
        raise StoreError(msg)
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """One more connection to a database that its owner has opened already. Raises StoreError."""
    return _connect(path, f"{path.resolve().as_uri()}?mode=rw")


class _explained:  # noqa: N801 - reads as a phrase: with _explained(path)
    """Turns errors of SQLite and of the system into StoreError with the file and what to do."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise explain(error, self._path) from error
        if isinstance(error, OSError):
            msg = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise StoreError(msg) from error


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """A StoreError for what SQLite said of the database at `path`."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreDamaged(f"{path}: damaged or no database ({error}). {_way_back(path)}")
    if name.startswith("SQLITE_FULL"):
        return StoreError(f"{path}: the disk is full; make room and start again, nothing committed is lost")
    if name.startswith("SQLITE_IOERR"):
        return StoreError(
            f"{path}: the disk did not do what was asked of it ({error}, {name}); see whether it is full or failing, "
            "and start again: nothing committed is lost"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return StoreError(f"{path}: cannot be opened for writing ({error}); check the folder's owner and rights")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(f"{path}: another program holds the database ({error}); close it and try again")
    return StoreError(f"{path}: {error}")


def _way_back(path: Path) -> str:
    """What to do about a damaged database."""
    away = f"Move {path.name} away (with its -wal and -shm)"
    backup = backup_name(path)
    try:
        made = datetime.fromtimestamp(backup.stat().st_mtime, UTC)
    except OSError:
        return f"{away} and start again: Weir then learns anew; or put a backup in its place"
    return (
        f"{away}, rename {backup.name} to {path.name} (a whole copy of {made:%Y-%m-%d %H:%M} UTC) and start again: "
        "what came since is read again where its logs are still there"
    )


def _connect(path: Path, uri: str) -> sqlite3.Connection:
    try:
        return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _version_of(connection: sqlite3.Connection, path: Path) -> int | None:
    """Its schema's version; None where there is no table yet. Raises StoreError for one that is not to be opened."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables == 0:
        return None
    if application != APPLICATION_ID:
        msg = f"{path}: a database of another program; name another [embedded] state_dir"
        raise StoreError(msg)
    if version > SCHEMA_VERSION:
        msg = (
            f"{path}: written by a newer Weir (schema {version}, this one knows up to {SCHEMA_VERSION}); "
            "upgrade Weir, or name another [embedded] state_dir"
        )
        raise StoreError(msg)
    if not can_convert(version):
        msg = (
            f"{path}: of schema {version}, from which this Weir knows no way to its own ({SCHEMA_VERSION}); "
            f"open it with a Weir in between, or move {path.name} away and learn anew"
        )
        raise StoreError(msg)
    return int(version)


def _make(connection: sqlite3.Connection) -> None:
    script = (
        f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id={APPLICATION_ID}; "
        f"PRAGMA user_version={SCHEMA_VERSION}; COMMIT;"
    )
    connection.executescript(script)
