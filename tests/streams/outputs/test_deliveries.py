"""All sinks of a run: one that fails or hangs costs the others nothing, and the end a bounded time."""

import asyncio
from pathlib import Path

import pytest

from models.settings import CoreSettings
from schemas.formats.alerts.ndjson import ndjson
from streams.embedded.loop import Embedded, Pace
from streams.messages import Batch
from streams.outputs import deliveries as module
from streams.outputs.deliveries import TELL_EVERY_S, Deliveries, SinkFailed
from streams.outputs.delivery import Delivery
from streams.outputs.file.alert_file import AlertFile
from streams.outputs.outbox import Cursor, OutboxLost, Portion
from streams.outputs.pace.tries import Pauses
from streams.shard.shard import Shard
from streams.sources.batches import BatchesSource
from streams.status.observer import SinkFared
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.embedded_faults.plant import recorded
from tests.patience import PATIENCE_S
from tests.streams.outputs.doubles import ListOutbox, ListSink
from tests.streams.outputs.test_delivery import RAISED, Hanging
from tests.streams.records import Told, an_alert

NEVER = Pauses(first_s=3_600.0, most_s=3_600.0)


def several(outbox: ListOutbox, **sinks: ListSink) -> Deliveries:
    return Deliveries([Delivery(name, sink, ndjson, outbox, pauses=NEVER) for name, sink in sinks.items()])


def finished(deliveries: Deliveries, *, stopped: bool = True) -> None:
    stop = asyncio.Event()
    if stopped:
        stop.set()
    asyncio.run(asyncio.wait_for(deliveries.finish(stop), PATIENCE_S))


def ids(sink: ListSink) -> list[str]:
    return [alert.id for alert in sink]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_one_that_fails_ends_as_an_error_and_the_others_have_all(error: Exception) -> None:
    outbox, broken, sound = ListOutbox(an_alert("a1")), ListSink("deliver", error), ListSink()
    deliveries = several(outbox, broken=broken, sound=sound)
    deliveries.open()
    outbox.add(an_alert("a2"))
    deliveries.wake()
    with pytest.raises(OSError) as told:
        finished(deliveries)
    assert told.value is error or isinstance(told.value, SinkFailed)
    deliveries.close()
    assert (ids(broken), ids(sound)) == ([], ["a1", "a2"])
    assert broken.calls[-1] == sound.calls[-1] == "close"


def test_a_file_that_cannot_be_opened_is_told_before_anything_is_read() -> None:
    deliveries = several(ListOutbox(), broken=ListSink("open", PermissionError(13, "Permission denied", "a")))
    with pytest.raises(PermissionError):
        deliveries.open()
    deliveries.close()


def test_a_sink_that_hangs_keeps_no_run_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FLUSH_S", 0.05)
    monkeypatch.setattr(module, "CLOSE_S", 0.05)
    outbox, hanging, sound = ListOutbox(an_alert("a1")), Hanging(), ListSink()
    deliveries = several(outbox, hanging=hanging, sound=sound)
    deliveries.open()
    assert hanging.hangs.wait(PATIENCE_S)
    with pytest.raises(SinkFailed, match="hanging: did not take all within"):
        finished(deliveries)
    deliveries.close()
    assert ids(sound) == ["a1"]
    hanging.go.set()


def test_input_that_ends_by_itself_waits_for_a_slow_sink() -> None:
    outbox, slow = ListOutbox(an_alert("a1")), Hanging()
    deliveries = several(outbox, slow=slow)
    deliveries.open()
    assert slow.hangs.wait(PATIENCE_S)

    async def scenario() -> None:
        ending = asyncio.ensure_future(deliveries.finish(asyncio.Event()))
        done, _ = await asyncio.wait([ending], timeout=0.0)
        assert not done
        slow.go.set()
        await asyncio.wait_for(ending, PATIENCE_S)

    asyncio.run(scenario())
    deliveries.close()
    assert ids(slow) == ["a1"]


def test_an_outbox_that_is_lost_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox, sink = ListOutbox(), ListSink()
    deliveries = several(outbox, sink=sink)
    deliveries.open()
    deliveries.turn()

    def taken(cursor: Cursor, limit: int) -> Portion:
        msg = f"damaged at {cursor}, {limit}"
        raise OutboxLost(msg)

    monkeypatch.setattr(outbox, "take", taken)
    deliveries.wake()
    with pytest.raises(OutboxLost, match="damaged"):
        finished(deliveries)
    with pytest.raises(OutboxLost, match="damaged"):
        deliveries.turn()
    deliveries.close()
    assert sink.calls[-1] == "close"


def test_how_they_fare_is_told_now_and_then_and_at_the_end() -> None:
    now, told = 0.0, Told()
    outbox, sink = ListOutbox(an_alert("a1")), ListSink()
    deliveries = Deliveries([Delivery("list", sink, ndjson, outbox)], told, monotonic=lambda: now)
    deliveries.open()
    for now in (0.0, TELL_EVERY_S / 2, TELL_EVERY_S):  # noqa: B007 - the clock
        deliveries.turn()
    finished(deliveries)
    deliveries.close()
    assert len(told) == 3
    last = told[-1]
    assert isinstance(last, SinkFared)
    assert (last.sink, last.delivered, last.waiting) == ("list", 1, 0)


def test_a_run_goes_on_and_the_next_start_writes_what_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = recorded(20)

    async def run() -> None:
        store = SqliteStore(tmp_path)
        shard = Shard(store, lambda _site: CoreSettings())
        await shard.open()
        outbox = SqliteOutbox(tmp_path / DATABASE_NAME, lambda: store.newest_sequence)
        file = Delivery("file", AlertFile(tmp_path / "alerts.ndjson"), ndjson, outbox, pauses=NEVER)
        done = shard.position("plant") or 0
        source = BatchesSource(Batch([each], [], "plant", n + 1) for n, each in enumerate(records) if n >= done)
        pace = Pace(checkpoint_s=3_600.0, checkpoint_flows=20, poll_s=0.001)
        app = Embedded(shard, sources=[source], deliveries=Deliveries([file]), sites=[], pace=pace, clock=None)
        await app.run(asyncio.Event(), once=True)

    with monkeypatch.context() as broken:
        broken.setattr("streams.outputs.file.alert_file._write_all", _refusing)
        with pytest.raises(SinkFailed, match="waits for the next start"):
            asyncio.run(run())
    assert (tmp_path / "alerts.ndjson").read_bytes() == b""
    revisions = SqliteReader(tmp_path).revisions()
    assert SqliteReader(tmp_path).loaded().positions == {"plant": len(records)}
    assert revisions
    asyncio.run(run())
    assert len((tmp_path / "alerts.ndjson").read_bytes().splitlines()) == len(revisions)


def _refusing(_descriptor: int, _data: bytes) -> None:
    msg = "a fault of our own"
    raise RuntimeError(msg)
