"""A topic followed by one consumer: what was committed since the last look, and the last value of each key.

A test looks ten times a second; a consumer made for each look would take most of a core.
"""

import time
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaTimeoutError

from streams.kafka.client.settings import KafkaSettings
from tests.patience import PATIENCE_S

_open: list[KafkaConsumer] = []


ASKED_FOR_MS = 5_000
"""How long a broker may take to say where partitions end, until another connection is tried."""


class Follower:
    """The committed messages of topic `name` (without prefix), from its beginning or from what is its end now."""

    def __init__(self, settings: KafkaSettings, name: str, *, from_end: bool = False) -> None:
        self._where = [TopicPartition(settings.topic(name), each) for each in range(settings.partitions)]
        self._servers = settings.bootstrap_servers
        self._consumer = self._connected()
        offsets = self._consumer.end_offsets if from_end else self._consumer.beginning_offsets
        for where, offset in offsets(self._where).items():
            self._consumer.seek(where, offset)
        self._latest: dict[tuple[int, bytes], bytes] = {}

    def _connected(self) -> KafkaConsumer:
        consumer = KafkaConsumer(
            bootstrap_servers=self._servers,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=50,
            max_partition_fetch_bytes=8 * 1024 * 1024,
        )
        _open.append(consumer)
        consumer.assign(self._where)
        return consumer

    def news(self) -> list[Any]:
        """The client's records of all partitions since the last call, each partition's in order."""
        found: list[Any] = []
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._read_into(found)
            except KafkaTimeoutError:
                # After a broker of several has died, this client goes on asking it where partitions end, for ever.
                if time.monotonic() > deadline:
                    raise
                reached = {where: self._consumer.position(where) for where in self._where}
                self._consumer = self._connected()
                for where, offset in reached.items():
                    self._consumer.seek(where, offset)
            else:
                return found

    def _read_into(self, found: list[Any]) -> None:
        ends = self._consumer.end_offsets(self._where, timeout_ms=ASKED_FOR_MS)
        while any(self._consumer.position(where) < ends[where] for where in self._where):
            for records in self._consumer.poll(timeout_ms=200).values():
                found += records

    def latest(self) -> dict[tuple[int, bytes], bytes]:
        """The last value of each key as committed now, by partition and key; what was deleted is not there."""
        for record in self.news():
            self._latest.pop((record.partition, record.key or b""), None)
            if record.value is not None:
                self._latest[record.partition, record.key or b""] = record.value
        return self._latest


def close_all() -> None:
    """Let go of all connections: a test is over."""
    while _open:
        _open.pop().close()
