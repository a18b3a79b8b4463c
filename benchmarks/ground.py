"""What the Kafka benchmarks stand on: a broker of their own, topics, worker processes, sizes on disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kafka import KafkaAdminClient

from models.settings import CoreSettings
from streams.kafka import topics
from streams.kafka.settings import KafkaSettings
from tests.kafka.broker import Broker


def settings_for(_site: str) -> CoreSettings:
    return CoreSettings()


@contextmanager
def broker() -> Iterator[Broker]:
    one = Broker()
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
