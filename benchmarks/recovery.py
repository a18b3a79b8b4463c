"""How long a worker takes to load a large partition, in what memory, and how large its state log is.

A shard learns the paths and checkpoints to the real state log each 300,000 flows, as the worker does when it
catches up; the paths come in no order, so chunks are written more than once, and little is compacted yet: the log is
at its largest. Then a fresh process opens the shard, as a worker's successor does. Aims
of the project: 1,000,000 paths of one partition within 30 s, below 1 kB a path in the state log. Linux only.

    python -m benchmarks.recovery --paths 1000000
"""

import argparse
import asyncio
import os
import random
import subprocess
import sys
import time

import msgspec
from msgspec import Struct

from benchmarks import ground
from benchmarks.machine import footprint, peak_bytes
from benchmarks.traffic import BATCH, first_sights, made_pairs
from streams.checkpoint.protocol import Loaded
from streams.garbage import look_seldom
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.state_log import KafkaStateLog
from streams.messages import Message
from streams.shard.shard import Shard

AIM_S = 30.0
AIM_BYTES = 1_000.0
PREFIX = "recovery"


class Loading(Struct):
    """What the loading process tells of itself; `read_s` is the part of `seconds` until all records were there."""

    seconds: float
    read_s: float
    processor_s: float
    paths: int
    records: int
    record_bytes: int
    before_bytes: int
    resident_bytes: int
    peak_bytes: int


class TimedLog(KafkaStateLog):
    """The state log, and what its loading gave."""

    read_s = 0.0
    records = 0
    record_bytes = 0

    async def load(self) -> Loaded:
        began = time.perf_counter()
        loaded = await super().load()
        self.read_s = time.perf_counter() - began
        self.records = len(loaded.records)
        self.record_bytes = sum(len(record.key) + len(record.value or b"") for record in loaded.records)
        return loaded


async def write(settings: KafkaSettings, assets: int, paths: int) -> int:
    """Learn `paths` of one site, with checkpoints at the worker's pace; the bytes of all state records written."""
    pairs = made_pairs(assets, paths, seed=1)
    random.Random(3).shuffle(pairs)
    shard = Shard(KafkaStateLog(settings, 0), ground.settings_for)
    await shard.open()
    checkpoints: list[float] = []
    written = 0
    began = time.perf_counter()
    for offset, value in enumerate(first_sights(pairs)):
        shard.apply_message(Message("flows", settings.topic("flows"), offset, "plant", value))
        if shard.flows_since_checkpoint >= settings.checkpoint_flows or (offset + 1) * BATCH >= paths:
            before = time.perf_counter()
            checkpoint = await shard.checkpoint()
            checkpoints.append(time.perf_counter() - before)
            written += sum(len(one.key) + len(one.value or b"") for one in checkpoint.records) if checkpoint else 0
    spent = time.perf_counter() - began
    await shard.close()
    slowest = f"the slowest of {len(checkpoints)} checkpoints {max(checkpoints):.1f} s"
    print(f"{paths:,} first sights among {assets:,} assets: {spent:.0f} s, {slowest}", flush=True)
    return written


async def load(settings: KafkaSettings) -> Loading:
    look_seldom()
    before = peak_bytes()
    began, spent = time.perf_counter(), time.process_time()
    log = TimedLog(settings, 0)
    shard = Shard(log, ground.settings_for)
    await shard.open()
    seconds, spent = time.perf_counter() - began, time.process_time() - spent
    resident, peak = footprint(os.getpid()).resident_bytes, peak_bytes()
    if shard.problems:
        sys.exit("\n".join(shard.problems[:10]))
    paths = sum(len(pipeline.paths()) for pipeline in shard.pipelines.values())
    await shard.close()
    return Loading(seconds, log.read_s, spent, paths, log.records, log.record_bytes, before, resident, peak)


def in_fresh_process(settings: KafkaSettings) -> Loading:
    command = [sys.executable, "-m", "benchmarks.recovery", "--load", settings.bootstrap_servers]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return msgspec.json.decode(done.stdout, type=Loading)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--assets", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3, help="how often it is loaded; the median counts")
    parser.add_argument("--load", metavar="SERVERS", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.load:
        loading = asyncio.run(load(ground.kafka_settings(arguments.load, PREFIX)))
        print(msgspec.json.encode(loading).decode())
        return
    with ground.broker() as broker:
        settings = ground.made_topics(broker.bootstrap, PREFIX)
        written = asyncio.run(write(settings, arguments.assets, arguments.paths))
        raw = ground.topic_bytes(settings, "state")
        loadings = sorted((in_fresh_process(settings) for _ in range(arguments.rounds)), key=lambda each: each.seconds)
    found = loadings[len(loadings) // 2]
    if found.paths != arguments.paths:
        sys.exit(f"{found.paths:,} paths were loaded, {arguments.paths:,} were written")
    of_a_path, of_last = raw / found.paths, found.record_bytes / found.paths
    print(
        f"state log: {raw / 1e6:,.0f} MB on disk, {of_a_path:,.0f} bytes a path (aim: below {AIM_BYTES:,.0f}); ", end=""
    )
    print(f"{written / found.paths:,.0f} were written, {of_last:,.0f} are in its last {found.records:,} records")
    seconds = ", ".join(f"{each.seconds:.1f}" for each in loadings)
    print(
        f"loaded in {found.seconds:.1f} s of {seconds} (aim: below {AIM_S:.0f}): reading {found.read_s:.1f} s, ", end=""
    )
    print(f"restoring {found.seconds - found.read_s:.1f} s; {found.processor_s:.1f} s of processor time")
    print(f"memory: {found.resident_bytes / 1e6:,.0f} MB then, peak {found.peak_bytes / 1e6:,.0f} MB, ", end="")
    print(f"{found.before_bytes / 1e6:,.0f} MB before; the peak is {found.peak_bytes / found.paths:,.0f} bytes a path")
    kept = found.seconds < AIM_S and of_a_path < AIM_BYTES
    print(f"aims: {'kept' if kept else 'MISSED'}")


if __name__ == "__main__":
    main()
