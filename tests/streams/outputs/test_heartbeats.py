"""An output that is silent is told by the others, and closed when receipts come again, over a restart too."""

from pathlib import Path

import pytest

from schemas.alert import Alert
from streams.outputs.delivery import Delivery
from streams.outputs.heartbeat import Rhythm
from streams.outputs.heartbeats import KEPT_NAME, Heartbeats
from streams.outputs.outbox import Cursor
from streams.status.observer import Fact, HeartbeatFared
from tests.kafka.world import until
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.outputs.test_heartbeat import Clock


class Outputs:
    """Syslog with a heartbeat, and a webhook that can be told; all of it at a clock of the test."""

    def __init__(self, kept: Path, clock: Clock) -> None:
        self.facts: list[Fact] = []
        self.woken: list[str] = []
        self.beats = Heartbeats(
            {"syslog": Rhythm(every_s=10.0, within_s=5.0, answers=False)}, "north", kept=kept,
            clock=clock, monotonic=clock,
        )  # fmt: skip
        self.clock = clock
        self.syslog, self.hook = ListSink(), ListSink()
        self.asides = {}
        for name, sink in (("syslog", self.syslog), ("hook", self.hook)):
            made = self.beats.aside(name, ListOutbox(), sink, lambda _alert: b"")
            assert made is not None
            self.asides[name] = made
            self.beats.join(name, made, lambda name=name: self.woken.append(name))  # type: ignore[misc]

    def turn(self) -> "Outputs":
        self.clock.now += 1.0
        self.beats.turn(self)  # type: ignore[arg-type]
        for one in self.asides.values():
            one.take(Cursor(), 1)
        return self

    def tell(self, fact: Fact) -> None:
        self.facts.append(fact)

    def told(self) -> list[Alert]:
        return list(self.hook)


def test_a_silence_is_told_once_by_the_other_output_and_closed_by_a_receipt(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outputs = Outputs(tmp_path / KEPT_NAME, Clock())
    for _ in range(40):
        outputs.turn()
    (alert,) = outputs.told()
    assert (alert.kind, alert.revision, alert.status, alert.level) == ("heartbeat-missing", 1, "open", "high")
    assert "syslog" in alert.title
    assert "no receipt" in caplog.text
    assert {one.kind for one in outputs.syslog} == {"heartbeat"}
    assert outputs.facts[-1] == HeartbeatFared(sink="syslog", silent_s=40.0, missing=True)
    assert outputs.beats.receipt(outputs.syslog[-1].id)
    outputs.turn().turn()
    closed = outputs.told()[-1]
    assert (closed.id, closed.revision, closed.status) == (alert.id, 2, "closed")
    assert closed.closed_because is not None
    assert outputs.facts[-1] == HeartbeatFared(sink="syslog", silent_s=2.0, missing=False)


def test_what_was_open_before_a_restart_is_closed_after_it(tmp_path: Path) -> None:
    kept, clock = tmp_path / KEPT_NAME, Clock()
    before = Outputs(kept, clock)
    for _ in range(20):
        before.turn()
    after = Outputs(kept, clock)
    after.turn()
    assert after.told() == []
    after.beats.receipt(after.syslog[-1].id)
    after.turn()
    assert [(one.id, one.status) for one in after.told()] == [(before.told()[0].id, "closed")]


def test_a_file_that_can_not_be_read_or_written_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kept = tmp_path / KEPT_NAME
    kept.write_text("{")
    outputs = Outputs(kept, Clock())
    kept.unlink()
    kept.mkdir()
    for _ in range(20):
        outputs.turn()
    assert len(outputs.told()) == 1
    assert "not read" in caplog.text
    assert "not written" in caplog.text


def test_without_heartbeats_nothing_stands_before_an_outbox() -> None:
    beats = Heartbeats({}, "north")
    assert beats.aside("a", ListOutbox(), ListSink(), lambda _alert: b"") is None
    beats.turn()


def test_a_delivery_sends_them_when_it_is_wakened_and_counts_none() -> None:
    beats = Heartbeats({"hook": Rhythm(every_s=1.0, within_s=1.0, answers=True)}, "north")
    sink, outbox = ListSink(), ListOutbox()
    aside = beats.aside("hook", outbox, sink, lambda _alert: b"")
    assert aside is not None
    delivery = Delivery("hook", sink, lambda _alert: b"", aside)
    beats.join("hook", aside, delivery.wake)
    delivery.start(10.0)

    def beaten() -> bool:
        beats.turn()
        return len(sink) >= 2

    until(beaten, "two heartbeats have left")
    delivery.end()
    assert delivery.ended(10.0)
    assert (delivery.fared().delivered, delivery.fared().error) == (0, None)
    assert outbox.cursors == {"hook": Cursor()}
