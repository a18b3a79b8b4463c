"""A prefix of topics on the broker with what the tests do there: publish, run workers, wait for an outcome."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from models.pipeline import Pipeline
from models.settings import CoreSettings
from replay.from_kafka import replay_kafka, replay_partition
from schemas import codec
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.path import PathRecord
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.kafka import read, topics
from streams.kafka.settings import KafkaSettings
from streams.kafka.state_messages import StateMessages
from streams.messages import INPUT_TOPICS, TICK_HEADER, Record
from streams.shard import Shard
from streams.stores.memory import MemoryStore
from tests.kafka.broker import Broker

CORE = CoreSettings()
_TOPICS: dict[type, str] = {Flow: "flows", Tick: "flows", AssetChange: "asset-changes", Verdict: "verdicts"}


def settings_for(_site: str) -> CoreSettings:
    return CORE


def until(met: Callable[[], bool], what: str, within_s: float = 60.0) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + within_s
    while not met():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {within_s:.0f} s")
        time.sleep(0.05)


def settle(settings: KafkaSettings) -> None:
    """Wait until readers of what is committed see all there is: the broker marks a transaction after it answers."""
    until(
        lambda: _ends(settings, "read_committed") == _ends(settings, "read_uncommitted"), "all transactions are marked"
    )


def _ends(settings: KafkaSettings, isolation_level: str) -> dict[TopicPartition, int]:
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap_servers, isolation_level=isolation_level)
    try:
        names = [settings.topic(spec.name) for spec in topics.TOPICS]
        where = [TopicPartition(name, each) for name in names for each in range(settings.partitions)]
        return dict(consumer.end_offsets(where))
    finally:
        consumer.close()


class World:
    """Topics of one prefix."""

    def __init__(self, broker: Broker, prefix: str, folder: Path, partitions: int = 2) -> None:
        self.folder = folder
        self.settings = KafkaSettings(
            bootstrap_servers=broker.bootstrap, prefix=prefix, partitions=partitions, replication=1, checkpoint_s=0.5
        )
        topics.create(self.settings)
        self._ends: Counter[tuple[str, int]] = Counter()
        self._started = 0

    def environment(self) -> dict[str, str]:
        """The settings, as a command takes them."""
        return {
            "WEIR_KAFKA_BOOTSTRAP_SERVERS": self.settings.bootstrap_servers,
            "WEIR_KAFKA_PREFIX": self.settings.prefix,
            "WEIR_KAFKA_PARTITIONS": str(self.settings.partitions),
            "WEIR_KAFKA_CHECKPOINT_S": str(self.settings.checkpoint_s),
        }

    def publish(
        self, messages: Sequence[Sequence[Record]], place: Callable[[str, int], int] = topics.partition_of
    ) -> None:
        """Each a message, in this order, to the partition that `place` gives its site."""
        producer = KafkaProducer(bootstrap_servers=self.settings.bootstrap_servers, linger_ms=5)
        try:
            for records in messages:
                name = _TOPICS[type(records[0])]
                site = records[0].site
                partition = place(site, self.settings.partitions)
                producer.send(
                    self.settings.topic(name),
                    key=site.encode(),
                    value=codec.encode_lines(records),
                    headers=[TICK_HEADER] if isinstance(records[0], Tick) else [],
                    partition=partition,
                )
                self._ends[self.settings.topic(name), partition] += 1
            producer.flush()
        finally:
            producer.close()

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """`weir worker` in a process of its own."""
        self._started += 1
        environment = os.environ | self.environment()
        with (self.folder / f"worker-{self._started}.log").open("wb") as log:
            return subprocess.Popen([sys.executable, "-m", "weir", "worker"], env=environment, stdout=log, stderr=log)

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        process = self.start_worker()
        try:
            yield process
        finally:
            stop(process)

    def applied(self) -> dict[tuple[str, int], int]:
        """How many messages of each topic and partition are applied, as committed in the state."""
        found: dict[tuple[str, int], int] = {}
        for partition in range(self.settings.partitions):
            gathered = StateMessages()
            for stored in read.messages(self.settings, "state", partition):
                gathered.read(stored.key, stored.value, stored.headers)
            for topic, position in gathered.loaded().positions.items():
                found[topic, partition] = position + 1
        return found

    def wait_until_all_applied(self, within_s: float = 60.0) -> None:
        until(lambda: self.applied() == dict(self._ends), f"{dict(self._ends)} applied", within_s)

    def wait_until_all_read(self, within_s: float = 60.0) -> None:
        """Wait until every message that lies in an input topic is applied, or sent home and applied there."""
        until(lambda: self.applied() == self._lying(), "all that lies in the topics is applied", within_s)

    def _lying(self) -> dict[tuple[str, int], int]:
        settle(self.settings)
        found: dict[tuple[str, int], int] = {}
        consumer = KafkaConsumer(
            bootstrap_servers=self.settings.bootstrap_servers, isolation_level="read_committed", fetch_max_wait_ms=50
        )
        try:
            names = [self.settings.topic(name) for name in INPUT_TOPICS]
            where = [TopicPartition(name, each) for name in names for each in range(self.settings.partitions)]
            consumer.assign(where)
            consumer.seek_to_beginning(*where)
            ends = consumer.end_offsets(where)
            while any(consumer.position(one) < ends[one] for one in where):
                for one, messages in consumer.poll(timeout_ms=200).items():
                    found[one.topic, one.partition] = messages[-1].offset + 1
        finally:
            consumer.close()
        return found

    def alerts(self) -> list[bytes]:
        """Every committed revision, encoded, sorted."""
        settle(self.settings)
        return encoded(read.revisions(self.settings))

    def replayed(self) -> list[bytes]:
        """The same by a replay in the journal's order."""
        settle(self.settings)
        return encoded([a for part in replay_kafka(self.settings, settings_for) for a in part.alerts])

    def known(self) -> dict[str, list[PathRecord]]:
        """Every path of every site, with its counts, as the state has it."""
        settle(self.settings)
        found: dict[str, list[PathRecord]] = {}
        for site, records in read.states(self.settings):
            pipeline = Pipeline(site, settings_for(site))
            pipeline.restore(records)
            found[site] = pipeline.paths()
        return found

    def known_by_replay(self) -> dict[str, list[PathRecord]]:
        """The same by a replay in the journal's order."""
        found: dict[str, list[PathRecord]] = {}
        for partition in range(self.settings.partitions):
            shard = Shard(MemoryStore(), settings_for)
            for _ in replay_partition(self.settings, partition, shard):
                pass
            found |= {site: pipeline.paths() for site, pipeline in shard.pipelines.items()}
        return found

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*.log")))


def encoded(alerts: Sequence[Alert]) -> list[bytes]:
    return sorted(codec.encode_for_people(alert) for alert in alerts)


def stop(process: "subprocess.Popen[bytes]") -> int:
    """End a worker in good order."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(timeout=30)
