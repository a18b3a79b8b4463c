"""The partitions a worker holds: acknowledged means committed, lost means forgotten."""

import asyncio
from collections.abc import Callable

import pytest

from models.settings import CoreSettings
from schemas import codec
from schemas.tick import Tick
from streams.checkpoint.protocol import Checkpoint, Loaded, StoreLost
from streams.kafka.client.home import PartitionHome, partition_of
from streams.messages import Message
from streams.status.observer import Checkpointed, Left, Taken
from streams.stores.memory import MemoryStore
from streams.worker.partitions import Partitions
from tests.models import builders as b
from tests.streams.records import Told


class RefusingStore(MemoryStore):
    """Takes nothing, as a store whose partition another worker has."""

    async def commit(self, checkpoint: Checkpoint) -> None:  # noqa: ARG002 - it takes nothing
        msg = "taken by another"
        raise StoreLost(msg)


class SlowStore(MemoryStore):
    """Takes long to open."""

    loading = False
    closed = False

    async def load(self) -> Loaded:
        self.loading = True
        await asyncio.Event().wait()
        return await super().load()

    async def close(self) -> None:
        self.closed = True


async def turns_until(met: Callable[[], bool]) -> None:
    """Give the loop turns until it is so."""
    async with asyncio.timeout(5.0):
        while not met():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


def tick(offset: int) -> Message:
    return Message("flows", "weir.flows", offset, "s", codec.encode_lines([Tick("s", "c", float(offset))]), tick=True)


def partitions(store: MemoryStore, checkpoint_s: float = 3_600.0) -> Partitions:
    return Partitions(lambda _: store, lambda _: CoreSettings(), checkpoint_s=checkpoint_s, checkpoint_flows=1_000)


def test_messages_are_acknowledged_by_the_checkpoint_that_holds_them() -> None:
    async def work() -> None:
        store, acknowledged = MemoryStore(), list[int]()
        held = partitions(store)
        await held.take([0], generation=1)
        await held.apply(0, 1, [(tick(n), lambda n=n: acknowledged.append(n)) for n in range(3)])  # type: ignore[misc]
        assert acknowledged == []
        await held.release()
        assert acknowledged == [0, 1, 2]
        assert store.positions == {"weir.flows": 2}

    asyncio.run(work())


def test_messages_of_another_generation_are_left_alone() -> None:
    async def work() -> None:
        store = MemoryStore()
        held = partitions(store)
        await held.take([0], generation=2)
        await held.apply(0, 1, [(tick(7), lambda: None)])
        await held.apply(1, 2, [(tick(7), lambda: None)])
        await held.release()
        assert store.positions == {}

    asyncio.run(work())


def test_a_partition_whose_store_refuses_is_forgotten_and_nothing_is_acknowledged() -> None:
    async def work() -> None:
        acknowledged: list[int] = []
        held = partitions(RefusingStore(), checkpoint_s=0.0)
        await held.take([0], generation=1)
        await held.apply(0, 1, [(tick(0), lambda: acknowledged.append(0))])
        held.commit_due()
        await turns_until(lambda: not held.held(1))
        assert acknowledged == []
        assert held.failures == 1

    asyncio.run(work())


def test_a_commit_that_is_not_taken_makes_its_partition_late_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(MemoryStore):
        taken = asyncio.Event()

        async def commit(self, checkpoint: Checkpoint) -> None:
            await self.taken.wait()
            await super().commit(checkpoint)

    async def work() -> None:
        store = Hanging()
        held = partitions(store, checkpoint_s=0.0)
        await held.take([0], generation=1)
        await held.apply(0, 1, [(tick(0), lambda: None)])
        held.commit_due()
        await asyncio.sleep(0)
        assert held.late() == set()
        with monkeypatch.context() as soon:
            soon.setattr("streams.worker.partitions.LATE_COMMIT_S", 0.0)
            await turns_until(lambda: held.late() == {0})
            store.taken.set()
            await turns_until(lambda: held.late() == set())
        await held.release()

    asyncio.run(work())


def test_a_partition_given_back_while_it_opens_is_closed_and_not_held() -> None:
    async def work() -> None:
        store = SlowStore()
        held = partitions(store)
        taking = asyncio.create_task(held.take([0], generation=1))
        await turns_until(lambda: store.loading)
        await held.release([0])
        await taking
        assert held.held(1) == set()
        assert store.closed

    asyncio.run(work())


def test_while_a_partition_opens_it_is_being_taken_however_long_it_takes() -> None:
    async def work() -> None:
        store = SlowStore()
        held = partitions(store)
        taking = asyncio.create_task(held.take([0], generation=1))
        await turns_until(lambda: store.loading)
        assert held.taking
        assert held.held(1) == set()
        await held.release([0])
        await taking
        assert not held.taking

    asyncio.run(work())


def test_a_partition_given_back_before_it_opens_is_not_opened() -> None:
    async def work() -> None:
        store = SlowStore()
        held = partitions(store)
        taking = asyncio.create_task(held.take([0], generation=1))
        await asyncio.sleep(0)
        await held.release([0])
        await taking
        assert not store.loading

    asyncio.run(work())


