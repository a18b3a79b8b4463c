"""An outbox and a sink that are lists: their protocols need no more."""

from collections.abc import Sequence

from schemas import codec
from schemas.alert import Alert
from streams.outputs.outbox import Answered, Cursor, OutboxRow, Portion
from streams.outputs.sink import Outgoing


class ListOutbox:
    """Alerts in one partition, numbered from 1. `refused`: how many cursors are taken before one is refused."""

    def __init__(self, *alerts: Alert) -> None:
        self.bodies = [codec.encode_lines([alert]).rstrip() for alert in alerts]
        self.cursors: dict[str, Cursor] = {}
        self.refuse_after: int | None = None
        self.closed = False
        self.answered: list[Answered | None] = []

    def add(self, *alerts: Alert) -> None:
        self.bodies += [codec.encode_lines([alert]).rstrip() for alert in alerts]

    def open(self) -> None:
        pass

    def cursor(self, sink: str) -> Cursor | None:
        return self.cursors.get(sink)

    def take(self, cursor: Cursor, limit: int) -> Portion:
        after = cursor.positions.get(0, 0)
        rows = [OutboxRow(0, number, body) for number, body in enumerate(self.bodies, 1)][after : after + limit]
        return Portion(rows, {0: rows[-1].position} if rows else cursor.positions)

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        if self.refuse_after == 0:
            raise TimeoutError
        if self.refuse_after is not None:
            self.refuse_after -= 1
        self.cursors[sink] = cursor
        self.answered.append(answered)

    def waiting(self, cursor: Cursor) -> int:
        return len(self.bodies) - cursor.positions.get(0, 0)

    def close(self) -> None:
        self.closed = True


class ListSink(list[Alert]):
    """Takes alerts; raises `error` at the call named `at`, as long as there is one."""

    def __init__(self, at: str = "never", error: Exception | None = None) -> None:
        super().__init__()
        self.at = at
        self.error = error
        self.calls: list[str] = []

    def call(self, name: str) -> None:
        self.calls.append(name)
        if self.error is not None and name.startswith(self.at):
            raise self.error

    def open(self, length: int | None) -> None:
        self.call("open" if length is None else f"open {length}")

    def begin(self) -> int:
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        self.call("deliver")
        self.extend(one.alert for one in outgoing)
        return 0

    def close(self) -> None:
        self.call("close")
