"""Where reading begins: after what is applied, and loud when that can't be."""

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import AIOKafkaConsumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Transport
from faust.types import TP

from models.settings import CoreSettings
from streams.stores.memory import MemoryStore
from streams.worker.consumer import FETCH_WAIT_MS, _start, _Thread
from streams.worker.partitions import Partitions

FLOWS = TP("weir.flows", 0)


def started(position: int | None, first: int, end: int) -> tuple[int, int | None]:
    """Where it begins, and what is then taken as applied."""

    async def work() -> tuple[int, int | None]:
        store = MemoryStore()
        store.positions = {} if position is None else {FLOWS.topic: position}
        held = Partitions(lambda _: store, lambda _: CoreSettings(), checkpoint_s=60.0, checkpoint_flows=1_000)
        await held.take([0], generation=1)
        start = _start(held, FLOWS, first, end)
        return start, held.position(0, FLOWS.topic)

    return asyncio.run(work())


def test_reading_begins_after_the_applied_position() -> None:
    assert started(41, 0, 100) == (42, 41)
    assert started(99, 0, 100) == (100, 99)


def test_a_topic_never_read_is_read_from_its_oldest_message() -> None:
    assert started(None, 7, 100) == (7, None)


def test_what_retention_deleted_before_it_was_applied_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert started(41, 50, 100) == (50, 41)
    assert "8 messages were deleted by retention" in caplog.text


def test_a_topic_made_anew_is_told_and_read_from_its_first_message(caplog: pytest.LogCaptureFixture) -> None:
    assert started(41, 0, 10) == (0, None)
    assert "was made anew" in caplog.text


def test_a_fetch_takes_only_what_was_committed_and_waits_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SimpleNamespace()
    monkeypatch.setattr(AIOKafkaConsumerThread, "_create_worker_consumer", lambda _thread, _transport: client)
    thread = object.__new__(_Thread)
    assert thread._create_worker_consumer(object.__new__(Transport)) is client
    assert vars(client) == {"_isolation_level": "read_committed", "_fetch_max_wait_ms": FETCH_WAIT_MS}
    # The names by which aiokafka's consumer keeps them until it starts.
    assert vars(client).keys() <= set(AIOKafkaConsumer.__init__.__code__.co_names)


def test_nothing_is_taken_for_stuck_by_statistics_that_are_not_kept() -> None:
    """Faust asks its monitor when an event came in last; without one it said `has not started processing` for ever."""
    object.__new__(_Thread).verify_event_path(1_000_000.0, FLOWS)


def test_a_long_checkpoint_is_no_thread_that_does_not_respond(monkeypatch: pytest.MonkeyPatch) -> None:
    async def woken(thread: AIOKafkaConsumerThread) -> None:
        thread.last_wakeup_at = 5.0

    monkeypatch.setattr(AIOKafkaConsumerThread, "_wakeup_timer_in_thread", woken)
    thread = object.__new__(_Thread)
    asyncio.run(thread._wakeup_timer_in_thread())
    # By which mode knows that there is nothing to compare with.
    assert thread.last_wakeup_at == 0.0
