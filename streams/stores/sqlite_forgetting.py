"""What the embedded database forgets with time: alerts, retired paths, the history of paths and the journal.

They go by when they were committed, as Kafka's topics keep messages by when they were sent: a recording of
years ago, and a flow that bears a wrong time, make nothing old. State and positions are never forgotten. A
checkpoint forgets so many rows of each kind and no more, so none takes long, whatever has gathered.
"""

import sqlite3
import time
from collections.abc import Callable

ROWS_AT_ONCE = 250
"""Rows of each kind a checkpoint: some 15 ms where all four have so many (measured, on a busy machine).

One checkpoint every 5 s keeps up with 4 million a day of each.
"""


def steady_clock() -> Callable[[], float]:
    """This machine's clock as it stands now, in seconds UTC, going on evenly.

    A wall clock that is set far ahead while Weir runs would make everything old at once.
    """
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()


def forget(connection: sqlite3.Connection, before: float, written: int | None) -> None:
    """Delete some of what was committed before a time in seconds UTC; the caller has a transaction open.

    Of the alerts only those up to the sequence number `written`: the rest waits for a sink. None: no sink waits.
    """
    _forget_alerts(connection, before, written)
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


def _forget_alerts(connection: sqlite3.Connection, before: float, written: int | None) -> None:
    query = "SELECT site, id, sequence FROM alerts WHERE committed < ? AND sequence <= ? ORDER BY committed LIMIT ?"
    through = 2**63 - 1 if written is None else written
    gone = connection.execute(query, (before, through, ROWS_AT_ONCE)).fetchall()
    # The last word on an alert goes with its row, unless a newer revision has taken its place.
    connection.executemany("DELETE FROM latest_alerts WHERE site = ? AND id = ? AND sequence = ?", gone)
    connection.executemany("DELETE FROM alerts WHERE sequence = ?", [(sequence,) for _, _, sequence in gone])
