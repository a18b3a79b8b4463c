"""What other processes may know of the embedded state while its owner runs: read only, at any moment.

Each call sees one committed moment; two calls may see two. Nothing here takes ownership.
"""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.checkpoint.protocol import Loaded
from streams.stores.sqlite_schema import DATABASE_NAME, explain, open_for_reading

_ALERTS = msgspec.json.Decoder(Alert)
_LETTERS = msgspec.json.Decoder(DeadLetter)
_PATHS = msgspec.json.Decoder(PathRecord)


class SqliteReader:
    """Reads the state kept in `state_dir`. Raises StoreError when there is none, or it is newer or damaged."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / DATABASE_NAME

    def latest_alerts(self) -> list[Alert]:
        """Each alert's latest revision, by time of detection."""
        query = (
            "SELECT body FROM latest_alerts JOIN alerts ON alerts.sequence = latest_alerts.sequence "
            "ORDER BY latest_alerts.time, latest_alerts.sequence"
        )
        return [_ALERTS.decode(body) for (body,) in self._rows(query)]

    def revisions(self) -> list[Alert]:
        """Every revision of every alert, in the order they were committed."""
        return [_ALERTS.decode(body) for (body,) in self._rows("SELECT body FROM alerts ORDER BY sequence")]

    def paths(self) -> list[PathRecord]:
        """All paths that are not retired, by key."""
        decoded = (_PATHS.decode(body) for (body,) in self._rows("SELECT body FROM paths ORDER BY key"))
        return [path for path in decoded if not path.retired]

    def state(self) -> list[StateRecord]:
        """The state records, by key: what a pipeline is restored from."""
        return [StateRecord(*row) for row in self._rows("SELECT key, value FROM state ORDER BY key")]

    def loaded(self) -> Loaded:
        """State records and positions of one moment."""
        connection = open_for_reading(self._path)
        try:
            connection.execute("BEGIN")
            records = connection.execute("SELECT key, value FROM state ORDER BY key").fetchall()
            positions = dict(connection.execute("SELECT source, position FROM positions"))
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        finally:
            connection.close()
        return Loaded(records=[StateRecord(*row) for row in records], positions=positions)

    def positions(self) -> dict[str, int]:
        """Up to where each source was taken, as committed."""
        return dict(self._rows("SELECT source, position FROM positions"))

    def newest_dead_letters(self, source: str, most: int) -> list[DeadLetter]:
        """The newest dead letters of a source, at most so many, the oldest first."""
        query = "SELECT body FROM dead_letters WHERE source = ? ORDER BY sequence DESC LIMIT ?"
        return [_LETTERS.decode(body) for (body,) in self._rows(query, (source, most))][::-1]

    def dead_letter_count(self) -> int:
        """How many inputs were refused since the state began."""
        rows = self._rows("SELECT value FROM counters WHERE name = 'dead_letters'")
        return int(rows[0][0]) if rows else 0

    def dead_letters(self) -> list[tuple[int, float | None, DeadLetter]]:
        """What was refused, in its order: its number, when it was committed (None: before schema 2), and it."""
        columns = {row[1] for row in self._rows("PRAGMA table_info(dead_letters)")}
        committed = "committed" if "committed" in columns else "0"
        query = f"SELECT sequence, {committed}, body FROM dead_letters ORDER BY sequence"  # noqa: S608 - ours
        return [(number, time or None, _LETTERS.decode(body)) for number, time, body in self._rows(query)]

    def _rows(self, query: str, values: tuple[str | int, ...] = ()) -> list[tuple[Any, ...]]:
        connection = open_for_reading(self._path)
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        finally:
            connection.close()
