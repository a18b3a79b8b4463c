"""The worker on a real broker: its rate at 500 flows a message, and what it adds to Faust at one.

The worker starts on a topic that holds the first part, is halted (SIGSTOP) when that is applied, and goes
on when the rest lies there: so starting up, first sights and filling the topic do not count. Rates are
of wall time, from the first checkpoint to the last; and of processor time, which other work on the machine
disturbs less. Floors of the project: at 500 flows a message 60 % of the same messages through a shard in
this process, without checkpoints; at one flow a message 90 % of a Faust agent that takes and
acknowledges in the same way and does nothing. The broker has its share of the same cores. Linux only.

    python -m benchmarks.kafka_worker --flows 2000000 --messages 100000
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import faust
import msgspec
from kafka import KafkaProducer
from msgspec import Struct

from models.settings import CoreSettings
from schemas import codec
from schemas.flow import Flow
from schemas.journal import JournalEntry
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.messages import Message
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.kafka.broker import Broker

SITE = "plant"
ASSETS, PATHS = 300, 1_500
WARM = 0.2
"""The part of each run that does not count."""


class Rate(Struct):
    """Flows a second, of wall time and of processor time."""

    wall: float
    processor: float

    def of(self, other: "Rate") -> str:
        return f"{self.wall / other.wall:.0%} by wall time, {self.processor / other.processor:.0%} by processor time"


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


def in_process(values: list[bytes], each: int) -> Rate:
    shard = Shard(MemoryStore(), lambda _site: CoreSettings())
    warm = int(len(values) * WARM)
    began = spent = 0.0
    for offset, value in enumerate(values):
        if offset == warm:
            began, spent = time.perf_counter(), time.process_time()
        shard.apply_message(Message("flows", "flows", offset, SITE, value))
    flows = (len(values) - warm) * each
    return Rate(flows / (time.perf_counter() - began), flows / (time.process_time() - spent))


def measured(
    settings: KafkaSettings,
    command: list[str],
    values: list[bytes],
    each: int,
    applied: Callable[[], list[tuple[int, float]]],
) -> Rate:
    """Run `command` over `values`; `applied` lists how many messages were done at which time (seconds UTC)."""
    warm = int(len(values) * WARM)
    fill(settings, values[:warm])
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_KAFKA_PARTITIONS": "1",
        "WEIR_KAFKA_SESSION_TIMEOUT_S": "60",
    }
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(process, applied, warm)
        process.send_signal(signal.SIGSTOP)
        fill(settings, values[warm:])
        spent = processor_s(process.pid)
        process.send_signal(signal.SIGCONT)
        points = [point for point in wait_for(process, applied, len(values)) if point[0] > warm]
        spent = processor_s(process.pid) - spent
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    # The last point may be a checkpoint made when there was nothing left to do.
    (first, began), (last, ended) = points[0], points[-2]
    return Rate((last - first) * each / (ended - began), (len(values) - warm) * each / spent)


def wait_for(
    process: "subprocess.Popen[bytes]", applied: Callable[[], list[tuple[int, float]]], number: int
) -> list[tuple[int, float]]:
    while True:
        points = applied()
        if points and points[-1][0] >= number:
            return points
        if process.poll() is not None:
            sys.exit("the measured process has ended")
        time.sleep(0.1)


def processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def journalled(settings: KafkaSettings) -> list[tuple[int, float]]:
    """How many messages of the topic were applied when each checkpoint began."""
    return [
        (msgspec.json.decode(stored.value or b"", type=JournalEntry).runs[-1].last + 1, stored.time)
        for stored in read.messages(settings, "journal", 0)
    ]


def idle_agent(settings: KafkaSettings, report: Path) -> None:
    """A Faust app whose one agent takes and acknowledges as the worker's do, and does nothing else but count."""
    app = faust.App(
        f"{settings.prefix}.idle", broker=f"kafka://{settings.bootstrap_servers}", topic_allow_declare=False,
        topic_disable_leader=True, web_enabled=False, store="memory://", stream_wait_empty=False,
        datadir=str(report.parent / "idle-data"),
    )  # fmt: skip
    done = 0

    async def agent(stream: "faust.StreamT[Any]") -> None:
        nonlocal done
        taking = cast("faust.Stream[Any]", stream).noack_take(settings.take_messages, within=settings.take_within_s)
        async for events in taking:
            for event in events:
                event.ack()
            done += len(events)
            if done % 1_000 < len(events):
                with report.open("a") as lines:
                    lines.write(f"{done} {time.time()}\n")

    topic = app.topic(settings.topic("flows"), key_serializer="raw", value_serializer="raw")
    app.agent(topic, name="idle", isolated_partitions=True)(agent)
    faust.Worker(app, loglevel="error", override_logging=False, quiet=True).execute_from_commandline()


def idle_rate(settings: KafkaSettings, values: list[bytes]) -> Rate:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"

        def reported() -> list[tuple[int, float]]:
            lines = report.read_text().split("\n")[:-1] if report.exists() else []
            return [(int(line.split()[0]), float(line.split()[1])) for line in lines]

        command = ["benchmarks.kafka_worker", "--idle", settings.bootstrap_servers, settings.prefix, str(report)]
        return measured(settings, command, values, 1, reported)


def worker_rate(settings: KafkaSettings, values: list[bytes], each: int) -> Rate:
    command = ["weir", "worker", "--log-level", "warning"]
    return measured(settings, command, values, each, lambda: journalled(settings))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=4_000_000, help="flows at 500 a message")
    parser.add_argument("--messages", type=int, default=200_000, help="messages of one flow (whole thousands)")
    parser.add_argument("--idle", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.idle:
        servers, prefix, report = arguments.idle
        idle_agent(KafkaSettings(bootstrap_servers=servers, prefix=prefix), Path(report))
        return
    broker = Broker()
    broker.start()
    try:
        many, one, idle = (
            KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=prefix, partitions=1, replication=1)
            for prefix in ("many", "one", "idle")
        )
        for settings in (many, one, idle):
            topics.create(settings)
        values = list(messages(arguments.flows, 500))
        alone, worker = in_process(values, 500), worker_rate(many, values, 500)
        print(f"500 flows a message: {worker.wall:,.0f} flows/s by the worker, {alone.wall:,.0f} in process")
        print(f"  {worker.of(alone)} (floor 60 %)")
        values = list(messages(arguments.messages // 1_000 * 1_000, 1))
        bare, worker = idle_rate(idle, values), worker_rate(one, values, 1)
        print(f"one flow a message: {worker.wall:,.0f} messages/s by the worker, {bare.wall:,.0f} by an idle agent")
        print(f"  {worker.of(bare)} (floor 90 %)")
    finally:
        broker.remove()


if __name__ == "__main__":
    main()
