"""A raw Kafka topic of another's making as a source: rows of Zeek JSON, or flows of Weir's own form.

Read with kafka-python and no group: the positions are the collector's own, kept in the transaction
with what was made of them. Only committed messages are read.
"""

from collections import deque
from collections.abc import Mapping
from itertools import groupby

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import DETECT_LINES, detect, reader_for
from schemas.formats.zeek_uids import UidMemory
from streams.kafka.topics import TopicsError
from streams.messages import Batch
from streams.sources.flow_files import AUTO

POLL_MS = 50
"""How long one poll waits for the network: long enough to be fed, short enough to tick and stop in time."""

ROWS_PER_POLL = 5_000


class RawTopic:
    """All partitions of one topic. Positions are the offset of the next message, by `kafka:TOPIC[PARTITION]`."""

    ended = False

    def __init__(  # noqa: PLR0913 - one reading, by name
        self,
        bootstrap_servers: str,
        topic: str,
        *,
        site: str,
        sensor: str | None,
        format: str = AUTO,  # noqa: A002 - the command line's word
        positions: Mapping[str, int],
    ) -> None:
        self._topic = topic
        self._site = site
        self._sensor = sensor
        self._format = format
        self._uids = UidMemory()
        self._readers: dict[int, RecordReader] = {}
        self._waiting: deque[Batch] = deque()
        self.idle = False
        try:
            self._consumer = KafkaConsumer(
                bootstrap_servers=bootstrap_servers,
                isolation_level="read_committed",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                max_partition_fetch_bytes=4 * 1024 * 1024,
                fetch_max_wait_ms=POLL_MS,
                bootstrap_timeout_ms=10_000,
            )
            if topic not in self._consumer.topics():
                msg = f"there is no topic {topic} at {bootstrap_servers}"
                raise TopicsError(msg)
            partitions = sorted(self._consumer.partitions_for_topic(topic))
            self._where = [TopicPartition(topic, partition) for partition in partitions]
            self._consumer.assign(self._where)
            first = self._consumer.beginning_offsets(self._where)
            for where in self._where:
                self._consumer.seek(where, max(positions.get(self._source(where.partition), 0), first[where]))
        except KafkaError as error:
            msg = f"topic {topic} at {bootstrap_servers} can't be read: {error!r}"
            raise TopicsError(msg) from error

    def poll(self) -> Batch | None:
        """The next batch of one partition; None when there is nothing now. Raises ValueError when it holds no flows."""
        if not self._waiting:
            self._fetch()
        return self._waiting.popleft() if self._waiting else None

    def behind(self) -> int:
        """The messages of all partitions that are there and not fetched yet, as of the broker's last answer."""
        waiting = 0
        for where in self._where:
            end = self._consumer.highwater(where)
            if end is not None:
                waiting += max(0, end - (self._consumer.position(where) or 0))
        return waiting

    def close(self) -> None:
        """Let go of the connection."""
        self._consumer.close()

    def _fetch(self) -> None:
        try:
            fetched = self._consumer.poll(timeout_ms=POLL_MS, max_records=ROWS_PER_POLL)
            for where, messages in fetched.items():
                rows = [line for message in messages for line in (message.value or b"").split(b"\n") if line.strip()]
                self._waiting.append(self._batch(where.partition, rows, messages[0].offset, messages[-1].offset + 1))
            if not fetched:
                ends = self._consumer.end_offsets(self._where)
                self.idle = all(self._consumer.position(where) >= ends[where] for where in self._where)
            else:
                self.idle = False
        except KafkaError as error:
            msg = f"topic {self._topic} can't be read: {error!r}"
            raise TopicsError(msg) from error

    def _batch(self, partition: int, rows: list[bytes], first: int, after: int) -> Batch:
        source = self._source(partition)
        reader = self._readers.get(partition)
        if reader is None and rows:
            reader = self._readers[partition] = self._new_reader(rows, source)
        if reader is None:
            return Batch([], [], source, after)
        repeats = reader.repeats
        records, letters = reader.read(rows, first)
        return Batch(list(records), letters, source, after, reader.repeats - repeats)

    def _new_reader(self, rows: list[bytes], source: str) -> RecordReader:
        file_format = detect(rows[:DETECT_LINES], self._topic) if self._format == AUTO else self._format
        context = ReaderContext(site=self._site, source=source, sensor=self._sensor, uids=self._uids, path="conn")
        return reader_for(file_format, context, self._topic)

    def _source(self, partition: int) -> str:
        return f"kafka:{self._topic}[{partition}]"


def split_prefix(paths: list[str]) -> tuple[list[str], list[str]]:
    """The files and the raw topics (`kafka:TOPIC`) that some arguments name."""
    kinds = {is_topic: list(group) for is_topic, group in groupby(sorted(paths, key=_is_topic), key=_is_topic)}
    return kinds.get(False, []), [name.removeprefix("kafka:") for name in kinds.get(True, [])]


def _is_topic(path: str) -> bool:
    return path.startswith("kafka:")
