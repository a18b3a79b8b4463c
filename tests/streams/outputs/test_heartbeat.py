"""A heartbeat goes past the outbox, moves nothing, and has a receipt or has none."""

from collections.abc import Sequence

import pytest

from schemas.alert import Alert
from streams.outputs.heartbeat import (
    Aside,
    Heartbeat,
    HeartbeatRefused,
    Rhythm,
    but_heartbeats,
    heartbeat_alert,
    missing_alert,
)  # fmt: skip
from streams.outputs.outbox import Cursor
from streams.outputs.sink import Outgoing
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.records import an_alert


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def aside(outbox: ListOutbox, sink: ListSink, beat: Heartbeat | None) -> Aside:
    return Aside("siem", outbox, sink, lambda _alert: b"", site="north", heartbeat=beat, clock=lambda: 5.0)


def test_a_receiver_that_answers_gives_the_receipt_and_no_cursor_moves() -> None:
    clock, outbox, sink = Clock(), ListOutbox(an_alert()), ListSink()
    beat = Heartbeat(Rhythm(every_s=10.0, within_s=5.0, answers=True), clock)
    one = aside(outbox, sink, beat)
    assert len(one.take(Cursor(), 10).rows) == 1
    assert [alert.kind for alert in sink] == ["heartbeat"]
    assert (beat.receipts, outbox.cursors) == (1, {})
    one.take(Cursor(), 10)
    assert len(sink) == 1
    clock.now = 10.0
    one.take(Cursor(), 10)
    assert len(sink) == 2
    assert not beat.missing


def test_where_the_way_has_no_answer_the_receipt_must_come_back() -> None:
    clock, sink = Clock(), ListSink()
    beat = Heartbeat(Rhythm(every_s=10.0, within_s=5.0, answers=False), clock)
    aside(ListOutbox(), sink, beat).take(Cursor(), 10)
    clock.now = 15.1
    assert beat.missing
    assert not beat.receipt("another")
    assert beat.receipt(sink[0].id)
    assert not beat.receipt(sink[0].id)
    assert (beat.missing, beat.silent_s) == (False, 0.0)


def test_one_that_the_sink_raises_on_is_due_still_and_is_the_deliverys_to_try_again() -> None:
    sink = ListSink("deliver", ConnectionRefusedError())
    beat = Heartbeat(Rhythm(every_s=10.0, within_s=5.0, answers=True), Clock())
    one = aside(ListOutbox(), sink, beat)
    with pytest.raises(ConnectionRefusedError):
        one.take(Cursor(), 10)
    assert beat.due
    sink.error = None
    one.take(Cursor(), 10)
    assert beat.receipts == 1


def test_one_that_is_refused_for_good_has_no_receipt_and_no_dead_letter() -> None:
    letters: list[Outgoing] = []
    refuse = but_heartbeats(lambda one, _answer: letters.append(one))

    class Refusing(ListSink):
        def deliver(self, outgoing: Sequence[Outgoing]) -> int:
            for one in outgoing:
                refuse(one, "HTTP 400")
            return 0

    beat = Heartbeat(Rhythm(every_s=10.0, within_s=5.0, answers=True), Clock())
    aside(ListOutbox(), Refusing(), beat).take(Cursor(), 10)
    assert (beat.receipts, beat.due, letters) == (0, False, [])
    refuse(Outgoing(an_alert(), b""), "HTTP 400")
    assert len(letters) == 1
    with pytest.raises(HeartbeatRefused):
        refuse(Outgoing(heartbeat_alert("north", "siem", 1.0), b""), "HTTP 400")


def test_an_alert_on_another_output_waits_until_the_sink_takes_it_and_is_filtered_as_any() -> None:
    sink = ListSink("deliver", ConnectionRefusedError())
    one = Aside(
        "siem", ListOutbox(), sink, lambda _alert: b"", site="north", heartbeat=None,
        wants=lambda alert: alert.level == "high",
    )  # fmt: skip
    alert: Alert = missing_alert("north", "hook", 100.0, 90.0)
    one.tell(alert)
    one.tell(heartbeat_alert("north", "hook", 1.0))
    with pytest.raises(ConnectionRefusedError):
        one.take(Cursor(), 10)
    sink.error = None
    one.take(Cursor(), 10)
    one.take(Cursor(), 10)
    assert list(sink) == [alert]


def test_a_file_is_past_what_no_outbox_has() -> None:
    class Growing(ListSink):
        def deliver(self, outgoing: Sequence[Outgoing]) -> int:
            super().deliver(outgoing)
            return 100

    outbox = ListOutbox()
    one = aside(outbox, Growing(), None)
    one.tell(missing_alert("north", "hook", 100.0, 90.0))
    one.take(Cursor({0: 7}, 40), 10)
    assert outbox.cursors == {"siem": Cursor({0: 7}, 100)}
