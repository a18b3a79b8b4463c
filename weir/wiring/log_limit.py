"""Holds back log lines that repeat: some a minute of each kind, then how many more there were.

Lines are of one kind when their logger, level and template are the same, whatever
is put into it; and what is held back is always told as a number. What it remembers is bounded.
"""

import logging
import threading
import time
from collections.abc import Callable

MINUTE_S = 60.0

MAX_KINDS = 1_000
"""Kinds of lines told apart within a minute. Weir has some fifty; a library that formats its own has any number."""

CLIENTS = ("kafka", "aiokafka", "faust", "mode")
"""Loggers of the Kafka clients, by the first part of their names."""

MOST_OF_CLIENTS = 5
"""Lines of a kind a minute that a Kafka client may write: it says the same of each partition at each try, which are
60 lines a second while a broker is away (measured)."""

Kind = tuple[str, int, str]

_ANY: tuple[str, str] = ("weir", "lines of other kinds")


class AlikeLimit(logging.Filter):
    """Lets `most` lines of a kind through a minute, of a Kafka client fewer.

    What it says itself goes to `emit`, and is not limited. `later` calls a function after so many seconds, on any
    thread.
    """

    def __init__(
        self,
        most: int,
        emit: Callable[[logging.LogRecord], object],
        *,
        clock: Callable[[], float] = time.monotonic,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        super().__init__()
        self._most = most
        self._emit = emit
        self._clock = clock
        self._later = later or _later
        self._lock = threading.Lock()
        self._begun: dict[Kind, float] = {}
        self._said: dict[Kind, int] = {}
        self._more: dict[Kind, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is to be written now."""
        if record.levelno <= logging.DEBUG:
            return True
        now = self._clock()
        with self._lock:
            kind = self._kind(record, now)
            over = now - self._begun.get(kind, now) >= MINUTE_S
            if kind not in self._begun or (over and kind not in self._more):
                self._begun[kind], self._said[kind] = now, 0
            self._said[kind] += 1
            if self._said[kind] <= self._most_of(record.name):
                return True
            self._more[kind] = self._more.get(kind, 0) + 1
            first = self._more[kind] == 1
            left_s = max(0.0, self._begun[kind] + MINUTE_S - now)
        if first:
            self._later(left_s, lambda: self._end(kind))
        return False

    def _most_of(self, logger: str) -> int:
        return min(self._most, MOST_OF_CLIENTS) if logger.partition(".")[0] in CLIENTS else self._most

    def finish(self) -> None:
        """Tell at once what was held back: the process ends."""
        for kind in list(self._more):
            self._end(kind)

    def _end(self, kind: Kind) -> None:
        """A minute is over: say how many more there were, and begin anew."""
        with self._lock:
            more = self._more.pop(kind, 0)
            self._begun.pop(kind, None)
            self._said.pop(kind, None)
        if more:
            name, level, template = kind
            fields = {"more": more, "like": template}
            text = "\N{HORIZONTAL ELLIPSIS}and %(more)d more like this in the last minute: %(like)s"
            self._emit(logging.LogRecord(name, level, __file__, 0, text, (fields,), None))

    def _kind(self, record: logging.LogRecord, now: float) -> Kind:
        kind = (record.name, record.levelno, str(record.msg))
        if kind in self._begun or len(self._begun) < MAX_KINDS:
            return kind
        for old in [one for one, begun in self._begun.items() if now - begun >= MINUTE_S and one not in self._more]:
            del self._begun[old], self._said[old]
        return kind if len(self._begun) < MAX_KINDS else (_ANY[0], record.levelno, _ANY[1])


def _later(seconds: float, function: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, function)
    timer.daemon = True
    timer.start()
