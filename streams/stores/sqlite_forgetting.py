"""What the embedded database forgets with time: alerts, retired paths, the history of paths and the journal.

They go by when they were committed, as Kafka's topics keep messages by when they were sent: a recording of
years ago, and a flow that bears a wrong time, make nothing old. State and positions are never forgotten. A
checkpoint forgets so many rows of each kind and no more, so none takes long, whatever has gathered.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence

ROWS_AT_ONCE = 250
"""Rows of each kind a checkpoint: some 15 ms where all four have so many (measured, on a busy machine).

One checkpoint every 5 s keeps up with 4 million a day of each.
"""

MOST_AWAITED = 100_000
"""The newest alert revisions are kept for a sink that lags, however old they are: some 300 MB at 3 kB each."""


def steady_clock() -> Callable[[], float]:
    """This machine's clock as it stands now, in seconds UTC, going on evenly.

    A wall clock that is set far ahead while Weir runs would make everything old at once.
    """
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()


def delivered(connection: sqlite3.Connection, sinks: Sequence[str], newest: int) -> int | None:
    """The sequence number up to which no sink needs alerts any more; None: no sink waits.

    A sink that lags by more than `MOST_AWAITED` loses what is older, and tells so when it goes on.
    """
    if not sinks:
        return None
    marks = ", ".join("?" for _ in sinks)
    query = f"SELECT count(*), min(sequence) FROM sink_cursors WHERE sink IN ({marks})"  # noqa: S608 - ours
    known, slowest = connection.execute(query, tuple(sinks)).fetchone()
    return max(slowest if known == len(sinks) else 0, newest - MOST_AWAITED)


def forget(connection: sqlite3.Connection, before: float, through: int | None) -> None:
    """Delete some of what was committed before a time in seconds UTC; the caller has a transaction open.

    Of the alerts only those up to the sequence number `through`, see `delivered`.
    """
    _forget_alerts(connection, before, 2**63 - 1 if through is None else through)
    connection.execute(
        "DELETE FROM paths WHERE key IN "
        "(SELECT key FROM paths WHERE retired AND committed < ? ORDER BY committed LIMIT ?)",
        (before, ROWS_AT_ONCE),
    )
    for table in ("path_history", "journal"):
        connection.execute(
            f"DELETE FROM {table} WHERE sequence IN "  # noqa: S608 - two names of ours
            f"(SELECT sequence FROM {table} WHERE committed < ? ORDER BY committed LIMIT ?)",
            (before, ROWS_AT_ONCE),
        )


def _forget_alerts(connection: sqlite3.Connection, before: float, through: int) -> None:
    query = "SELECT site, id, sequence FROM alerts WHERE committed < ? AND sequence <= ? ORDER BY committed LIMIT ?"
    gone = connection.execute(query, (before, through, ROWS_AT_ONCE)).fetchall()
    # The last word on an alert goes with its row, unless a newer revision has taken its place.
    connection.executemany("DELETE FROM latest_alerts WHERE site = ? AND id = ? AND sequence = ?", gone)
    connection.executemany("DELETE FROM alerts WHERE sequence = ?", [(sequence,) for _, _, sequence in gone])
