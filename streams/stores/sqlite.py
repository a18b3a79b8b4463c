"""The embedded store: one SQLite database in WAL mode, one transaction a checkpoint.

A checkpoint is one transaction, so after a crash the alerts, the state and the
positions are those of one moment. One process owns the database; any number may read it meanwhile.
The alerts table is also the outbox of the sinks (`sqlite_outbox.py`): what is committed there will be delivered by
each, and each sink's cursor lies in the same database. A state record whose checksum does not fit is left out,
and said so: what it held is learnt anew.
"""

import sqlite3
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from schemas.alert import Alert
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint, Loaded
from streams.stores.owner_lock import LOCK_NAME, OwnerLock
from streams.stores.sqlite_forgetting import delivered, forget, steady_clock
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError, explain, open_for_writing

KEEP_DAYS = 400.0
"""A year and a month, as the topics keep alerts, the history of paths and the journal on Kafka."""

_DAY_S = 86_400.0

KEEP_DEAD_LETTERS = 100_000
"""The newest kept: at most 4 kB each, so 400 MB at the worst; all of them are counted."""

_encode = msgspec.json.Encoder().encode


class SqliteStore:
    """A shard's store in the folder `state_dir`, which is made when it is not there.

    What `sqlite_forgetting.py` names is forgotten `keep_days` after it was committed, by `clock` in seconds UTC;
    None is this machine's, see `steady_clock`. Of dead letters the newest `keep_dead_letters` stay.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        keep_days: float = KEEP_DAYS,
        keep_dead_letters: int = KEEP_DEAD_LETTERS,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._keep_s = keep_days * _DAY_S
        self._keep_dead_letters = keep_dead_letters
        self._clock = steady_clock() if clock is None else clock
        self._awaited: tuple[str, ...] = ()
        self.newest_sequence = 0
        """That of the last alert revision committed; may be read on any thread."""
        self._path = state_dir / DATABASE_NAME
        self._lock = OwnerLock(state_dir / LOCK_NAME)
        self._connection: sqlite3.Connection | None = None
        self._positions: dict[str, int] = {}
        self._memories: dict[str, bytes | None] = {}
        self._damaged: list[str] = []

    async def load(self) -> Loaded:
        """Take ownership and read everything. Raises StoreInUse, or StoreError saying what to do."""
        self.take()
        connection = self._open_connection()
        try:
            rows = connection.execute("SELECT key, value, checksum FROM state ORDER BY key").fetchall()
            self._positions = dict(connection.execute("SELECT source, position FROM positions"))
            newest = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'").fetchone()
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        self.newest_sequence = 0 if newest is None else newest[0]
        whole = [StateRecord(key, value) for key, value, checksum in rows if zlib.crc32(value) == checksum]
        self._damaged = [key for key, value, checksum in rows if zlib.crc32(value) != checksum]
        problems = [f"{key}: damaged on the disk" for key in self._damaged]
        return Loaded(records=whole, positions=dict(self._positions), problems=problems)

    def take(self) -> None:
        """Become the owner and open the database; nothing to do when it is open."""
        if self._connection is not None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"{self._path.parent}: {error.strerror}; name another [embedded] state_dir"
            raise StoreError(msg) from error
        self._lock.take()
        try:
            self._connection = open_for_writing(self._path)
        except StoreError:
            self._lock.release()
            raise

    async def commit(self, checkpoint: Checkpoint) -> None:
        """One transaction. Raises StoreError, and nothing of the checkpoint is kept."""
        connection = self._open_connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                newest = self._write(connection, checkpoint)
            except BaseException:
                # On a full disk SQLite has rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        self.newest_sequence = newest
        self._positions = dict(checkpoint.positions)
        self._memories.clear()
        self._damaged.clear()

    async def close(self) -> None:
        """Close the database and let the next owner in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._lock.release()

    def remember(self, source: str, memory: bytes | None) -> None:
        """Keep what a source needs besides a position with the next checkpoint. None forgets it."""
        self._memories[source] = memory

    def memory(self, source: str) -> bytes | None:
        """What a source had committed to be kept; None when nothing was."""
        row = self._first("SELECT value FROM memories WHERE source = ?", source)
        return None if row is None else bytes(row[0])

    def await_sinks(self, names: Sequence[str]) -> None:
        """Alerts that these sinks have not delivered are kept for them, see `sqlite_forgetting.py`."""
        self._awaited = tuple(names)

    def _first(self, query: str, key: str) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._open_connection().execute(query, (key,)).fetchone()
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        return row

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            msg = f"{self._path}: not loaded, or closed already"
            raise StoreError(msg)
        return self._connection

    def _write(self, connection: sqlite3.Connection, checkpoint: Checkpoint) -> int:
        """All of it; the sequence number of the newest alert revision."""
        kept = [(r.key, r.value, zlib.crc32(r.value)) for r in checkpoint.records if r.value is not None]
        gone = [(r.key,) for r in checkpoint.records if r.value is None] + [(key,) for key in self._damaged]
        connection.executemany("DELETE FROM state WHERE key = ?", gone)
        connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?, ?)", kept)
        now = self._clock()
        newest = _write_alerts(connection, checkpoint.alerts, now) or self.newest_sequence
        _write_paths(connection, checkpoint.paths, now)
        if checkpoint.dead_letters:
            connection.executemany(
                "INSERT INTO dead_letters (source, reason, body, committed) VALUES (?, ?, ?, ?)",
                [(d.source, d.reason, _encode(d), now) for d in checkpoint.dead_letters],
            )
            connection.execute(
                "DELETE FROM dead_letters WHERE sequence <= (SELECT max(sequence) FROM dead_letters) - ?",
                (self._keep_dead_letters,),
            )
            connection.execute(
                "INSERT INTO counters VALUES ('dead_letters', ?) "
                "ON CONFLICT DO UPDATE SET value = value + excluded.value",
                (sum(letter.count for letter in checkpoint.dead_letters),),
            )
        connection.executemany(
            "INSERT INTO journal (committed, topic, first, last) VALUES (?, ?, ?, ?)",
            [(now, run.topic, run.first, run.last) for run in checkpoint.runs],
        )
        forget(connection, now - self._keep_s, delivered(connection, self._awaited, newest))
        kept_memories = [(source, memory) for source, memory in self._memories.items() if memory is not None]
        connection.executemany("INSERT OR REPLACE INTO memories VALUES (?, ?)", kept_memories)
        forgotten = [(source,) for source, memory in self._memories.items() if memory is None]
        connection.executemany("DELETE FROM memories WHERE source = ?", forgotten)
        changed = [item for item in checkpoint.positions.items() if self._positions.get(item[0]) != item[1]]
        connection.executemany("INSERT OR REPLACE INTO positions VALUES (?, ?)", changed)
        dropped = [(source,) for source in self._positions if source not in checkpoint.positions]
        connection.executemany("DELETE FROM positions WHERE source = ?", dropped)
        return newest


def _write_paths(connection: sqlite3.Connection, paths: Sequence[PathRecord], now: float) -> None:
    """Each path's last word, and its history: a line a day, and one a change of its status, when it is announced."""
    rows = [(path.key, now, path.site, path.last_seen, path.retired, _encode(path)) for path in paths]
    connection.executemany("INSERT OR REPLACE INTO paths VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO path_history (committed, last_seen, body) VALUES (?, ?, ?)",
        [(now, last_seen, body) for _, _, _, last_seen, _, body in rows],
    )


def _write_alerts(connection: sqlite3.Connection, alerts: Sequence[Alert], now: float) -> int | None:
    """The sequence number of the last one; None where there is none."""
    newest: int | None = None
    for alert in alerts:
        cursor = connection.execute(
            "INSERT INTO alerts (committed, id, revision, site, body) VALUES (?, ?, ?, ?, ?)",
            (now, alert.id, alert.revision, alert.site, _encode(alert)),
        )
        newest = cursor.lastrowid
        connection.execute(
            "INSERT OR REPLACE INTO latest_alerts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (alert.site, alert.id, newest, alert.kind, alert.status, alert.severity, alert.time),
        )
    return newest
