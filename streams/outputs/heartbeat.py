"""Heartbeats: a marked alert through an output now and then, and what is said when no receipt of it comes.

A heartbeat goes past the outbox, on the thread of the output: nothing learns from it, nothing counts it, and no cursor
moves. A receiver that answers gives the receipt by its answer; of syslog somebody posts it back to the listener. Where
none comes, `Heartbeats` tells the other outputs by an alert of its own, which it closes when receipts come again.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from hashlib import blake2b

from msgspec import Struct

from schemas.alert import Advice, Alert, Party
from schemas.formats.alerts.registry import AlertFormat
from streams.outputs.outbox import Answered, Cursor, Outbox, Portion
from streams.outputs.refused import Refuse
from streams.outputs.sink import Outgoing, Sink

_log = logging.getLogger(__name__)

MOST_UNANSWERED = 64
"""Heartbeats whose receipt may still come; older ones are past any use."""


class HeartbeatRefused(Exception):
    """A receiver will never take this heartbeat; holds its answer."""


def but_heartbeats(refuse: Refuse) -> Refuse:
    """`refuse` for alerts; a refused heartbeat is none that anybody misses, and ends its own delivery."""

    def refused(one: Outgoing, answer: str) -> None:
        if one.alert.kind == "heartbeat":
            raise HeartbeatRefused(answer)
        refuse(one, answer)

    return refused


class Rhythm(Struct, frozen=True):
    """A heartbeat each `every_s` seconds, its receipt within `within_s`. `answers`: the receiver itself gives it."""

    every_s: float
    within_s: float
    answers: bool


class Heartbeat:
    """The heartbeats of one output: when one is due, which are unanswered, when the last receipt came. Any thread."""

    def __init__(self, rhythm: Rhythm, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.rhythm = rhythm
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._next = self._received = monotonic()
        self._unanswered: deque[str] = deque(maxlen=MOST_UNANSWERED)
        self.receipts = 0
        """How many have come since the process began."""

    @property
    def due(self) -> bool:
        """Whether one is to be sent now."""
        return self._monotonic() >= self._next

    @property
    def silent_s(self) -> float:
        """Seconds since the last receipt, or since the beginning."""
        return max(0.0, self._monotonic() - self._received)

    @property
    def missing(self) -> bool:
        """Whether a receipt should have come and has not."""
        return self.silent_s > self.rhythm.every_s + self.rhythm.within_s

    def sent(self, beat: str) -> None:
        """It has left; the next one is due after `every_s`."""
        with self._lock:
            self._unanswered.append(beat)
            self._next = self._monotonic() + self.rhythm.every_s

    def receipt(self, beat: str) -> bool:
        """A receipt has come; False where no such heartbeat is waited for."""
        with self._lock:
            if beat not in self._unanswered:
                return False
            # Those before it are past.
            while self._unanswered.popleft() != beat:
                pass
            self._received = self._monotonic()
            self.receipts += 1
            return True


class Aside:
    """An outbox, and beside it what goes past it: heartbeats, and alerts on other outputs.

    It gives them to the sink when the delivery asks the outbox for more, on the delivery's thread: what the sink raises
    is the delivery's to tell and to try again.
    """

    def __init__(  # noqa: PLR0913 - what it stands between, by name
        self,
        name: str,
        outbox: Outbox,
        sink: Sink,
        form: AlertFormat,
        *,
        site: str,
        heartbeat: Heartbeat | None,
        wants: Callable[[Alert], bool] = lambda _alert: True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._name = name
        self._outbox = outbox
        self._sink = sink
        self._form = form
        self._site = site
        self._heartbeat = heartbeat
        self._wants = wants
        self._clock = clock
        self._waiting: deque[Alert] = deque(maxlen=MOST_UNANSWERED)

    def tell(self, alert: Alert) -> None:
        """Have an alert go out that the outbox does not know. On any thread."""
        if self._wants(alert):
            self._waiting.append(alert)

    def open(self) -> None:
        """See `Outbox`."""
        self._outbox.open()

    def cursor(self, sink: str) -> Cursor | None:
        """See `Outbox`."""
        return self._outbox.cursor(sink)

    def take(self, cursor: Cursor, limit: int) -> Portion:
        """See `Outbox`. Raises what the sink raises."""
        while self._waiting:
            alert = self._waiting[0]
            length = self._given(alert)
            if self._waiting and self._waiting[0] is alert:
                self._waiting.popleft()
            if length != cursor.length:
                # A file has grown by what is in no outbox: past this length it is to look for its own lines.
                self._outbox.keep(self._name, Cursor(cursor.positions, length))
        heartbeat = self._heartbeat
        if heartbeat is not None and heartbeat.due:
            beat = heartbeat_alert(self._site, self._name, self._clock())
            try:
                self._given(beat, sent=heartbeat)
            except HeartbeatRefused as refused:
                # The next may be taken; until then no receipt comes, which is told as any silence.
                heartbeat.sent(beat.id)
                _log.warning("%s: the receiver refuses heartbeats: %s", self._name, refused)
            else:
                if heartbeat.rhythm.answers:
                    heartbeat.receipt(beat.id)
        return self._outbox.take(cursor, limit)

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        """See `Outbox`."""
        self._outbox.keep(sink, cursor, answered)

    def waiting(self, cursor: Cursor) -> int:
        """See `Outbox`."""
        return self._outbox.waiting(cursor)

    def close(self) -> None:
        """See `Outbox`."""
        self._outbox.close()

    def _given(self, alert: Alert, sent: Heartbeat | None = None) -> int:
        self._sink.begin()
        outgoing: Sequence[Outgoing] = [Outgoing(alert, self._form(alert))]
        if sent is not None and not sent.rhythm.answers:
            # The receipt may be back before the sink returns.
            sent.sent(alert.id)
        length = self._sink.deliver(outgoing)
        if sent is not None and sent.rhythm.answers:
            sent.sent(alert.id)
        return length


def heartbeat_alert(site: str, name: str, now: float) -> Alert:
    """A heartbeat of an output; between addresses that RFC 5737 keeps for examples. `now` in seconds UTC."""
    return Alert(
        id=_id("heartbeat", name, now),
        revision=1,
        site=site,
        kind="heartbeat",
        severity=0,
        level="info",
        title="Heartbeat of an output: nothing happened",
        summary=f"Weir looks whether alerts arrive by its output {name}. Nothing happened in the plant.",
        time=now,
        first_seen=now,
        last_seen=now,
        revision_time=now,
        count=1,
        status="open",
        initiator=Party(asset="ip:192.0.2.1", name="weir-heartbeat-initiator", ip="192.0.2.1"),
        responder=Party(asset="ip:198.51.100.1", name="weir-heartbeat-responder", ip="198.51.100.1"),
        advice=Advice("nowhere", "Route it away; post its id to /v1/receipts where the way has no answer."),
    )


def missing_alert(site: str, name: str, now: float, silent_s: float) -> Alert:
    """That an output is silent. `now` in seconds UTC."""
    lasting = f"{silent_s:.0f} s" if silent_s < 120.0 else f"{silent_s / 60.0:.0f} min"
    return Alert(
        id=_id("heartbeat-missing", name, now),
        revision=1,
        site=site,
        kind="heartbeat-missing",
        severity=70,
        level="high",
        title=f"Alerts may not arrive: output {name} gave no receipt of its heartbeat for {lasting}",
        summary=(
            f"Weir sends heartbeats through its output {name} and has had no receipt for {lasting}. "
            "Alerts that go there may not be read by anybody until it is mended."
        ),
        time=now,
        first_seen=now - silent_s,
        last_seen=now,
        revision_time=now,
        count=1,
        status="open",
        advice=Advice(f"output {name}", f"Run `weir sinks test {name}`, and look whether its receiver runs."),
    )


def _id(kind: str, name: str, now: float) -> str:
    return blake2b(f"{kind}\x1f{name}\x1f{now:.6f}".encode(), digest_size=10).hexdigest()
