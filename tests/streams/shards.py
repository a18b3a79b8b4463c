"""Shards in memory, and messages for them."""

import asyncio

from models.settings import CoreSettings
from schemas.codec import encode_lines
from schemas.flow import Flow
from streams.checkpoint.protocol import Checkpoint
from streams.messages import InputKind, Message, Record
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.models import builders as b

TOPICS: dict[InputKind, str] = {
    "flows": "weir.flows",
    "asset-changes": "weir.asset-changes",
    "verdicts": "weir.verdicts",
}


def message(kind: InputKind, offset: int, *records: Record, key: str | None = b.SITE, tick: bool = False) -> Message:
    return Message(kind, TOPICS[kind], offset, key, encode_lines(records), tick)


def opened(store: MemoryStore | None = None) -> Shard:
    shard = Shard(store or MemoryStore(), lambda _site: CoreSettings())
    asyncio.run(shard.open())
    return shard


def checkpoint(shard: Shard) -> Checkpoint:
    made = asyncio.run(shard.checkpoint())
    assert made is not None
    return made


def flows_counted(shard: Shard) -> int:
    return sum(path.flows for pipeline in shard.pipelines.values() for path in pipeline.paths())


def known_path(count: int, begin: float = b.MONDAY) -> list[Flow]:
    return [b.flow(begin + number, b.SCADA, b.PLC) for number in range(count)]
