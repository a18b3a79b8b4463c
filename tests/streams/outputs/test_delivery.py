"""One sink's thread: at least once, in order, never in the way of whoever wakes it."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from schemas.alert import Alert
from schemas.formats.alerts.ndjson import ndjson
from streams.outputs.delivery import Delivery
from streams.outputs.outbox import Cursor, OutboxError, Portion
from streams.outputs.pace.pace import Pace
from streams.outputs.pace.tries import Pauses
from streams.outputs.sink import Outgoing
from streams.status.observer import STUCK_S
from tests.patience import PATIENCE_S
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.records import an_alert

RAISED = (
    ValueError("no such colour"),
    UnicodeEncodeError("ascii", "Prüfstand", 2, 3, "ordinal not in range(128)"),
    OSError(28, "No space left on device", "alerts.ndjson"),
    TimeoutError("nobody answered"),
    AssertionError(),
    MemoryError(),
    SystemExit(1),
)

AT_ONCE = Pauses(first_s=0.0, most_s=0.0)
NEVER = Pauses(first_s=3_600.0, most_s=3_600.0)


@contextmanager
def delivering(
    outbox: ListOutbox, sink: ListSink, pauses: Pauses = NEVER, form: Callable[[Alert], bytes] = ndjson, limit: int = 2
) -> Iterator[Delivery]:
    delivery = Delivery("list", sink, form, outbox, pauses=pauses, pace=Pace(rows_at_once=limit))
    delivery.start(PATIENCE_S)
    try:
        yield delivery
    finally:
        delivery.end()
        assert delivery.ended(PATIENCE_S)


def settle(delivery: Delivery) -> None:
    delivery.hurry()
    assert delivery.settled(PATIENCE_S)


def ids(sink: ListSink) -> list[str]:
    return [alert.id for alert in sink]


def test_what_waits_is_delivered_in_order_and_once() -> None:
    outbox, sink = ListOutbox(*(an_alert(f"a{n}") for n in range(5))), ListSink()
    with delivering(outbox, sink) as delivery:
        settle(delivery)
        outbox.add(an_alert("a5"))
        delivery.wake()
        settle(delivery)
        fared = delivery.fared()
    assert ids(sink) == [f"a{n}" for n in range(6)]
    assert (fared.delivered, fared.waiting, fared.waiting_s, fared.failures, fared.error) == (6, 0, 0.0, 0, None)
    assert outbox.cursors == {"list": Cursor({0: 6})}
    assert sink.calls[-1] == "close"
    assert outbox.closed


def test_the_next_one_goes_on_after_the_cursor() -> None:
    outbox, first, second = ListOutbox(an_alert("a1")), ListSink(), ListSink()
    with delivering(outbox, first) as delivery:
        settle(delivery)
    outbox.add(an_alert("a2"))
    with delivering(outbox, second) as delivery:
        settle(delivery)
    assert (ids(first), ids(second)) == (["a1"], ["a2"])
    assert (first.calls[0], second.calls[0]) == ("open", "open 0")


def test_each_sink_has_a_cursor_of_its_own() -> None:
    outbox, quick, stuck = ListOutbox(an_alert("a1")), ListSink(), ListSink("deliver", ValueError("not now"))
    with delivering(outbox, quick) as delivery:
        settle(delivery)
    other = Delivery("other", stuck, ndjson, outbox, pauses=NEVER)
    other.start(PATIENCE_S)
    settle(other)
    other.end()
    assert other.ended(PATIENCE_S)
    assert outbox.cursors == {"list": Cursor({0: 1}), "other": Cursor()}


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("at", ["open", "deliver"])
def test_what_a_sink_raises_is_told_once_and_tried_again(
    at: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    outbox, sink = ListOutbox(an_alert("a1")), ListSink(at, error)
    delivery = Delivery("list", sink, ndjson, outbox, pauses=NEVER)
    if at == "open" and isinstance(error, OSError):
        with pytest.raises(type(error)):
            delivery.start(PATIENCE_S)
    else:
        delivery.start(PATIENCE_S)
    settle(delivery)
    settle(delivery)
    failures: list[BaseException | None] = [delivery.failure]
    assert delivery.fared().failures >= 2
    assert ids(sink) == []
    sink.error = None
    settle(delivery)
    assert [*failures, delivery.failure] == [error, None]
    assert ids(sink) == ["a1"]
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    delivery.end()
    assert delivery.ended(PATIENCE_S)


def test_a_sink_that_failed_is_tried_again_without_being_woken() -> None:
    took = threading.Event()

    class Second(ListSink):
        def deliver(self, outgoing: Sequence[Outgoing]) -> int:
            if self.calls.count("deliver") == 3:
                self.error = None
            super().deliver(outgoing)
            took.set()
            return 0

    with delivering(ListOutbox(an_alert()), Second("deliver", TimeoutError()), AT_ONCE) as delivery:
        assert took.wait(PATIENCE_S)
        settle(delivery)
    assert delivery.fared().failures == 3


def test_a_cursor_that_was_not_kept_gives_the_same_alert_again_to_the_next_process_alone() -> None:
    outbox, sink, after = ListOutbox(an_alert("a1")), ListSink(), ListSink()
    outbox.refuse_after = 1
    with delivering(outbox, sink) as delivery:
        settle(delivery)
        settle(delivery)
        assert isinstance(delivery.failure, TimeoutError)
    assert ids(sink) == ["a1"], "the sink has it: this process does not repeat it"
    outbox.refuse_after = None
    with delivering(outbox, after) as delivery:
        settle(delivery)
    assert ids(after) == ["a1"], "a kill between sink and cursor repeats it"


def test_an_outbox_that_does_not_answer_is_told_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    class Busy(ListOutbox):
        def open(self) -> None:
            msg = "weir.db: another program holds the database"
            raise OutboxError(msg)

    with delivering(Busy(), ListSink()) as delivery:
        settle(delivery)
        assert isinstance(delivery.failure, OutboxError)
    assert "alerts wait until they can be taken again: weir.db: another program holds the database" in caplog.text
    assert "Traceback" not in caplog.text


def test_what_cannot_be_formatted_is_left_out_and_holds_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def form(alert: Alert) -> bytes:
        if alert.id == "bad":
            raise KeyError(alert.id)
        return ndjson(alert)

    outbox, sink = ListOutbox(an_alert("a1"), an_alert("bad")), ListSink()
    outbox.bodies.append(b"no JSON")
    outbox.add(an_alert("a2"))
    with delivering(outbox, sink, form=form) as delivery:
        settle(delivery)
    assert ids(sink) == ["a1", "a2"]
    assert delivery.fared().left_out == 2
    assert caplog.text.count("left out, it can't be formatted") == 2


def test_what_was_forgotten_before_it_was_taken_is_told(caplog: pytest.LogCaptureFixture) -> None:
    class Forgetful(ListOutbox):
        def take(self, cursor: Cursor, limit: int) -> Portion:
            if cursor.positions.get(0) == 1:
                return Portion((), {0: 3}, forgotten=2)
            return super().take(cursor, limit)

    outbox, sink = Forgetful(*(an_alert(f"a{n}") for n in range(4))), ListSink()
    with delivering(outbox, sink, limit=1) as delivery:
        settle(delivery)
    assert ids(sink) == ["a0", "a3"]
    assert delivery.fared().left_out == 2
    assert "2 alert revisions were forgotten before it took them" in caplog.text


class Hanging(ListSink):
    """Does not come back until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.hangs = threading.Event()

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        self.hangs.set()
        assert self.go.wait(PATIENCE_S)
        return super().deliver(outgoing)


def test_a_sink_that_hangs_is_left_behind_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    outbox, sink = ListOutbox(an_alert("a1")), Hanging()
    delivery = Delivery("list", sink, ndjson, outbox, monotonic=lambda: now)
    delivery.start(PATIENCE_S)
    assert sink.hangs.wait(PATIENCE_S)
    outbox.add(an_alert("a2"))
    delivery.wake()
    assert not delivery.settled(0.0)
    now = STUCK_S
    fared = [delivery.fared(), delivery.fared()][-1]
    assert (fared.delivered, fared.waiting, fared.waiting_s, fared.error) == (0, 2, STUCK_S, None)
    assert caplog.text.count("has taken nothing for 60 s; 2 alerts wait for it, detection goes on") == 1
    delivery.end()
    assert not delivery.ended(0.0)
    sink.go.set()
    assert delivery.ended(PATIENCE_S)
    assert ids(sink) == ["a1"]
    assert outbox.cursors["list"] == Cursor({0: 1})
