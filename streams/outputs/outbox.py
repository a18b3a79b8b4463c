"""What a sink's delivery needs of where alerts wait: the outbox, which SQLite and Kafka both have.

The outbox is where the alerts are kept anyway, the table or the topic, so a sink that lags makes nothing grow. Rows
lie in partitions; positions rise within each. An outbox belongs to the thread that opened it, but for `waiting`.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class OutboxError(Exception):
    """The outbox does not answer for now, or does not take a cursor; its message says why."""


class OutboxLost(OutboxError):
    """The outbox can't be used any more, and trying again is of no use: it ends the run, being no sink's fault."""


class OutboxRow(Struct, frozen=True, gc=False):
    """One committed alert revision as JSON, and where it lies. SQLite has the one partition 0."""

    partition: int
    position: int
    body: bytes


class Cursor(Struct, frozen=True):
    """How far a sink has delivered: the last position of each partition, and the length of its output in bytes then.

    A partition that is missing has had nothing delivered. `length` is 0 where an output has none, such as a socket.
    """

    positions: dict[int, int] = {}
    length: int = 0


class Answered(Struct, frozen=True):
    """What a sink said last: when, in seconds UTC, and `error`, why it did not take alerts; None: it took them."""

    time: float
    error: str | None = None


class Portion(Struct, frozen=True):
    """The next rows past a cursor, oldest first within a partition, and the positions once they are delivered too.

    `forgotten` rows lay between, and were not kept long enough to be given. Neither of both: nothing waits.
    """

    rows: Sequence[OutboxRow]
    positions: dict[int, int]
    forgotten: int = 0


class Outbox(Protocol):
    """What was committed, in order, and how far a sink has come with it. Raises OutboxError."""

    def open(self) -> None:
        """Called once, on the thread that uses it."""

    def cursor(self, sink: str) -> Cursor | None:
        """How far this sink has delivered; None when it never has."""

    def take(self, cursor: Cursor, limit: int) -> Portion:
        """What comes past a cursor, at most `limit` rows."""

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        """Make it durable how far this sink has delivered, and what it said last, for whoever asks from outside."""

    def waiting(self, cursor: Cursor) -> int:
        """About how many rows lie past a cursor. Answers at once, on any thread."""

    def close(self) -> None:
        """Called once, on the same thread as `open`."""
