"""The store in memory keeps what a checkpoint made true."""

import asyncio

from schemas.journal import JournalRun
from schemas.state import StateRecord
from streams.stores.memory import MemoryStore
from tests.streams.records import a_checkpoint, a_dead_letter, a_path, an_alert


def test_a_second_shard_finds_what_the_first_committed() -> None:
    async def scenario() -> MemoryStore:
        store = MemoryStore()
        await store.commit(
            a_checkpoint(
                alerts=(an_alert(),),
                records=(StateRecord("plant|a", b"1"), StateRecord("plant|b", b"1")),
                paths=(a_path(),),
                dead_letters=(a_dead_letter(),),
                runs=(JournalRun("t", 0, 1),),
                positions={"t": 1},
            )
        )
        await store.commit(a_checkpoint(records=(StateRecord("plant|b", None),), positions={"t": 2}))
        loaded = await store.load()
        assert loaded.records == [StateRecord("plant|a", b"1")]
        assert loaded.positions == {"t": 2}
        await store.close()
        return store

    store = asyncio.run(scenario())
    assert store.alerts == [an_alert()]
    assert list(store.paths.values()) == [a_path()]
    assert (len(store.dead_letters), store.journal, store.checkpoints) == (1, [JournalRun("t", 0, 1)], 2)
