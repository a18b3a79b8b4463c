"""A sink that is given alerts at a pace: probes after a failure, batches, digests, and what was taken of a batch."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import pytest

from schemas.alert import Alert, Level
from schemas.formats.alerts.ndjson import ndjson
from streams.outputs.delivery import Delivery
from streams.outputs.outbox import Answered, Cursor
from streams.outputs.pace.limit import MINUTE_S
from streams.outputs.pace.pace import Pace
from streams.outputs.pace.tries import Pauses
from streams.outputs.sink import Outgoing, TryLater
from tests.patience import PATIENCE_S
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.records import an_alert

NEVER = Pauses(first_s=3_600.0, most_s=3_600.0)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Receiver(ListSink):
    """Takes alerts, one a time, until it is told to refuse; knows the batches that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.takes: int | None = None
        """How many more it takes; None: all."""
        self.batches: list[int] = []
        self.came = threading.Condition()

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        self.batches.append(len(outgoing))
        for number, one in enumerate(outgoing):
            if self.takes == 0:
                error = TryLater(0, "not now", "receiver")
                error.taken = number
                raise error
            self.takes = None if self.takes is None else self.takes - 1
            self.append(one.alert)
        with self.came:
            self.came.notify_all()
        return 0

    def await_batches(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.batches) >= count, PATIENCE_S)


@contextmanager
def delivering(outbox: ListOutbox, sink: ListSink, pace: Pace, clock: Clock) -> Iterator[Delivery]:
    delivery = Delivery("list", sink, ndjson, outbox, pauses=NEVER, pace=pace, monotonic=clock, clock=lambda: 7.0)
    delivery.start(PATIENCE_S)
    try:
        yield delivery
    finally:
        delivery.end()
        assert delivery.ended(PATIENCE_S)


def settle(delivery: Delivery) -> None:
    delivery.hurry()
    assert delivery.settled(PATIENCE_S)


def alerts(count: int, level: Level = "high") -> list[Alert]:
    return [msgspec.structs.replace(an_alert(f"a{number}"), level=level) for number in range(count)]


def named(sink: ListSink) -> list[str]:
    return [f"{alert.id}-{alert.revision}" for alert in sink]


def test_a_receiver_that_was_away_is_probed_with_one_alert() -> None:
    outbox, sink = ListOutbox(*alerts(300)), Receiver()
    sink.takes = 0
    with delivering(outbox, sink, Pace(rows_at_once=100), Clock()) as delivery:
        settle(delivery)
        settle(delivery)
        fared = delivery.fared()
        assert (fared.failures_in_a_row, fared.error) == (len(sink.batches), "not now")
        sink.takes = None
        settle(delivery)
        assert delivery.fared().failures_in_a_row == 0
    assert sink.batches[0] == 100
    assert set(sink.batches[1:-4]) == {1}
    assert sink.batches[-4:] == [10, 100, 100, 89]
    assert named(sink) == [f"a{number}-1" for number in range(300)]


def test_what_was_taken_of_a_batch_is_not_given_again() -> None:
    outbox, sink = ListOutbox(*alerts(10)), Receiver()
    sink.takes = 4
    with delivering(outbox, sink, Pace(), Clock()) as delivery:
        settle(delivery)
        assert outbox.cursors["list"] == Cursor({0: 4})
        assert delivery.fared().delivered == 4
        sink.takes = None
        settle(delivery)
    assert named(sink) == [f"a{number}-1" for number in range(10)]


def test_the_last_answer_is_kept_beside_the_cursor() -> None:
    outbox, sink = ListOutbox(*alerts(1)), Receiver()
    sink.takes = 0
    with delivering(outbox, sink, Pace(), Clock()) as delivery:
        settle(delivery)
        assert outbox.answered[-1] == Answered(7.0, "not now")
        sink.takes = None
        settle(delivery)
    assert outbox.answered[-1] == Answered(7.0)


def test_alerts_go_out_in_batches_no_more_often_than_is_set() -> None:
    clock, outbox, sink = Clock(), ListOutbox(*alerts(5)), Receiver()
    with delivering(outbox, sink, Pace(rows_at_once=2, every_s=300.0), clock) as delivery:
        sink.await_batches(1)
        delivery.wake()
        assert not delivery.settled(0.05)
        fared = delivery.fared()
        assert (sink.batches, fared.waiting, fared.note) == ([2], 3, None)
        clock.now = 250.0
        assert delivery.fared().note is None, "one that is not due yet is not stuck"
        clock.now = 300.0
        delivery.wake()
        sink.await_batches(2)
        settle(delivery)
    assert sink.batches == [2, 2, 1], "the end waits for no time"


def test_what_exceeds_a_minute_comes_as_one_digest_at_its_end() -> None:
    clock, outbox, sink = Clock(), ListOutbox(*alerts(10)), Receiver()
    outbox.add(*alerts(1, "critical"))
    with delivering(outbox, sink, Pace(rows_at_once=4, at_most_per_minute=3), clock) as delivery:
        sink.await_batches(2)
        assert named(sink) == ["a0-1", "a1-1", "a2-1", "a0-1"], "three, and the critical one"
        assert not delivery.settled(0.0)
        assert delivery.fared().waiting == 7
        assert outbox.cursors["list"] == Cursor(), "what is held back is not passed yet"
        clock.now = MINUTE_S
        delivery.wake()
        sink.await_batches(3)
        settle(delivery)
        fared = delivery.fared()
        outbox.add(an_alert("later"))
        delivery.wake()
        settle(delivery)
    digest = sink[4]
    assert (digest.kind, digest.count) == ("output-digest", 7)
    assert (fared.digested, fared.delivered, fared.waiting) == (7, 5, 0)
    assert outbox.cursors["list"] == Cursor({0: 12})
    assert named(sink)[5:] == ["later-1"]


def test_a_digest_that_is_not_taken_is_sent_again_as_it_was() -> None:
    class Forgetful(Receiver):
        """Takes a digest, and fails to say so."""

        def deliver(self, outgoing: Sequence[Outgoing]) -> int:
            super().deliver(outgoing)
            if outgoing[0].alert.kind == "output-digest" and len(self.batches) == 2:
                raise TimeoutError
            return 0

    outbox, sink = ListOutbox(*alerts(5)), Forgetful()
    with delivering(outbox, sink, Pace(at_most_per_minute=3), Clock()) as delivery:
        settle(delivery)
        outbox.add(an_alert("later"))
        settle(delivery)
    digests = [alert for alert in sink if alert.kind == "output-digest"]
    assert [one.count for one in digests] == [2, 2]
    assert digests[0] == digests[1]
    assert "later-1" in named(sink)


@pytest.mark.parametrize("before_digest", [True, False])
def test_a_kill_repeats_what_was_held_back_and_loses_none(before_digest: bool) -> None:
    outbox, first, second = ListOutbox(*alerts(8)), Receiver(), Receiver()
    with delivering(outbox, first, Pace(at_most_per_minute=3), Clock()) as delivery:
        first.await_batches(1)
        if not before_digest:
            settle(delivery)
    with delivering(outbox, second, Pace(), Clock()) as delivery:
        settle(delivery)
    told = {name for alert in first for name in (f"{alert.id}-1", *re.findall(r"a\d-1", alert.summary))}
    if before_digest:
        assert named(second) == [f"a{number}-1" for number in range(8)]
    else:
        assert named(second) == []
    assert {f"a{number}-1" for number in range(8)} <= told | set(named(second))
