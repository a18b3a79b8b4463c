"""What the Kafka clients log: each connection is a dozen lines of theirs, which hide ours.

While Kafka is away they say so of each connection at each try, and partitions are lost and not taken: `Presence` has
said it once, and that is enough. A line that warns may be the first sign of it, so it waits as long as a look takes.
"""

import atexit
import logging
import threading
import time

from streams.kafka.client.presence import Presence
from weir.wiring.log_limit import CLIENTS

LOOKED_WITHIN_S = 8.0
"""A look takes a few ms where Kafka answers or nobody listens, and some seconds where it hangs."""

SETTLES_WITHIN_S = 15.0
"""How long after its return the clients tell of what it forgot: a group's members have to be found anew."""

MOST_HELD = 1_000

_CHECKED = "weir_checked"

_FOLLOWS = ("streams.worker.membership", "streams.worker.partitions")
"""Our loggers that tell of partitions lost and not taken, which is what a Kafka that is away comes to."""


def quieten_clients(least: int = logging.WARNING, presence: Presence | None = None) -> None:
    """Let only their warnings through, or what is at `least` of that level, unless everything is asked for.

    With `presence`, nothing of them while Kafka is away.
    """
    root = logging.getLogger()
    if root.level <= logging.DEBUG:
        return
    for name in CLIENTS:
        logging.getLogger(name).setLevel(least)
    if presence is not None:
        for handler in root.handlers:
            away = WhileAway(presence, handler)
            # First: what it leaves out is not to be counted as held back.
            handler.filters.insert(0, away)
            atexit.register(away.finish)


class WhileAway(logging.Filter):
    """Leaves out the clients' lines while Kafka is away. A first one waits here until it is known whether it is."""

    def __init__(self, presence: Presence, handler: logging.Handler) -> None:
        super().__init__()
        self._presence = presence
        self._handler = handler
        self._lock = threading.Lock()
        self._held: list[logging.LogRecord] = []
        self._looking = False

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is to be written now."""
        of_client = record.name.partition(".")[0] in CLIENTS
        if hasattr(record, _CHECKED) or not (of_client or record.name in _FOLLOWS):
            return True
        if record.levelno >= logging.CRITICAL:
            return True
        if self._presence.away_since is not None:
            return False
        if not of_client or record.levelno < logging.WARNING:
            return True
        if time.monotonic() - self._presence.back_at < SETTLES_WITHIN_S:
            return False
        with self._lock:
            if len(self._held) < MOST_HELD:
                self._held.append(record)
            begin, self._looking = not self._looking, True
        if begin:
            threading.Thread(target=self._look, name="kafka-logs", daemon=True).start()
        return False

    def finish(self) -> None:
        """Write what waits: it is there, or the process ends and nobody will know."""
        with self._lock:
            held, self._held, self._looking = self._held, [], False
        for record in held:
            setattr(record, _CHECKED, True)
            self._handler.handle(record)

    def _look(self) -> None:
        if self._presence.look(LOOKED_WITHIN_S) is None:
            self.finish()
            return
        with self._lock:
            self._held, self._looking = [], False
