"""Looks after the heartbeats of all outputs: wakes who has to send one, and tells who is silent.

Its turn comes from the shell's loop and waits for nothing. An alert of a silent output goes to all others; which are
open is kept in a file, so that a restart closes what it opened.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from schemas.alert import Alert
from schemas.formats.alerts.registry import AlertFormat
from streams.outputs.heartbeat import Aside, Heartbeat, Rhythm, missing_alert
from streams.outputs.outbox import Outbox
from streams.outputs.sink import Sink
from streams.status.observer import UNOBSERVED, HeartbeatFared, Observer

_log = logging.getLogger(__name__)

KEPT_NAME = "heartbeats.json"

TURN_EVERY_S = 0.5
"""How often it looks: heartbeats are seconds apart at the least."""


class Heartbeats:
    """All heartbeats of a run, by the names of the outputs. `kept` is the file of what is open; None: not kept."""

    def __init__(
        self,
        rhythms: dict[str, Rhythm],
        site: str,
        *,
        kept: Path | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.site = site
        self.beats = {name: Heartbeat(rhythm, monotonic) for name, rhythm in rhythms.items()}
        self._kept = kept
        self._clock = clock
        self._monotonic = monotonic
        self._next = monotonic()
        self._asides: dict[str, tuple[Aside, Callable[[], None]]] = {}
        self._open: dict[str, Alert] = self._read()

    def aside(
        self,
        name: str,
        outbox: Outbox,
        sink: Sink,
        form: AlertFormat,
        wants: Callable[[Alert], bool] = lambda _alert: True,
    ) -> Aside | None:
        """What stands before an output's outbox; None where no output has heartbeats."""
        if not self.beats:
            return None
        return Aside(
            name, outbox, sink, form, site=self.site, heartbeat=self.beats.get(name), wants=wants, clock=self._clock
        )

    def join(self, name: str, aside: Aside, wake: Callable[[], None]) -> None:
        """An output that can be told of others, and wakened."""
        self._asides[name] = aside, wake

    def receipt(self, beat: str) -> bool:
        """A receipt was posted; False where nobody waits for it. On any thread."""
        return any(one.receipt(beat) for one in self.beats.values())

    def turn(self, observer: Observer = UNOBSERVED) -> None:
        """Look who has to send, and who is silent."""
        now = self._monotonic()
        if not self.beats or now < self._next:
            return
        self._next = now + TURN_EVERY_S
        for name, beat in self.beats.items():
            missing, opened = beat.missing, self._open.get(name)
            if beat.due and name in self._asides:
                self._asides[name][1]()
            if missing and opened is None:
                alert = missing_alert(self.site, name, self._clock(), beat.silent_s)
                _log.error("%s", alert.title)
                self._tell(name, alert, kept=alert)
            elif opened is not None and beat.receipts:
                _log.info("%s: receipts of heartbeats come again", name)
                self._tell(name, _closed(opened, self._clock()), kept=None)
            observer.tell(HeartbeatFared(sink=name, silent_s=beat.silent_s, missing=missing))

    def _tell(self, name: str, alert: Alert, *, kept: Alert | None) -> None:
        for other, (aside, wake) in self._asides.items():
            if other != name:
                aside.tell(alert)
                wake()
        if kept is None:
            del self._open[name]
            # From here on a silence is a new one.
            self.beats[name].receipts = 0
        else:
            self._open[name] = kept
            self.beats[name].receipts = 0
        self._write()

    def _read(self) -> dict[str, Alert]:
        if self._kept is None or not self._kept.exists():
            return {}
        try:
            found = msgspec.json.decode(self._kept.read_bytes(), type=dict[str, Alert])
        except (OSError, ValueError) as error:
            _log.warning("%s: not read, what was open in it is not closed: %s", self._kept, error)
            return {}
        return {name: alert for name, alert in found.items() if name in self.beats}

    def _write(self) -> None:
        if self._kept is None:
            return
        beside = self._kept.with_suffix(".new")
        try:
            beside.write_bytes(msgspec.json.encode(self._open))
            beside.replace(self._kept)
        except OSError as error:
            _log.warning("%s: not written: %s", self._kept, error)


def _closed(alert: Alert, now: float) -> Alert:
    return replace(
        alert, revision=alert.revision + 1, status="closed", last_seen=now, revision_time=now,
        closed_because="receipts of its heartbeats come again",
    )  # fmt: skip
