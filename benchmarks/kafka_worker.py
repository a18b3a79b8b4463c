"""The worker on a real broker: its rate at 500 flows a message, and what it adds to Faust at one.

The topic is filled before. Rates are of wall time, read off the journal: each entry has the time of its
checkpoint and the offsets applied by then, so measuring disturbs nothing, and starting up does not count.
Floors of the project: at 500 flows a message 60 % of the same messages through a shard in this
process, with no checkpoints; at one flow a message 90 % of a Faust agent that takes and acknowledges
in the same way and does nothing. The broker has its share of the same cores.

    python -m benchmarks.kafka_worker --flows 1000000
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from typing import Any, cast

import faust
import msgspec
from kafka import KafkaProducer

from models.settings import CoreSettings
from schemas import codec
from schemas.flow import Flow
from schemas.journal import JournalEntry
from streams.kafka import read, topics
from streams.kafka.settings import KafkaSettings
from streams.messages import Message
from streams.shard import Shard
from streams.stores.memory import MemoryStore
from tests.kafka.broker import Broker

SITE = "plant"
ASSETS, PATHS = 300, 1_500
SKIPPED = 0.2
"""Of each run the first part is left out: paths seen for the first time, caches, connections."""


def steady_flows(number: int) -> Iterator[Flow]:
    """Polling between known assets: 1,500 paths in a fixed round, 200 flows a second."""
    chance = random.Random(1)
    ends = [(f"10.3.0.{chance.randrange(250)}", f"10.3.1.{chance.randrange(50)}", 500 + n % 5) for n in range(PATHS)]
    for n in range(number):
        initiator, responder, port = ends[n % PATHS]
        end = 1_760_000_000.0 + n / 200.0
        yield Flow(
            site=SITE, sensor="span", start=end - 1.0, end=end, initiator_ip=initiator, initiator_port=50_000,
            responder_ip=responder, responder_port=port, transport="tcp", service="modbus", uid=f"C{n:09d}",
            initiator_octets=300 + n % 50, responder_octets=900, initiator_packets=4, responder_packets=5,
            state="established",
        )  # fmt: skip


def messages(flows: int, each: int) -> Iterator[bytes]:
    batch: list[Flow] = []
    for flow in steady_flows(flows):
        batch.append(flow)
        if len(batch) == each:
            yield codec.encode_lines(batch)
            batch = []


def fill(settings: KafkaSettings, values: list[bytes]) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, batch_size=500_000, linger_ms=20)
    for value in values:
        producer.send(settings.topic("flows"), key=SITE.encode(), value=value, partition=0)
    producer.flush()
    producer.close()


def in_process(values: list[bytes], each: int) -> float:
    shard = Shard(MemoryStore(), lambda _site: CoreSettings())
    skipped = int(len(values) * SKIPPED)
    began = 0.0
    for offset, value in enumerate(values):
        if offset == skipped:
            began = time.perf_counter()
        shard.apply_message(Message("flows", "flows", offset, SITE, value))
    return (len(values) - skipped) * each / (time.perf_counter() - began)


def worker_rate(settings: KafkaSettings, total: int, each: int) -> float:
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_KAFKA_PARTITIONS": str(settings.partitions),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "weir", "worker", "--log-level", "warning"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        points: list[tuple[float, int]] = []
        while not points or points[-1][1] < total - 1:
            if process.poll() is not None:
                sys.exit("the worker ended")
            time.sleep(0.5)
            points = [(when, applied) for when, applied in _applied(settings) if applied >= total * SKIPPED]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    (begin, first), (end, last) = points[0], points[-1]
    return (last - first) * each / (end - begin)


def _applied(settings: KafkaSettings) -> Iterator[tuple[float, int]]:
    for stored in read.messages(settings, "journal", 0):
        entry = msgspec.json.decode(stored.value or b"", type=JournalEntry)
        yield stored.time, entry.runs[-1].last


def idle_agent(settings: KafkaSettings, total: int) -> None:
    """A Faust app whose one agent takes and acknowledges as the worker's do, and does nothing; prints its rate."""
    app = faust.App(
        f"{settings.prefix}.idle", broker=f"kafka://{settings.bootstrap_servers}", topic_allow_declare=False,
        topic_disable_leader=True, web_enabled=False, store="memory://", stream_wait_empty=False,
        datadir=f"/tmp/{settings.prefix}.idle",
    )  # fmt: skip
    begins: list[float] = []
    seen = count(1)

    async def agent(stream: "faust.StreamT[Any]") -> None:
        taking = cast("faust.Stream[Any]", stream).noack_take(settings.take_messages, within=settings.take_within_s)
        async for events in taking:
            for event in events:
                event.ack()
                number = next(seen)
                if number == int(total * SKIPPED):
                    begins.append(time.perf_counter())
                elif number == total:
                    rate = (total - int(total * SKIPPED)) / (time.perf_counter() - begins[0])
                    print(f"\nrate {rate}", flush=True)
                    os.kill(os.getpid(), signal.SIGTERM)

    topic = app.topic(settings.topic("flows"), key_serializer="raw", value_serializer="raw")
    app.agent(topic, name="idle", isolated_partitions=True)(agent)
    faust.Worker(app, loglevel="error", override_logging=False, quiet=True).execute_from_commandline()


def idle_rate(settings: KafkaSettings, total: int) -> float:
    arguments = ["--idle", settings.bootstrap_servers, settings.prefix, str(total)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.kafka_worker", *arguments], capture_output=True, check=False
    )
    return float(done.stdout.rsplit(b"rate ", 1)[1].split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flows", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--idle", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.idle:
        servers, prefix, total = arguments.idle
        idle_agent(KafkaSettings(bootstrap_servers=servers, prefix=prefix), int(total))
        return
    broker = Broker()
    broker.start()
    try:
        many = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix="many", partitions=1, replication=1)
        topics.create(many)
        values = list(messages(arguments.flows, 500))
        fill(many, values)
        alone = in_process(values, 500)
        worker = worker_rate(many, len(values), 500)
        print(
            f"500 flows a message: {worker:,.0f} flows/s by the worker, {alone:,.0f} in process: {worker / alone:.0%} (floor 60 %)"
        )

        one = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix="one", partitions=1, replication=1)
        topics.create(one)
        fill(one, list(messages(arguments.messages, 1)))
        idle = idle_rate(one, arguments.messages)
        worker = worker_rate(one, arguments.messages, 1)
        print(
            f"one flow a message: {worker:,.0f} messages/s by the worker, {idle:,.0f} by an idle agent: {worker / idle:.0%} (floor 90 %)"
        )
    finally:
        broker.remove()


if __name__ == "__main__":
    main()
