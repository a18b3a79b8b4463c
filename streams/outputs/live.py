"""An outbox for a sink that shows what happens from now on, and has nothing to catch up with, such as a terminal."""

from streams.outputs.outbox import Answered, Cursor, Outbox, Portion


class Live:
    """What `outbox` holds past `begin`. How far the sink has come is not kept."""

    def __init__(self, outbox: Outbox, begin: Cursor) -> None:
        self._outbox = outbox
        self._begin = begin

    def open(self) -> None:
        """See `Outbox`."""
        self._outbox.open()

    def cursor(self, _sink: str) -> Cursor | None:
        """See `Outbox`."""
        return self._begin

    def take(self, cursor: Cursor, limit: int) -> Portion:
        """See `Outbox`."""
        return self._outbox.take(cursor, limit)

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        """Nothing: see above."""

    def waiting(self, cursor: Cursor) -> int:
        """See `Outbox`."""
        return self._outbox.waiting(cursor)

    def close(self) -> None:
        """See `Outbox`."""
        self._outbox.close()