def test_what_is_due_is_committed_though_no_message_comes() -> None:
    async def work() -> None:
        store = MemoryStore()
        held = partitions(store, checkpoint_s=0.0)
        await held.take([0], generation=1)
        await held.apply(0, 1, [(tick(4), lambda: None)])
        held.commit_due()
        await turns_until(lambda: bool(store.positions))
        await held.release()

    asyncio.run(work())


def test_a_partition_taken_twice_in_one_generation_is_opened_once() -> None:
    async def work() -> None:
        opened: list[int] = []

        def store(partition: int) -> MemoryStore:
            opened.append(partition)
            return MemoryStore()

        held = Partitions(store, lambda _: CoreSettings(), checkpoint_s=3_600.0, checkpoint_flows=1_000)
        await held.take([0, 1], generation=1)
        await held.take([0, 1], generation=1)
        assert opened == [0, 1]
        await held.release()

    asyncio.run(work())


@pytest.mark.parametrize("position", [None, 5])
def test_a_topic_made_anew_is_read_from_its_beginning(position: int | None) -> None:
    async def work() -> None:
        store = MemoryStore()
        if position is not None:
            store.positions = {"weir.flows": position}
        held = partitions(store)
        await held.take([0], generation=1)
        assert held.position(0, "weir.flows") == position
        held.forget_position(0, "weir.flows")
        await held.apply(0, 1, [(tick(0), lambda: None)])
        await held.release()
        assert store.positions == {"weir.flows": 0}

    asyncio.run(work())


def observed(store: MemoryStore, told: Told) -> Partitions:
    return Partitions(
        lambda _: store, lambda _: CoreSettings(), checkpoint_s=0.0, checkpoint_flows=1_000, observer=told
    )


def test_what_is_taken_committed_and_given_back_is_told() -> None:
    async def work() -> None:
        told = Told()
        held = observed(MemoryStore(), told)
        await held.take([3], generation=1)
        await held.apply(3, 1, [(tick(n), lambda: None) for n in range(4)])
        await held.release()
        taken, checkpointed, left = told
        assert isinstance(taken, Taken)
        assert (taken.partition, set(taken.pipelines), taken.problems) == (3, {"s"}, 0)
        assert isinstance(checkpointed, Checkpointed)
        assert checkpointed.checkpoint.tally.records == {"ticks": 4}
        assert left == Left(3, lost=False)

    asyncio.run(work())


def test_a_partition_that_is_lost_is_told_and_what_it_had_applied_is_not() -> None:
    async def work() -> None:
        told = Told()
        held = observed(RefusingStore(), told)
        await held.take([0], generation=1)
        await held.apply(0, 1, [(tick(0), lambda: None)])
        held.commit_due()
        await turns_until(lambda: not held.held(1))
        assert told[1:] == [Left(0, lost=True)]

    asyncio.run(work())


def test_what_is_refused_is_logged_some_of_it(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        held = observed(MemoryStore(), Told())
        await held.take([0], generation=1)
        await held.apply(0, 1, [(Message("flows", "weir.flows", 9, "s", b"{no flow\n" * 1_000), lambda: None)])
        await held.release()

    asyncio.run(work())
    refused = [record for record in caplog.records if "refused" in record.getMessage()]
    assert len(refused) == 3
    assert "weir.flows offset 9" in refused[0].getMessage()


def test_what_lay_in_the_wrong_partition_is_told_once_a_minute_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> Partitions:
        home = PartitionHome(1 - partition_of("s", 2), 2)
        held = partitions(MemoryStore(home))
        await held.take([0], generation=1)
        for begin in (0, 3):
            await held.apply(0, 1, [(tick(begin + n), lambda: None) for n in range(3)])
            held._holds[0].due_at = 0.0
            held.commit_due()
            await turns_until(lambda: not held._holds[0].waiting)
            await turns_until(lambda begin=begin: held.resent == begin + 3)  # type: ignore[misc]
        return held

    with caplog.at_level("WARNING"):
        assert asyncio.run(work()).resent == 6
    assert [record.getMessage()[:30] for record in caplog.records] == ["partition 0: 3 messages lay in"]


@pytest.mark.parametrize(("flows", "due"), [(6_000, True), (1_000, False), (30_000, False)])
def test_a_checkpoint_that_would_be_large_is_due_early_unless_a_backlog_is_worked_off(flows: int, *, due: bool) -> None:
    async def work() -> None:
        store = MemoryStore()
        held = Partitions(lambda _: store, lambda _: CoreSettings(), checkpoint_s=3_600.0, checkpoint_flows=100_000)
        await held.take([0], generation=1)
        talk = [
            b.flow(b.MONDAY, f"10.1.{n // 250 % 20}.{n % 250}", f"10.2.{n // 250 % 20}.{n % 250}", site="s")
            for n in range(flows)
        ]
        for begin in range(0, flows, 500):
            value = codec.encode_lines(talk[begin : begin + 500])
            await held.apply(0, 1, [(Message("flows", "weir.flows", begin, "s", value), lambda: None)])
        held._holds[0].begun_at = 0.0
        held._holds[0].shard.urgent = False
        held.commit_due()
        assert (held._holds[0].committing is not None) == due
        await held.release()

    asyncio.run(work())
