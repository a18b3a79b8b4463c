"""A plant's mixed traffic as a backlog on a real broker: the collector against a replay's reading, the feed against
the collector, and the worker against the same messages through a shard in this process.

The traffic is that of `plant_traffic.py`. All figures are of processor time, without the start of a process: the
collector's and the feed's less that of one row, the worker's from when it has applied the first fifth. The floors are
60 % each. Linux only.

    python -m benchmarks.plant_kafka --rows 300000
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from kafka import KafkaProducer

from benchmarks.kafka_worker import WARM, journalled, processor_s, wait_for
from benchmarks.plant import kept, processor_s_of
from benchmarks.plant_traffic import HEADER_LINES, write
from models.settings import CoreSettings
from replay.merge import file_batches
from replay.places import Places
from replay.ticks import with_ticks
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.messages import message_of
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.kafka.broker import Broker

FLOOR = 0.60
SITE = "plant"


def reading_s(log: Path) -> float:
    """The processor time of a replay's reading of a file, with its Ticks."""
    began = time.process_time()
    for _ in with_ticks(file_batches([log], site=SITE, places=Places())):
        pass
    return time.process_time() - began


def environment_of(settings: KafkaSettings) -> dict[str, str]:
    return os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_KAFKA_PARTITIONS": "1",
        "WEIR_KAFKA_SESSION_TIMEOUT_S": "60",
    }


COLLECT, FEED = ["collect", "--once"], ["feed", "--to", "kafka", "--speed", "max", "--quiet"]


def publishing_s(settings: KafkaSettings, log: Path, command: Sequence[str]) -> float:
    """The processor time in which a file is published by a command, without that of its start."""
    one = log.with_name("one.log")
    one.write_text("".join(log.read_text().splitlines(keepends=True)[: HEADER_LINES + 1]))
    weir, environment = [sys.executable, "-m", "weir", *command], environment_of(settings)
    start = processor_s_of([*weir, str(one), "--site", "other"], environment)
    return processor_s_of([*weir, str(log), "--site", SITE], environment) - start


def applying_s(messages: Sequence[read.Stored]) -> float:
    """The processor time of messages through a shard in this process, past the first fifth."""
    shard = Shard(MemoryStore(), lambda _site: CoreSettings())
    began = 0.0
    for number, stored in enumerate(messages):
        if number == int(len(messages) * WARM):
            began = time.process_time()
        shard.apply_message(message_of("flows", "flows", number, stored.key, stored.value, stored.headers))
    return time.process_time() - began


def worker_s(settings: KafkaSettings, messages: Sequence[read.Stored]) -> float:
    """The processor time of a worker for the same messages, past the first fifth."""
    warm = int(len(messages) * WARM)
    fill(settings, messages[:warm])
    command = [sys.executable, "-m", "weir", "worker", "--log-level", "warning"]
    process = subprocess.Popen(command, env=environment_of(settings), stdout=subprocess.DEVNULL)
    try:
        wait_for(process, lambda: journalled(settings), warm)
        process.send_signal(signal.SIGSTOP)
        fill(settings, messages[warm:])
        spent = processor_s(process.pid)
        process.send_signal(signal.SIGCONT)
        wait_for(process, lambda: journalled(settings), len(messages))
        return processor_s(process.pid) - spent
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def fill(settings: KafkaSettings, messages: Sequence[read.Stored]) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, batch_size=500_000, linger_ms=20)
    for one in messages:
        headers = list(one.headers)
        producer.send(settings.topic("flows"), key=one.key, value=one.value, headers=headers, partition=0)
    producer.flush()
    producer.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    broker = Broker()
    broker.start()
    try:
        collected, fed, applied = (
            KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=prefix, partitions=1, replication=1)
            for prefix in ("collected", "fed", "applied")
        )
        for settings in (collected, fed, applied):
            topics.create(settings)
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "conn.log"
            rows = write(log, chosen.rows, chosen.seed)
            reading, collecting = reading_s(log), publishing_s(collected, log, COLLECT)
            feeding = publishing_s(fed, log, FEED)
        messages = [one for one in read.messages(collected, "flows", 0) if one.key == SITE.encode()]
        print(
            f"{rows:,} rows of a plant's mixed traffic, {len(messages):,} messages of {rows / len(messages):.0f} rows"
        )
        told(rows, "collector", collecting, "a replay's reading", reading)
        print(f"  feed {rows / feeding:,.0f} rows/s, {collecting / feeding:.0%} of the collector by processor time")
        alone, worker = applying_s(messages), worker_s(applied, messages)
        told(int(rows * (1 - WARM)), "worker", worker, "in process", alone)
    finally:
        broker.remove()


def told(rows: int, name: str, spent: float, other: str, bound: float) -> None:
    ratio = bound / spent
    print(f"  {name} {rows / spent:,.0f} rows/s, {other} {rows / bound:,.0f}/s")
    print(f"  {ratio:.0%} of it by processor time (floor {FLOOR:.0%}: {kept(ratio, FLOOR)})")


if __name__ == "__main__":
    main()
