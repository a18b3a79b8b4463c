"""Agents hand on what is expected, in order; what is not, gives the partition up, and nothing is raised."""

import asyncio
from types import SimpleNamespace
from typing import Any

from models.settings import CoreSettings
from schemas import codec
from schemas.tick import Tick
from streams.kafka.client.settings import KafkaSettings
from streams.messages import TICK_HEADER
from streams.stores.memory import MemoryStore
from streams.worker.agents import _apply
from streams.worker.app import create_app
from streams.worker.partitions import Partitions
from streams.worker.weir_app import WeirApp

TOPIC = "weir.flows"


def event(offset: int, generation: int = 0) -> Any:
    value = codec.encode_lines([Tick("s", "c", float(offset))])
    message = SimpleNamespace(
        topic=TOPIC, partition=0, offset=offset, key=b"s", value=value, headers=[TICK_HEADER], generation_id=generation
    )
    return SimpleNamespace(message=message, value=value, ack=lambda: None)


async def holding(store: MemoryStore) -> WeirApp:
    app = create_app(KafkaSettings(), lambda _: CoreSettings())
    app.partitions = Partitions(lambda _: store, lambda _: CoreSettings(), checkpoint_s=60.0, checkpoint_flows=1_000)
    await app.partitions.take([0], generation=app.consumer_generation_id)
    app.read_ahead.fetched(TOPIC, 0, [(offset, 10) for offset in (0, 1, 3)])
    return app


def test_what_was_fetched_is_applied_in_its_order() -> None:
    async def work() -> None:
        store = MemoryStore()
        app = await holding(store)
        await _apply(app, "flows", [event(0), event(1), event(3)])
        await app.partitions.release()
        assert store.positions == {TOPIC: 3}
        assert app.read_ahead.octets == 0

    asyncio.run(work())


def test_a_gap_gives_the_partition_up_and_nothing_behind_it_is_applied() -> None:
    async def work() -> None:
        store = MemoryStore()
        app = await holding(store)
        await _apply(app, "flows", [event(0), event(3)])
        assert app.partitions.held(app.consumer_generation_id) == set()
        await app.partitions.release()
        assert store.positions == {}

    asyncio.run(work())


def test_events_of_an_earlier_generation_are_left() -> None:
    async def work() -> None:
        store = MemoryStore()
        app = await holding(store)
        await _apply(app, "flows", [event(0, generation=-1)])
        assert app.partitions.held(app.consumer_generation_id) == {0}
        await app.partitions.release()
        assert store.positions == {}

    asyncio.run(work())
