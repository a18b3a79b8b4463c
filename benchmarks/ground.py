"""What the Kafka benchmarks stand on: a broker of their own, topics, worker processes, how far these are, sizes."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Self

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from models.settings import CoreSettings
from schemas import codec
from schemas.asset_change import AssetChange, Side
from schemas.journal import JournalEntry
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from tests.kafka.broker import Broker


def settings_for(_site: str) -> CoreSettings:
    return CoreSettings()


@contextmanager
def broker(properties: Mapping[str, str] | None = None) -> Iterator[Broker]:
    """A broker as the tests have it, with some properties of its own."""
    one = Broker()
    with one._configuration.open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in (properties or {}).items())
    one.start()
    try:
        yield one
    finally:
        one.remove()


def kafka_settings(servers: str, prefix: str, partitions: int = 1) -> KafkaSettings:
    """As a user has them, on one broker; a longer session, since a benchmark halts its workers."""
    return KafkaSettings(
        bootstrap_servers=servers, prefix=prefix, partitions=partitions, replication=1, session_timeout_s=60.0
    )


def made_topics(servers: str, prefix: str, partitions: int = 1) -> KafkaSettings:
    settings = kafka_settings(servers, prefix, partitions)
    topics.create(settings)
    return settings


@contextmanager
def worker(
    settings: KafkaSettings, command: Sequence[str] = ("weir", "worker", "--log-level", "warning")
) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker in a process of its own (or what `command` names, with the same settings); ended in good order."""
    # Where the tests' broker has its jars is no setting of the worker, and would be refused as an unknown one.
    environment = os.environ | {
        "WEIR_KAFKA_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "WEIR_KAFKA_PREFIX": settings.prefix,
        "WEIR_KAFKA_PARTITIONS": str(settings.partitions),
        "WEIR_KAFKA_SESSION_TIMEOUT_S": str(settings.session_timeout_s),
        "WEIR_KAFKA_CHECKPOINT_S": str(settings.checkpoint_s),
        "WEIR_KAFKA_CHECKPOINT_FLOWS": str(settings.checkpoint_flows),
    }
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def sites_of(partitions: int, number: int) -> list[str]:
    """Names of sites that lie in each partition in turn."""
    found: list[str] = []
    names = (f"plant-{each}" for each in count())
    while len(found) < number:
        found.append(next(name for name in names if topics.partition_of(name, partitions) == len(found) % partitions))
    return found


def fill(settings: KafkaSettings, values: Iterable[tuple[str, bytes]], name: str = "flows") -> None:
    """Publish messages, each with its site, to the site's partition of a topic."""
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers, batch_size=500_000, linger_ms=20)
    try:
        for site, value in values:
            partition = topics.partition_of(site, settings.partitions)
            producer.send(settings.topic(name), key=site.encode(), value=value, partition=partition)
        producer.flush()
    finally:
        producer.close()


class Progress:
    """Follows the journal: how many messages of a topic are applied and committed, by partition."""

    def __init__(self, settings: KafkaSettings, name: str = "flows") -> None:
        self._topic = settings.topic(name)
        self._consumer = KafkaConsumer(
            bootstrap_servers=settings.bootstrap_servers,
            isolation_level="read_committed",
            enable_auto_commit=False,
            fetch_max_wait_ms=50,
        )
        where = [TopicPartition(settings.topic("journal"), each) for each in range(settings.partitions)]
        self._consumer.assign(where)
        self._consumer.seek_to_beginning(*where)
        self.applied = dict.fromkeys(range(settings.partitions), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def look(self, timeout_s: float = 0.1) -> dict[int, int]:
        """What is applied now; waits at most that long for news."""
        for where, stored in self._consumer.poll(timeout_ms=int(timeout_s * 1_000)).items():
            for one in stored:
                entry = msgspec.json.decode(one.value, type=JournalEntry)
                ends = [run.last + 1 for run in entry.runs if run.topic == self._topic]
                self.applied[where.partition] = max([self.applied[where.partition], *ends])
        return self.applied

    def wait(
        self, wanted: dict[int, int], processes: Sequence["subprocess.Popen[bytes]"], within_s: float = 600.0
    ) -> None:
        """Until that many messages of each partition are applied; ends the benchmark when a worker has ended."""
        deadline = time.monotonic() + within_s
        while any(self.look()[partition] < number for partition, number in wanted.items()):
            if any(process.poll() is not None for process in processes):
                sys.exit("a measured process has ended")
            if time.monotonic() > deadline:
                sys.exit(f"after {within_s:.0f} s only {self.applied} messages are applied, not {wanted}")


def wait_for_members(settings: KafkaSettings, number: int, within_s: float = 120.0) -> None:
    """Until that many workers share the partitions, and no rebalance is under way."""
    deadline = time.monotonic() + within_s
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    try:
        state, members = "unknown", 0
        while state != "Stable" or members != number:
            if time.monotonic() > deadline:
                sys.exit(f"after {within_s:.0f} s the group is {state} with {members} workers, not {number}")
            time.sleep(0.2)
            # A broker that was just started has no coordinator yet.
            with contextlib.suppress(KafkaError):
                group = admin.describe_groups([settings.group])[settings.group]
                state, members = group["group_state"], len(group["members"])
    finally:
        admin.close()


def topic_bytes(settings: KafkaSettings, name: str) -> int:
    """Bytes of a topic's partitions on the broker's disk, with all that is not compacted away yet."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    try:
        return sum(
            partition["partition_size"]
            for node in admin.describe_log_dirs([settings.topic(name)])
            for folder in node["log_dirs"]
            for topic in folder["topics"]
            for partition in topic["partitions"]
        )
    finally:
        admin.close()


ZONES: tuple[tuple[str, float, Side, str], ...] = (
    ("cells", 1.0, "ot", "10.0.0.0/12"),
    ("dmz", 3.5, "dmz", "10.200.0.0/16"),
    ("office", 4.0, "it", "10.64.0.0/10"),
)
"""A plant with a DMZ: every asset of `traffic` lies in its cells; whoever comes from the office crosses the line."""


def declare_zones(settings: KafkaSettings, site: str, time_s: float) -> int:
    """Publish the zones of a site; the number of messages that takes."""
    changes = [
        AssetChange(
            site=site, time=time_s, source="bench", subject="zone", change="declared", id=name, level=level, side=side,
            cidrs=(cidr,),
        )
        for name, level, side, cidr in ZONES
    ]  # fmt: skip
    fill(settings, [(site, codec.encode_lines(changes))], "asset-changes")
    return 1


def intruder(number: int) -> str:
    """An office address that no benchmark's traffic has."""
    return f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
