"""The delivery of one sink: a thread that takes alerts from the outbox, formats them, and gives them to the sink.

At least once: the cursor moves after the sink took what it was given, so a kill in between repeats the same id and
revision. Nothing a sink does reaches the shell: it wakes the thread and looks at figures, and waits for neither.
What the sink raises is told once until it has caught up; it is tried again after `Pauses`.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from schemas.alert import Alert
from schemas.formats.alerts.registry import AlertFormat
from streams.outputs.outbox import Cursor, Outbox, OutboxError, OutboxLost, Portion
from streams.outputs.pace.account import Account, said
from streams.outputs.pace.limit import Minute
from streams.outputs.pace.pace import Pace
from streams.outputs.pace.tries import Pauses, Tries
from streams.outputs.pace.writing import past, written
from streams.outputs.sink import NotTaken, Outgoing, Sink, TryLater
from streams.status.observer import SinkFared

_log = logging.getLogger(__name__)


class Delivery:
    """One sink, called by `name` in its cursor, in figures and in the log.

    What it does not want is passed over. `poll_s`: how long the thread rests where nobody wakes it, None: until it is
    woken. `refused` says how many alerts its receiver has refused for good.
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
        pace: Pace = Pace(),  # noqa: B008 - frozen
        wants: Callable[[Alert], bool] = lambda _alert: True,
        refused: Callable[[], int] = lambda: 0,
        monotonic: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._sink = sink
        self._form = form
        self._outbox = outbox
        self._tries = Tries(pauses, pace.rows_at_once)
        self._poll_s = poll_s
        self._every_s = pace.every_s
        self._minute = None if pace.at_most_per_minute is None else Minute(pace.at_most_per_minute)
        self._wants = wants
        self._refused = refused
        self._monotonic = monotonic
        self._account = Account(name, clock)
        self._cursor: Cursor | None = None
        self._reading = Cursor()
        """Ahead of the cursor where a digest is to tell of what lies between."""
        self._known = False
        """Whether the outbox knew this sink."""
        self._kept = True
        """Whether the outbox has the cursor; what the sink took is not given again where only that failed."""
        self._changed = threading.Condition()
        self._woken = False
        self._hurried = self._ending = False
        self._hurried_at = 0
        self._closing = False
        self._opened = self._working = False
        self._settled = False
        self._attempts = 0
        self._next_s = self._taken_at = monotonic()
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
            if not self._working and self.failure is None:
                self._taken_at = max(self._taken_at, self._monotonic())
            self._woken, self._settled = True, False
            self._changed.notify_all()

    def hurry(self) -> None:
        """The end is near: try at once, though the sink has just failed, or is not due yet."""
        with self._changed:
            self._hurried_at = self._attempts
            self._hurried = self._woken = self._ending = True
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
            unread = 0 if self._cursor is None else self._outbox.waiting(self._reading)
            held = 0 if self._minute is None else self._minute.holds
            account = self._account
            failing = self.failure is not None and self._tries.failures_in_a_row > 0
            fared = SinkFared(
                sink=self.name,
                delivered=account.delivered,
                waiting=unread + held,
                waiting_s=max(0.0, self._monotonic() - self._taken_at) if unread else 0.0,
                failures=account.failures,
                failures_in_a_row=self._tries.failures_in_a_row,
                left_out=account.left_out,
                refused=self._refused(),
                digested=account.digested,
                oldest_s=account.oldest_s if unread or held else 0.0,
                error=said(self.failure) if failing and self.failure is not None else None,
            )
        account.tell_stuck(fared)
        return fared

    def _run(self) -> None:
        pause_s: float | None = None
        while self._rested(pause_s):
            try:
                self._deliver_all()
                pause_s = None
            except OutboxLost as error:
                with self._changed:
                    self.failure = self.lost = error
                    self._changed.notify_all()
                break
            except BaseException as error:  # noqa: BLE001 - whatever it raises, an exit too, it is tried again
                pause_s = self._failed(error)
        for close in (self._sink.close, self._outbox.close):
            try:
                close()
            except BaseException as error:  # noqa: BLE001 - the end of it: there is nothing to try again
                _log.error("%s: %s", self.name, said(error))

    def _rested(self, pause_s: float | None) -> bool:
        """Wait until there is something to do, after a failure for `pause_s` at least; False: never again."""
        with self._changed:
            if pause_s is None:
                first = not self._opened and not self._attempts
                self._changed.wait_for(lambda: first or self._woken or self._closing, self._wait_s())
            else:
                self._changed.wait_for(lambda: self._hurried or self._closing, pause_s)
            self._woken = self._hurried = False
            self._working = True
            return not self._closing

    def _wait_s(self) -> float | None:
        """How long nothing need be done where nobody wakes the thread; None: for ever."""
        now, digest_due_s = self._monotonic(), None if self._minute is None else self._minute.digest_due_s
        if not self._settled and now < self._next_s:
            return self._next_s - now
        if digest_due_s is None:
            return self._poll_s
        due_s = max(0.0, digest_due_s - now)
        return due_s if self._poll_s is None else min(self._poll_s, due_s)

    def _deliver_all(self) -> None:
        self._ready()
        while not self._closing:
            now = self._monotonic()
            if now < self._next_s and not self._ending and self._outbox.waiting(self._reading):
                self._rest()
                return
            if self._minute is not None and (due_s := self._minute.digest_due_s) is not None and now >= due_s:
                self._give_digests(self._minute.over())
                continue
            portion = self._outbox.take(self._reading, self._tries.rows_at_once)
            if portion.forgotten:
                self._account.forgotten(portion.forgotten, self._reading.positions)
            if portion.rows:
                self._give(portion)
            elif portion.positions != self._reading.positions:
                self._read_to(portion.positions, self._reading.length)
            elif self._minute is not None and self._minute.holds and self._ending:
                self._minute = self._minute.over()
            else:
                break
        self._caught_up()

    def _give(self, portion: Portion) -> None:
        """Give the sink what it wants of these, but for what a digest will tell of."""
        if self._minute is None or not self._minute.holds:
            self._account.begins(portion.rows[0])
        length = self._begun()
        numbers, outgoing = written(portion.rows, self._form, self._wants, self._account.cannot_write)
        passes, minute = self._passing(outgoing)
        given = [index for index, one in enumerate(passes) if one]
        if given:
            try:
                length = self._sink.deliver([outgoing[index] for index in given])
            except NotTaken as error:
                if 0 < error.taken < len(given):
                    upto = given[error.taken]
                    _, self._minute = self._passing(outgoing[:upto])
                    self._took(error.taken)
                    self._read_to(past(self._reading.positions, portion.rows[: numbers[upto]]), length)
                raise
            self._took(len(given))
            self._tries.took()
        self._minute = minute
        self._read_to(portion.positions, length)

    def _passing(self, outgoing: Sequence[Outgoing]) -> tuple[list[bool], Minute | None]:
        """Whether each goes out by itself, and the minute once those have."""
        if self._minute is None:
            return [True] * len(outgoing), None
        return self._minute.split([one.alert for one in outgoing], self._monotonic())

    def _give_digests(self, minute: Minute) -> None:
        """Give the sink what tells of all that is held back; nothing is added to it any more, should that fail."""
        self._minute = minute
        self._begun()
        digests = [Outgoing(alert, self._form(alert)) for alert in minute.digests(self.name)]
        length = self._sink.deliver(digests)
        self._took(len(digests), digested=minute.holds)
        self._tries.took()
        self._minute = minute.ended()
        self._read_to(self._reading.positions, length)

    def _begun(self) -> int:
        """The output's length, kept before the first line: a crash right after must find where our own lines began."""
        length = self._sink.begin()
        if self._cursor is None or length != self._cursor.length:
            self._keep(Cursor({} if self._cursor is None else self._cursor.positions, length))
        return length

    def _took(self, count: int, digested: int = 0) -> None:
        with self._changed:
            self._account.took(count, digested)
            self._taken_at = self._monotonic()
            self._next_s = self._taken_at + self._every_s

    def _read_to(self, positions: dict[int, int], length: int) -> None:
        """All up to there is delivered, or held back for a digest: then the cursor stays."""
        self._reading = Cursor(positions, length)
        if self._minute is None or not self._minute.holds:
            self._account.passed()
            self._keep(self._reading)

    def _rest(self) -> None:
        """It is not due yet: that is no failure, and no wait."""
        with self._changed:
            self._attempts += 1
            self._taken_at = self._next_s
            self._working = False
            self._recovered()

    def _ready(self) -> None:
        """Have outbox and sink open, and the cursor kept."""
        if self._cursor is None:
            self._outbox.open()
            cursor = self._outbox.cursor(self.name)
            self._known = cursor is not None
            self._cursor = self._reading = cursor or Cursor()
        if not self._opened:
            self._sink.open(self._cursor.length if self._known else None)
            length = self._sink.begin()
            if not self._known or length != self._cursor.length:
                self._keep(Cursor(self._cursor.positions, length))
                self._reading = self._cursor
            with self._changed:
                self._opened = True
                self._changed.notify_all()
        if not self._kept:
            self._keep(self._cursor)

    def _keep(self, cursor: Cursor) -> None:
        self._cursor, self._kept = cursor, False
        self._outbox.keep(self.name, cursor, self._account.answered)
        self._kept = True

    def _caught_up(self) -> None:
        with self._changed:
            holds = self._minute is not None and self._minute.holds > 0
            self._attempts += 1
            self._taken_at = self._monotonic()
            self._working = False
            if not holds:
                self._account.oldest_time = None
            if not self._woken and not holds:
                self._settled = True
            self._recovered()

    def _recovered(self) -> None:
        if self.failure is not None:
            self._account.recovered()
        self.failure = None
        self._tries.took()
        self._changed.notify_all()

    def _failed(self, error: BaseException) -> float:
        """How long the sink is left alone."""
        self._account.failed(error, first=self.failure is None)
        self._keep_answer(error)
        with self._changed:
            self.failure = error
            self._attempts += 1
            self._settled = self._working = False
            pause_s = self._tries.failed(error.after_s if isinstance(error, TryLater) else None)
            self._changed.notify_all()
        return pause_s

    def _keep_answer(self, error: BaseException) -> None:
        """For whoever asks from outside. It costs nothing where that fails: the cursor stays as it was."""
        if self._cursor is None or not (self._opened and self._kept) or isinstance(error, OutboxError):
            return
        try:
            self._outbox.keep(self.name, self._cursor, self._account.answered)
        except OutboxError as failed:
            _log.debug("%s: its answer could not be kept: %s", self.name, failed)
