"""What a checkpoint costs when every asset is active: seconds, and bytes of the log a flow.

A shard on the real state log takes steady traffic at 5,000 flows/s of event time and checkpoints each 3 s of
it, as the worker does: 15,000 flows, in which every asset speaks and the rest is at random. Aims of the
project: 50 ms with 300 active assets, 400 ms with 20,000. Of the whole, encoding holds up the flows; the
commit waits for the broker, and flows go on meanwhile. Bytes are those of keys and values; by how much the topic
grew on the broker's disk depends on what was compacted meanwhile.

`--compression` asks what the same batches would weigh and cost in each codec; nothing is sent so.

    python -m benchmarks.checkpoint --rounds 40 --compression
"""

import argparse
import asyncio
import random
import time
import zlib
from collections.abc import Callable
from functools import partial

import zstandard
from msgspec import Struct

from benchmarks import ground
from benchmarks.machine import quantile
from benchmarks.traffic import BEGIN, FLOWS_PER_S, ActivePlant, first_sights, made_flow, messages
from streams.checkpoint.protocol import Checkpoint
from streams.garbage import look_seldom
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.batches import BATCH_BYTES
from streams.kafka.log.state_log import KafkaStateLog
from streams.messages import Message
from streams.shard.shard import Shard

SIZES = ((300, 1_500, 0.05), (20_000, 200_000, 0.4))
RATE = 5_000.0
EVERY_S = 3.0


class TimedLog(KafkaStateLog):
    """The state log, and how long each commit took; `last` is what the last one held."""

    def __init__(self, settings: KafkaSettings, partition: int) -> None:
        super().__init__(settings, partition)
        self.commits: list[float] = []
        self.last: Checkpoint | None = None

    async def commit(self, checkpoint: Checkpoint) -> None:
        began = time.perf_counter()
        await super().commit(checkpoint)
        self.commits.append(time.perf_counter() - began)
        self.last = checkpoint


class Spent(Struct):
    """What each checkpoint took, in seconds, and what all of them wrote."""

    whole: list[float]
    encoding: list[float]
    commit: list[float]
    records: int
    record_bytes: int
    disk_bytes: int
    flows: int


class Traffic:
    """Messages of steady traffic, one checkpoint's worth at a time."""

    def __init__(self, assets: int, paths: int) -> None:
        self._plant = ActivePlant(assets, paths)
        self._chance = random.Random(2)
        self._time = BEGIN + paths / FLOWS_PER_S + 600.0
        self._offset = -1

    def first(self) -> list[Message]:
        return [self._message(value) for value in first_sights(self._plant.pairs)]

    def next(self) -> list[Message]:
        chosen = self._plant.round(int(RATE * EVERY_S))
        begin = self._time
        self._time += len(chosen) / RATE
        flows = (made_flow(pair, begin + n / RATE, self._chance) for n, pair in enumerate(chosen))
        return [self._message(value) for value in messages(flows)]

    def _message(self, value: bytes) -> Message:
        self._offset += 1
        return Message("flows", "flows", self._offset, "plant", value)


async def measure(settings: KafkaSettings, assets: int, paths: int, rounds: int) -> tuple[Spent, Checkpoint | None]:
    log = TimedLog(settings, 0)
    shard = Shard(log, ground.settings_for)
    await shard.open()
    traffic = Traffic(assets, paths)
    for message in traffic.first():
        shard.apply_message(message)
    await shard.checkpoint()
    # Two more that do not count: the first windows close, and the client meets the broker.
    for _ in range(2):
        await _one(shard, traffic)
    log.commits.clear()
    spent = Spent([], [], [], 0, 0, ground.topic_bytes(settings, "state"), 0)
    for _ in range(rounds):
        whole, flows = await _one(shard, traffic)
        assert log.last is not None
        spent.whole.append(whole)
        spent.flows += flows
        spent.records += len(log.last.records)
        spent.record_bytes += sum(len(record.key) + len(record.value or b"") for record in log.last.records)
    spent.commit = log.commits
    spent.encoding = [whole - commit for whole, commit in zip(spent.whole, spent.commit, strict=True)]
    spent.disk_bytes = ground.topic_bytes(settings, "state") - spent.disk_bytes
    await shard.close()
    return spent, log.last


async def _one(shard: Shard, traffic: Traffic) -> tuple[float, int]:
    for message in traffic.next():
        shard.apply_message(message)
    flows = shard.flows_since_checkpoint
    began = time.perf_counter()
    await shard.checkpoint()
    return time.perf_counter() - began, flows


CODECS: dict[str, Callable[[bytes], bytes]] = {
    "zstd 1": zstandard.ZstdCompressor(level=1).compress,
    "zstd 3": zstandard.ZstdCompressor(level=3).compress,
    "gzip 1": partial(zlib.compress, level=1),
    "gzip 6": partial(zlib.compress, level=6),
}
"""aiokafka knows gzip by itself, and zstd with cramjam installed."""


def tell_compression(checkpoint: Checkpoint) -> None:
    """What the last checkpoint's state would weigh in batches of the producer's size, and the processor time."""
    data = b"".join(record.key.encode() + (record.value or b"") for record in checkpoint.records)
    batches = [data[first : first + BATCH_BYTES] for first in range(0, len(data), BATCH_BYTES)]
    for name, compress in CODECS.items():
        began = time.process_time()
        small = sum(len(compress(batch)) for batch in batches)
        spent = time.process_time() - began
        print(f"        {name:6} {small / len(data):4.0%} of {len(data) / 1e6:.1f} MB in {spent * 1e3:,.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40, help="checkpoints that count")
    parser.add_argument("--compression", action="store_true")
    parser.add_argument("--small", action="store_true", help="a tenth of the second size, to try it out")
    arguments = parser.parse_args()
    look_seldom()
    with ground.broker() as broker:
        for assets, paths, aim in SIZES:
            part = 10 if arguments.small and assets > 1_000 else 1
            assets, paths = assets // part, paths // part  # noqa: PLW2901
            settings = ground.made_topics(broker.bootstrap, f"checkpoint-{assets}")
            spent, last = asyncio.run(measure(settings, assets, paths, arguments.rounds))
            p50, p99 = quantile(spent.whole, 0.5), quantile(spent.whole, 0.99)
            encoding, commit = quantile(spent.encoding, 0.5), quantile(spent.commit, 0.5)
            print(f"{assets:>7,} active assets, {paths:,} paths, {arguments.rounds} checkpoints of ", end="")
            print(f"{spent.flows // arguments.rounds:,} flows: p50 {p50 * 1e3:,.0f} ms, p99 {p99 * 1e3:,.0f} ms")
            print(f"        p50 of encoding {encoding * 1e3:,.0f} ms, of the commit {commit * 1e3:,.0f} ms")
            print(f"        {spent.records // arguments.rounds:,} records a checkpoint; a flow ", end="")
            grown = spent.disk_bytes / spent.flows
            print(f"{spent.record_bytes / spent.flows:,.0f} bytes, the topic grew by {grown:,.0f}")
            kept = "kept" if p50 <= aim else "MISSED"
            print(f"        aim {aim * 1e3:.0f} ms at the median: {kept}", flush=True)
            if arguments.compression and last is not None:
                tell_compression(last)


if __name__ == "__main__":
    main()
