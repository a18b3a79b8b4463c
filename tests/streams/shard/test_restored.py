"""Pipelines restored from state records show what the running ones knew."""

import asyncio

from models.settings import CoreSettings
from schemas.state import StateRecord
from streams.messages import Batch
from streams.shard.restored import restored_pipelines
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.streams.embedded.test_loop import a_flow


def test_each_site_is_restored_with_its_assets_and_paths() -> None:
    async def scenario() -> tuple[Shard, MemoryStore]:
        store = MemoryStore()
        shard = Shard(store, lambda _site: CoreSettings())
        await shard.open()
        shard.apply_batch(Batch([a_flow(number) for number in range(5)], [], "conn.log", 5))
        await shard.checkpoint()
        return shard, store

    shard, store = asyncio.run(scenario())
    records = [StateRecord(key, value) for key, value in reversed(store.state.items())]
    restored, problems = restored_pipelines(records, lambda _site: CoreSettings())
    assert problems == []
    assert restored.keys() == shard.pipelines.keys()
    for site, pipeline in shard.pipelines.items():
        assert restored[site].assets() == pipeline.assets()
        assert restored[site].paths() == pipeline.paths()


def test_what_cannot_be_read_is_named_with_its_site_and_the_rest_is_there() -> None:
    records = [StateRecord("plant|ip:10.0.0.1|head", b"no state"), StateRecord("plant|@zones", None)]
    restored, problems = restored_pipelines(records, lambda _site: CoreSettings())
    assert restored["plant"].assets() == []
    assert len(problems) == 1
    assert problems[0].startswith("plant: ip:10.0.0.1|head: damaged state")
