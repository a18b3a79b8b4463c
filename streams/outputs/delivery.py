"""The delivery of one sink: a thread that takes alerts from the outbox, formats them, and gives them to the sink.

At least once: the cursor moves after the sink took what it was given, so a kill in between repeats the same id and
revision. Nothing a sink does reaches the shell: it wakes the thread and looks at figures, and waits for neither.
What the sink raises is told once until it has caught up; it is tried again after `Pauses`.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from schemas import codec
from schemas.alert import Alert
from schemas.formats.alerts.registry import AlertFormat
from streams.outputs.outbox import Cursor, Outbox, OutboxError, OutboxLost, OutboxRow, Portion
from streams.outputs.sink import Outgoing, Sink, TryLater
from streams.status.observer import STUCK_S, SinkFared

_log = logging.getLogger(__name__)

ROWS_AT_ONCE = 1_000
"""Bounds the memory of a sink that has much to catch up with: an alert is a few kB."""


class Pauses(Struct, frozen=True):
    """How long a sink that failed is left alone, in seconds: first, doubled each time, and at most."""

    first_s: float = 0.5
    most_s: float = 15.0
    jitter: Callable[[], float] = lambda: random.uniform(1.0, 1.25)  # noqa: S311 - no secret
    """What each pause is multiplied by."""


class Delivery:
    """One sink, called by `name` in its cursor, in figures and in the log.

    `limit` rows are given at once; what it does not want is passed over. `poll_s`: how long the thread rests where
    nobody wakes it, None: until it is woken.
    """

    def __init__(  # noqa: PLR0913 - what a delivery is made of, by name
        self,
        name: str,
        sink: Sink,
        form: AlertFormat,
        outbox: Outbox,
        *,
        pauses: Pauses = Pauses(),  # noqa: B008 - frozen
        poll_s: float | None = None,
        limit: int = ROWS_AT_ONCE,
        wants: Callable[[Alert], bool] = lambda _alert: True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._sink = sink
        self._form = form
        self._outbox = outbox
        self._pauses = pauses
        self._poll_s = poll_s
        self._limit = limit
        self._wants = wants
        self._monotonic = monotonic
        self._cursor: Cursor | None = None
        self._known = False
        """Whether the outbox knew this sink."""
        self._kept = True
        """Whether the outbox has the cursor; what the sink took is not given again where only that failed."""
        self._changed = threading.Condition()
        self._woken = False
        self._hurried = False
        self._hurried_at = 0
        self._closing = False
        self._opened = False
        self._settled = False
        self._attempts = 0
        self._delivered = self._failures = self._left_out = 0
        self._taken_at = monotonic()
        self._stuck_told = False
        self.failure: BaseException | None = None
        """Why it did not take all that waits; None when it did the last time."""
        self.lost: OutboxLost | None = None
        """Why nothing more is delivered, ever; None while it is."""
        self._thread = threading.Thread(target=self._run, name=f"sink {name}", daemon=True)

    def start(self, within_s: float) -> None:
        """Begin. Waits so long for the sink to open. Raises OSError where it can't: a slip in the settings."""
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._opened or self.failure is not None, within_s)
            failure = self.failure
            if not self._opened and isinstance(failure, OSError):
                raise failure

    def wake(self) -> None:
        """Something was committed."""
        with self._changed:
            if self._settled:
                self._taken_at = self._monotonic()
            self._woken, self._settled = True, False
            self._changed.notify_all()

    def hurry(self) -> None:
        """The end is near: try at once, though the sink has just failed."""
        with self._changed:
            self._hurried_at = self._attempts
            self._hurried = self._woken = True
            self._settled = False
            self._changed.notify_all()

    def settled(self, within_s: float) -> bool:
        """Wait until all is delivered, or the sink has failed since `hurry`; False where neither comes in time."""
        with self._changed:
            return self._changed.wait_for(
                lambda: (
                    self._settled
                    or self.lost is not None
                    or (self.failure is not None and self._attempts > self._hurried_at)
                ),
                within_s,
            )

    def end(self) -> None:
        """Have the thread come to an end once the sink lets it."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def ended(self, within_s: float) -> bool:
        """Wait for the thread after `end`. False where the sink holds it for longer: it is then left behind."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, within_s))
        return not self._thread.is_alive()

    def fared(self) -> SinkFared:
        """Its figures at this moment."""
        with self._changed:
            waiting = 0 if self._cursor is None else self._outbox.waiting(self._cursor)
            waiting_s = max(0.0, self._monotonic() - self._taken_at) if waiting else 0.0
            error = None if self.failure is None else _said(self.failure)
            fared = SinkFared(
                sink=self.name,
                delivered=self._delivered,
                waiting=waiting,
                waiting_s=waiting_s,
                failures=self._failures,
                left_out=self._left_out,
                error=error,
            )
        self._tell_stuck(fared)
        return fared

    def _tell_stuck(self, fared: SinkFared) -> None:
        stuck = fared.error is None and fared.waiting_s >= STUCK_S
        if stuck and not self._stuck_told:
            _log.error("%s", fared.note)
        self._stuck_told = stuck

    def _run(self) -> None:
        pause_s: float | None = None
        while self._rested(pause_s):
            try:
                self._deliver_all()
            except OutboxLost as error:
                with self._changed:
                    self.failure = self.lost = error
                    self._changed.notify_all()
                break
            except BaseException as error:  # noqa: BLE001 - whatever it raises, an exit too, it is tried again
                pause_s = self._failed(error, pause_s)
            else:
                pause_s = None
        for close in (self._sink.close, self._outbox.close):
            try:
                close()
            except BaseException as error:  # noqa: BLE001 - the end of it: there is nothing to try again
                _log.error("%s: %s", self.name, _said(error))

    def _rested(self, pause_s: float | None) -> bool:
        """Wait until there is something to do, after a failure for `pause_s` at least; False: never again."""
        with self._changed:
            if pause_s is None:
                first = not self._opened and not self._attempts
                self._changed.wait_for(lambda: first or self._woken or self._closing, self._poll_s)
            else:
                self._changed.wait_for(lambda: self._hurried or self._closing, pause_s)
            self._woken = self._hurried = False
            return not self._closing

    def _deliver_all(self) -> None:
        cursor = self._ready()
        while not self._closing:
            portion = self._outbox.take(cursor, self._limit)
            if portion.forgotten:
                self._lost(portion.forgotten)
            if portion.rows:
                cursor = self._delivered_past(portion, cursor)
            elif portion.positions != cursor.positions:
                cursor = self._keep(Cursor(portion.positions, cursor.length))
            else:
                break
        self._caught_up()

    def _delivered_past(self, portion: Portion, cursor: Cursor) -> Cursor:
        length = self._sink.begin()
        if length != cursor.length:
            # Kept before the first line: a crash right after it must find where our own lines began.
            self._keep(Cursor(cursor.positions, length))
        outgoing = self._formatted(portion.rows)
        length = self._sink.deliver(outgoing) if outgoing else length
        with self._changed:
            self._delivered += len(outgoing)
            self._taken_at = self._monotonic()
        return self._keep(Cursor(portion.positions, length))

    def _ready(self) -> Cursor:
        """The cursor, with outbox and sink open."""
        if self._cursor is None:
            self._outbox.open()
            cursor = self._outbox.cursor(self.name)
            self._known = cursor is not None
            self._cursor = cursor or Cursor()
        if not self._opened:
            self._sink.open(self._cursor.length if self._known else None)
            length = self._sink.begin()
            if not self._known or length != self._cursor.length:
                self._keep(Cursor(self._cursor.positions, length))
            with self._changed:
                self._opened = True
                self._changed.notify_all()
        return self._cursor if self._kept else self._keep(self._cursor)

    def _keep(self, cursor: Cursor) -> Cursor:
        self._cursor, self._kept = cursor, False
        self._outbox.keep(self.name, cursor)
        self._kept = True
        return cursor

    def _formatted(self, rows: Sequence[OutboxRow]) -> list[Outgoing]:
        """What is no alert, or fails to be formatted, is told and left out: it would hold up all that follows."""
        outgoing = []
        for row in rows:
            try:
                alert = codec.ALERTS.decode_one(row.body)
                if self._wants(alert):
                    outgoing.append(Outgoing(alert, self._form(alert)))
            except Exception as error:  # noqa: BLE001 - a fault of a format costs the one alert
                with self._changed:
                    self._left_out += 1
                where = f"partition {row.partition}, {row.position}"
                _log.error("%s: left out, it can't be formatted (%s): %s", self.name, where, _said(error))
        return outgoing

    def _lost(self, forgotten: int) -> None:
        with self._changed:
            self._left_out += forgotten
        _log.error(
            "%s: lagged so far behind that %d alert revisions were forgotten before it took them;"
            " what is still kept follows",
            *(self.name, forgotten),
        )

    def _caught_up(self) -> None:
        with self._changed:
            self._attempts += 1
            self._taken_at = self._monotonic()
            if not self._woken:
                self._settled = True
            if self.failure is not None:
                _log.info("%s: the sink had failed and has caught up", self.name)
            self.failure = None
            self._changed.notify_all()

    def _failed(self, error: BaseException, pause_s: float | None) -> float:
        """Tell it, if it is the first of its kind in a row; how long the sink is left alone."""
        with self._changed:
            first, self.failure = self.failure is None, error
            self._attempts += 1
            self._failures += 1
            self._settled = False
            self._changed.notify_all()
        if first and isinstance(error, OSError):
            where = error.filename or self.name
            _log.error("%s: alerts wait until it takes them again: %s", where, error.strerror or error)
        elif first and isinstance(error, OutboxError):
            _log.error("%s: alerts wait until they can be taken again: %s", self.name, error)
        elif first:
            _log.error("%s: alerts wait until it takes them again: %r", self.name, error, exc_info=error)
        pause_s = self._pauses.first_s if pause_s is None else min(pause_s * 2.0, self._pauses.most_s)
        asked_s = error.after_s if isinstance(error, TryLater) else None
        # Some chance in it, so that many that lost one receiver do not come back as one.
        return (pause_s if asked_s is None else max(pause_s, asked_s)) * self._pauses.jitter()


def _said(error: BaseException) -> str:
    """An error in one line."""
    return getattr(error, "strerror", None) or str(error) or repr(error)
