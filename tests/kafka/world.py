"""A prefix of topics on the broker with what the tests do there: publish, run workers, wait for an outcome."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from models.pipeline import Pipeline
from models.settings import CoreSettings
from replay.from_kafka import replay_partition
from schemas import codec
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.path import PathRecord
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.checkpoint.refusals import Refusals
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.state_messages import POSITIONS_KEY
from streams.messages import INPUT_TOPICS, TICK_HEADER, Record
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.kafka.broker import RunningBroker
from tests.kafka.follower import Follower
from tests.patience import PATIENCE_S
from tests.started import Started, start

Process = Started | subprocess.Popen[bytes]

CORE = CoreSettings()
TOPICS_OF: dict[type, str] = {Flow: "flows", Tick: "flows", AssetChange: "asset-changes", Verdict: "verdicts"}


def settings_for(_site: str) -> CoreSettings:
    return CORE


def until(met: Callable[[], bool], what: str, within_s: float = PATIENCE_S) -> None:
    """Look again and again until it is so; a look that is long leaves a longer pause to those that are watched."""
    deadline = time.monotonic() + within_s
    began = time.monotonic()
    while not met():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {within_s:.0f} s")
        time.sleep(max(0.1, min(2.0, 3.0 * (time.monotonic() - began))))
        began = time.monotonic()


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

    def __init__(
        self,
        broker: RunningBroker,
        prefix: str,
        folder: Path,
        partitions: int = 2,
        *,
        commit_timeout_s: float = 30.0,
        read_ahead_mb: int = 64,
        replication: int = 1,
    ) -> None:
        self.folder = folder
        self.settings = KafkaSettings(
            bootstrap_servers=broker.bootstrap,
            prefix=prefix,
            partitions=partitions,
            replication=replication,
            checkpoint_s=0.5,
            commit_timeout_s=commit_timeout_s,
            read_ahead_mb=read_ahead_mb,
        )
        topics.create(self.settings)
        self._ends: Counter[tuple[str, int]] = Counter()
        self._started = 0
        self._positions = Follower(self.settings, "state")
        self._replayed_to: tuple[int, ...] = ()
        self._by_replay: tuple[list[bytes], dict[str, list[PathRecord]]] = ([], {})

    def environment(self) -> dict[str, str]:
        """The settings, as a command takes them."""
        return {
            "WEIR_KAFKA_BOOTSTRAP_SERVERS": self.settings.bootstrap_servers,
            "WEIR_KAFKA_PREFIX": self.settings.prefix,
            "WEIR_KAFKA_PARTITIONS": str(self.settings.partitions),
            "WEIR_KAFKA_CHECKPOINT_S": str(self.settings.checkpoint_s),
            "WEIR_KAFKA_COMMIT_TIMEOUT_S": str(self.settings.commit_timeout_s),
            "WEIR_KAFKA_READ_AHEAD_MB": str(self.settings.read_ahead_mb),
        }

    def publish(
        self, messages: Sequence[Sequence[Record]], place: Callable[[str, int], int] = topics.partition_of
    ) -> None:
        """Each a message, in this order, to the partition that `place` gives its site."""
        producer = KafkaProducer(bootstrap_servers=self.settings.bootstrap_servers, linger_ms=5)
        try:
            for records in messages:
                name = TOPICS_OF[type(records[0])]
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

    def start_worker(self, *, crash_at: tuple[str, int] | None = None, **settings: str) -> Started:
        """`weir worker` in a process of its own, `settings` by their variables.

        With `crash_at` it kills itself there (see `crashing_worker`).
        """
        command = ["weir", "worker"]
        if crash_at is not None:
            command = ["tests.kafka.crashing_worker", crash_at[0], str(crash_at[1])]
        self._started += 1
        environment = os.environ | self.environment() | settings
        return start(*command, environment=environment, output=self.log_of(self._started))

    def log_of(self, number: int) -> Path:
        """The log of the worker that was started as the `number`th, from 1."""
        return self.folder / f"worker-{number:03d}.log"

    @contextmanager
    def worker(self) -> Iterator[Started]:
        process = self.start_worker()
        try:
            yield process
        finally:
            stop(process)

    def applied(self) -> dict[tuple[str, int], int]:
        """How many messages of each topic and partition are applied, as committed in the state."""
        return {
            (topic, partition): position + 1
            for (partition, key), value in self._positions.latest().items()
            if key == POSITIONS_KEY
            for topic, position in msgspec.json.decode(value, type=dict[str, int]).items()
        }

    def wait_until_all_applied(self, within_s: float = PATIENCE_S) -> None:
        self.wait_until_applied(self._ends, within_s)

    def wait_until_applied(self, messages: Mapping[tuple[str, int], int], within_s: float = PATIENCE_S) -> None:
        """Wait until so many messages of each topic and partition are applied."""
        until(lambda: self.applied() == dict(messages), f"{dict(messages)} applied", within_s)

    def progress(self) -> "Progress":
        """Where the journal ends now: to see from there when a flow is processed again."""
        return Progress(self.settings)

    def has_grown(self, partitions: int) -> None:
        """The topics have so many partitions from now on."""
        self.settings = msgspec.structs.replace(self.settings, partitions=partitions)
        self._positions = Follower(self.settings, "state")

    def wait_until_all_read(self, within_s: float = PATIENCE_S) -> None:
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
        return self._replay()[0]

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
        return self._replay()[1]

    def _replay(self) -> tuple[list[bytes], dict[str, list[PathRecord]]]:
        """Alerts and paths by a replay; the journal says whether there is anything new to replay."""
        settle(self.settings)
        ends = tuple(read.end(self.settings, "journal", each) for each in range(self.settings.partitions))
        if ends != self._replayed_to:
            alerts: list[Alert] = []
            known: dict[str, list[PathRecord]] = {}
            for partition in range(self.settings.partitions):
                shard = Shard(MemoryStore(), settings_for, Refusals(bounded=False))
                for part in replay_partition(self.settings, partition, shard):
                    alerts += part.alerts
                known |= {site: pipeline.paths() for site, pipeline in shard.pipelines.items()}
            self._replayed_to, self._by_replay = ends, (encoded(alerts), known)
        return self._by_replay

    def unmarked(self, name: str) -> bool:
        """Whether a transaction is open in the topic `name` (without prefix)."""
        topic = self.settings.topic(name)
        committed, written = (_ends(self.settings, level) for level in ("read_committed", "read_uncommitted"))
        return any(committed[where] < end for where, end in written.items() if where.topic == topic)

    def logs(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("worker-*.log")))


class Progress:
    """The journal as committed, partition by partition, seen from one moment on."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._began = time.monotonic()
        self._partitions = range(settings.partitions)
        self._journal = Follower(settings, "journal", from_end=True)
        self._moved: set[int] = set()

    def seconds_until_moved(self, partitions: Container[int] | None = None, within_s: float = PATIENCE_S) -> float:
        """Seconds from the moment this was made until a checkpoint is there in a partition (each of `partitions`)."""

        def met() -> bool:
            self._moved |= {record.partition for record in self._journal.news()}
            if partitions is None:
                return bool(self._moved)
            return all(partition in self._moved for partition in self._partitions if partition in partitions)

        until(met, "flows are processed again", within_s)
        return time.monotonic() - self._began


def flows_counted(known: Mapping[str, Sequence[PathRecord]]) -> int:
    """All flows on all paths of all sites."""
    return sum(path.flows for paths in known.values() for path in paths)


def duplicates(revisions: Sequence[Alert]) -> int:
    """How many alert revisions are there more than once."""
    counts = Counter((alert.id, alert.revision) for alert in revisions)
    return sum(count - 1 for count in counts.values())


def encoded(alerts: Sequence[Alert]) -> list[bytes]:
    return sorted(codec.encode_for_people(alert) for alert in alerts)


def processor_s(process: Started) -> float:
    """Processor time of a process so far, in seconds (Linux)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_bytes(process: Process) -> int:
    """The most memory a process has had so far (Linux)."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def stop(process: Process) -> int:
    """End a worker in good order."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(timeout=PATIENCE_S)
