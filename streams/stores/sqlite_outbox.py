"""The outbox of the embedded state: the table of alerts, read by a connection of each sink's own.

Cursors lie in the same database, so that an older copy of it, put in place, holds the cursors of its own alerts.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from schemas.codec import ALERTS
from streams.outputs.outbox import Answered, Cursor, OutboxRow, Portion
from streams.outputs.standing import Standing
from streams.stores.sqlite_schema import StoreError, connect, explain, open_for_reading

_PARTITION = 0
"""The one there is."""


class SqliteOutbox:
    """Reads the database at `path`, which its owner has opened. `newest` gives the last sequence number committed."""

    def __init__(self, path: Path, newest: Callable[[], int]) -> None:
        self._path = path
        self._newest = newest
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """See `Outbox`. Raises StoreError."""
        connection = connect(self._path)
        try:
            # As checkpoints are: after a power cut the file and its cursor must agree.
            connection.execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            connection.close()
            raise explain(error, self._path) from error
        self._connection = connection

    def cursor(self, sink: str) -> Cursor | None:
        """See `Outbox`. Raises StoreError."""
        rows = self._run("SELECT sequence, length FROM sink_cursors WHERE sink = ?", (sink,))
        return Cursor({_PARTITION: rows[0][0]}, rows[0][1]) if rows else None

    def take(self, cursor: Cursor, limit: int) -> Portion:
        """See `Outbox`. Raises StoreError. Sequence numbers have no gaps but where alerts were forgotten."""
        newest = self._newest()
        known = cursor.positions.get(_PARTITION)
        after = known or 0
        query = "SELECT sequence, body FROM alerts WHERE sequence > ? ORDER BY sequence LIMIT ?"
        rows = [OutboxRow(_PARTITION, *row) for row in self._run(query, (after, limit))]
        last = rows[-1].position if rows else max(after, newest)
        forgotten = 0 if known is None else last - after - len(rows)
        return Portion(rows, cursor.positions if last == after else {_PARTITION: last}, forgotten)

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        """See `Outbox`: a transaction of its own. Raises StoreError."""
        answer = (None, None) if answered is None else (answered.time, answered.error)
        values = (sink, cursor.positions.get(_PARTITION, 0), cursor.length, *answer)
        self._run("INSERT OR REPLACE INTO sink_cursors VALUES (?, ?, ?, ?, ?)", values)

    def waiting(self, cursor: Cursor) -> int:
        """See `Outbox`."""
        return max(0, self._newest() - cursor.positions.get(_PARTITION, 0))

    def close(self) -> None:
        """See `Outbox`."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _run(self, query: str, values: tuple[str | float | None, ...]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            msg = f"{self._path}: the outbox is not open"
            raise StoreError(msg)
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise explain(error, self._path) from error


def standings(path: Path, names: Sequence[str]) -> list[Standing]:
    """How far each output of these names has come, while its owner runs or not. Raises StoreError."""
    connection = open_for_reading(path)
    try:
        # All columns: a database that its next owner has not converted yet has no answers.
        cursors = {row[0]: row[1:] for row in connection.execute("SELECT * FROM sink_cursors")}
        return [_standing(connection, name, cursors.get(name)) for name in names]
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        connection.close()


def _standing(connection: sqlite3.Connection, name: str, kept: tuple[Any, ...] | None) -> Standing:
    if kept is None:
        return Standing(name)
    sequence, _length, answered, answer = (*kept, None, None)[:4]
    (waiting,) = connection.execute("SELECT count(*) FROM alerts WHERE sequence > ?", (sequence,)).fetchone()
    query = "SELECT body FROM alerts WHERE sequence > ? ORDER BY sequence LIMIT 1"
    oldest = connection.execute(query, (sequence,)).fetchone()
    return Standing(
        name,
        waiting,
        None if oldest is None else ALERTS.decode_one(oldest[0]).revision_time,
        positions={_PARTITION: sequence},
        answered=None if answered is None else Answered(answered, answer),
    )
