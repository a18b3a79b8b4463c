"""The embedded shell: sources in, checkpoints out, ticks of an injected clock, a clean stop."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from models.settings import CoreSettings
from schemas.dead_letter import dead
from schemas.flow import Flow
from schemas.tick import Tick
from streams.checkpoint.protocol import Checkpoint
from streams.embedded.loop import Embedded, Pace, Totals
from streams.messages import Batch
from streams.outputs.deliveries import Deliveries
from streams.shard.shard import Shard
from streams.sources.batches import BatchesSource
from streams.sources.wall_ticks import TICK_SOURCE
from streams.status.observer import Checkpointed, Ready
from streams.stores.memory import MemoryStore
from tests.embedded_faults.plant import recorded
from tests.streams.records import SITE, T0, Told

SLOW = Pace(checkpoint_s=3600.0, checkpoint_flows=10**9, poll_s=0.001)


class Watched(Deliveries):
    """Notes what the shell asks of its outputs, and how many alerts are committed then."""

    def __init__(self, store: MemoryStore, error: OSError | None = None) -> None:
        super().__init__(())
        self.calls: list[tuple[str, int]] = []
        self._store = store
        self._error = error

    def open(self) -> None:
        self.calls.append(("open", len(self._store.alerts)))

    def wake(self) -> None:
        self.calls.append(("wake", len(self._store.alerts)))

    async def finish(self, _stop: asyncio.Event) -> None:
        self.calls.append(("finish", len(self._store.alerts)))
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self.calls.append(("close", len(self._store.alerts)))


class Quiet:
    """A source that never gives anything and never ends."""

    ended = False
    idle = True

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.polls = 0
        self._then = then

    def poll(self) -> Batch | None:
        self.polls += 1
        self._then()
        return None

    def close(self) -> None:
        pass


def a_flow(number: int, *, initiator: str = "10.0.0.1", responder: str = "10.1.0.1") -> Flow:
    time = T0 + number
    return Flow(
        site=SITE,
        sensor="zeek",
        start=time,
        end=time,
        initiator_ip=initiator,
        responder_ip=responder,
        initiator_port=40_000,
        responder_port=502,
        transport="tcp",
        service="modbus",
        state="established",
    )


def some_batches(count: int) -> list[Batch]:
    return [Batch([a_flow(number)], [], "conn.log", number + 1) for number in range(count)]


def _run(
    sources: Sequence[BatchesSource | Quiet],
    *,
    store: MemoryStore | None = None,
    pace: Pace = SLOW,
    clock: Callable[[], float] | None = None,
    once: bool = True,
    stop: asyncio.Event | None = None,
    outputs: Deliveries | None = None,
) -> Totals:
    async def scenario() -> Totals:
        shard = Shard(store or MemoryStore(), lambda _site: CoreSettings())
        await shard.open()
        app = Embedded(shard, sources=sources, deliveries=outputs, sites=[SITE], pace=pace, clock=clock)
        return await asyncio.wait_for(app.run(stop or asyncio.Event(), once=once), 20.0)

    return asyncio.run(scenario())


def test_once_reads_everything_and_commits_it() -> None:
    store = MemoryStore()
    outputs = Watched(store)
    totals = _run([BatchesSource(iter(some_batches(5)))], store=store, outputs=outputs)
    assert totals.flows == 5
    assert store.positions == {"conn.log": 5}
    assert store.checkpoints == 1
    assert outputs.calls == [("open", 0), ("finish", 0), ("close", 0)], "no alert is nothing to wake anybody for"


def test_outputs_are_woken_once_alerts_are_committed() -> None:
    store = MemoryStore()
    outputs = Watched(store)
    _run([BatchesSource(iter([Batch(recorded(10), [], "plant", 1)]))], store=store, outputs=outputs)
    there = len(store.alerts)
    assert there > 0
    assert outputs.calls == [("open", 0), ("wake", there), ("finish", there), ("close", there)]


def test_all_sources_have_their_turn() -> None:
    store = MemoryStore()
    other = [Batch([a_flow(number)], [], "other.log", number + 1) for number in range(3)]
    _run([BatchesSource(iter(some_batches(2))), BatchesSource(iter(other))], store=store)
    assert store.positions == {"conn.log": 2, "other.log": 3}


def test_a_checkpoint_is_due_after_so_many_flows() -> None:
    store = MemoryStore()
    totals = _run(
        [BatchesSource(iter(some_batches(10)))], store=store, pace=Pace(checkpoint_s=3600.0, checkpoint_flows=2)
    )
    assert totals.checkpoints == store.checkpoints == 5


def test_dead_letters_are_committed_counted_and_told_and_what_is_refused_is_no_flow(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = MemoryStore()
    flow = a_flow(0, initiator="no address")
    source = f"conn.log#{'0a' * 12}"
    broken = dead(source="conn.log", reason="half a row", raw=b"?", position=9)
    totals = _run([BatchesSource(iter([Batch([flow, a_flow(1)], [broken], source, 4_096)]))], store=store)
    assert totals.dead_letters == len(store.dead_letters) == 2
    assert totals.flows == 1
    assert "refused: conn.log line 9: half a row" in caplog.text
    # The position of a followed file is in bytes, past all that was read by then: it is no line.
    assert "refused: a row of conn.log: " in caplog.text
    assert "4096" not in caplog.text


def test_a_run_without_endless_sources_ends_by_itself() -> None:
    assert _run([BatchesSource(iter(some_batches(3)))], once=False).flows == 3


def test_a_stop_is_a_checkpoint_and_an_end() -> None:
    stop, store = asyncio.Event(), MemoryStore()
    quiet = Quiet(stop.set)
    totals = _run([BatchesSource(iter(some_batches(2))), quiet], store=store, once=False, stop=stop)
    assert quiet.polls == 1
    assert store.positions == {"conn.log": 1}
    assert totals.flows == 1


def _ticks(*readings: float, sites: Sequence[str] = (SITE,)) -> list[tuple[str, float]]:
    """The Ticks, after T0, that come of a clock with these readings after T0."""
    seen: list[Batch] = []

    class Listening(Shard):
        def apply_batch(self, batch: Batch) -> None:
            seen.append(batch)
            super().apply_batch(batch)

    async def scenario() -> None:
        left = [T0 + reading for reading in readings]
        stop = asyncio.Event()

        def clock() -> float:
            if len(left) == 1:
                stop.set()
            return left.pop(0) if len(left) > 1 else left[0]

        shard = Listening(MemoryStore(), lambda _site: CoreSettings())
        await shard.open()
        app = Embedded(shard, sources=[Quiet()], sites=sites, pace=SLOW, clock=clock)
        await asyncio.wait_for(app.run(stop), 20.0)

    asyncio.run(scenario())
    assert {batch.source for batch in seen} == {TICK_SOURCE}
    ticks = [record for batch in seen for record in batch.records if isinstance(record, Tick)]
    return [(tick.site, tick.time - T0) for tick in ticks]


def test_the_clock_ticks_every_ten_seconds_for_every_site() -> None:
    ticks = _ticks(0.0, 1.0, 9.9, 10.0, 25.0, sites=["a", "b"])
    assert ticks == [(site, after) for after in (0.0, 10.0, 25.0) for site in ("a", "b")]


def test_a_clock_set_back_goes_on_ticking_from_there() -> None:
    ticks = _ticks(0.0, 10.0, -3_600.0, -3_599.0, -3_590.0, 20.0)
    assert [after for _, after in ticks] == [0.0, 10.0, -3_600.0, -3_590.0, 20.0]


def test_an_output_that_has_not_taken_all_ends_the_run_as_an_error_when_all_is_committed() -> None:
    store = MemoryStore()
    outputs = Watched(store, OSError(28, "No space left on device", "alerts.ndjson"))
    with pytest.raises(OSError, match="No space left on device"):
        _run([BatchesSource(iter(some_batches(3)))], store=store, outputs=outputs)
    assert store.positions == {"conn.log": 3}
    assert outputs.calls[-1][0] == "close"


def test_input_that_bears_its_own_ticks_gets_none() -> None:
    store = MemoryStore()
    _run([Quiet()], store=store)
    assert store.checkpoints == 0


def test_a_store_that_refuses_ends_the_run_and_shows_no_alert() -> None:
    class Refusing(MemoryStore):
        async def commit(self, checkpoint: Checkpoint) -> None:
            raise ConnectionError(checkpoint.positions)

    store = Refusing()
    outputs = Watched(store)
    with pytest.raises(ConnectionError):
        _run([BatchesSource(iter(some_batches(1)))], store=store, outputs=outputs)
    assert outputs.calls == [("open", 0), ("close", 0)]


def test_it_tells_that_it_is_ready_that_it_turns_and_what_it_committed() -> None:
    class Counting(Told):
        turns = 0

        def turn(self) -> None:
            self.turns += 1

    told = Counting()

    async def scenario() -> None:
        shard = Shard(MemoryStore(), lambda _site: CoreSettings())
        await shard.open()
        sources = [BatchesSource(iter(some_batches(4)))]
        app = Embedded(shard, sources=sources, sites=[SITE], pace=SLOW, clock=None, observer=told)
        await app.run(asyncio.Event(), once=True)

    asyncio.run(scenario())
    ready, checkpointed = told
    assert ready == Ready(None)
    assert isinstance(checkpointed, Checkpointed)
    assert checkpointed.checkpoint.tally.flows == {SITE: 4}
    assert checkpointed.seconds >= 0.0
    assert told.turns >= 4
