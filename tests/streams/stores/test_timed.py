"""A timed store does what its store does, and tells of commits that were taken."""

import asyncio

import pytest

from streams.checkpoint.protocol import Checkpoint, StoreLost
from streams.status.observer import Committed
from streams.stores.memory import MemoryStore
from streams.stores.timed import TimedStore
from tests.streams.records import Told, a_checkpoint


class Refusing(MemoryStore):
    async def commit(self, checkpoint: Checkpoint) -> None:  # noqa: ARG002 - it takes nothing
        msg = "taken by another"
        raise StoreLost(msg)


def test_a_commit_is_passed_on_and_told() -> None:
    inner, told = MemoryStore(), Told()
    store = TimedStore(inner, told)
    asyncio.run(store.commit(a_checkpoint(positions={"a": 3})))
    assert asyncio.run(store.load()).positions == {"a": 3}
    asyncio.run(store.close())
    (fact,) = told
    assert isinstance(fact, Committed)
    assert fact.seconds >= 0.0


def test_a_commit_that_is_refused_is_not_told() -> None:
    told = Told()
    with pytest.raises(StoreLost):
        asyncio.run(TimedStore(Refusing(), told).commit(a_checkpoint()))
    assert told == []
