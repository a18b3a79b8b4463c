"""A raw Kafka topic of another's making as a source: rows of any format of lines.

Where no format is named each row is told by itself, since a topic may hold rows of several tools and logs, in what
shippers put around them or not (`schemas/formats/envelopes/`).

Read with kafka-python and no group: the positions are the collector's own, kept in the transaction
with what was made of them. Only committed messages are read. A position is a message's, so a message is taken whole
or refused whole: one with more rows than is taken is a dead letter. Its broker may be another one, which knows us by
the same user, password and certificates.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from msgspec.structs import replace

from schemas.bounds import MAX_RECORD_BYTES, MAX_RECORDS_PER_MESSAGE
from schemas.dead_letter import DeadKind, DeadLetter, dead
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import ANY_ROWS, new_memory, reader_for
from streams.kafka.client.access import check_access
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.record_batches import guard_kafka_python
from streams.kafka.log.topics import TopicsError
from streams.messages import Batch
from streams.sources.factory import Bookkeeping, Input, Opens
from streams.sources.files.flow_files import AUTO
from streams.sources.protocol import LagUnit, Source
from streams.withheld import WITHHELD_HEADER, letter_of

KAFKA = "kafka"
"""What a path begins with, before a colon, that means a topic."""

POLL_MS = 50
"""How long one poll waits for the network: long enough to be fed, short enough to tick and stop in time."""

MESSAGES_PER_POLL = 5_000

ROWS_PER_BATCH = 5_000
"""Messages are put together to about so many rows: a message a row, as most tools write them, would cost too much."""

BATCH_BYTES = 4 * 1024 * 1024
"""And to about so many bytes."""


class RawTopic:
    """All partitions of one topic. Positions are the offset of the next message, by `kafka:TOPIC[PARTITION]`."""

    ended = False
    unit: LagUnit = "messages"

    def __init__(  # noqa: PLR0913 - one reading, by name
        self,
        settings: KafkaSettings,
        servers: str,
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
        self.memory = new_memory()
        self._readers: dict[int, RecordReader] = {}
        self._waiting: deque[tuple[int, Sequence[ConsumerRecord]]] = deque()
        self._consumer, self._where = opened_topic(settings, servers, topic)
        try:
            first = self._consumer.beginning_offsets(self._where)
            for where in self._where:
                self._consumer.seek(where, max(positions.get(self._source(where.partition), 0), first[where]))
        except KafkaError as error:
            raise TopicsError(unread(topic, servers, error)) from error

    @property
    def idle(self) -> bool:
        """Whether all that is there by now was given. Raises TopicsError."""
        if self._waiting:
            return False
        try:
            ends = self._consumer.end_offsets(self._where)
            return all(self._consumer.position(where) >= ends[where] for where in self._where)
        except KafkaError as error:
            raise TopicsError(self._unread(error)) from error

    def poll(self) -> Batch | None:
        """The next batch of one partition, read just now; None when there is nothing for the moment."""
        if not self._waiting:
            self._fetch()
        if not self._waiting:
            return None
        partition, messages = self._waiting.popleft()
        return self._batch(partition, messages)

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
            fetched = self._consumer.poll(timeout_ms=POLL_MS, max_records=MESSAGES_PER_POLL)
        except KafkaError as error:
            raise TopicsError(self._unread(error)) from error
        for where, messages in fetched.items():
            self._waiting += [(where.partition, part) for part in _parts(messages)]

    def _unread(self, error: KafkaError) -> str:
        return f"topic {self._topic} can't be read: {error!r}"

    def _batch(self, partition: int, messages: Sequence[ConsumerRecord]) -> Batch:
        source = self._source(partition)
        batch = Batch([], [], source, messages[-1].offset + 1)
        notes = Notes()
        for message in messages:
            withheld = withheld_by(message.headers)
            if withheld is not None:
                batch.dead_letters.append(
                    letter_of(withheld, source=source, offset=message.offset, value=message.value, key=self._site)
                )
                continue
            rows, letters = self._rows(message, source)
            batch.dead_letters += letters
            reader = self._reader(partition, source)
            repeats = reader.repeats
            records, letters = reader.read(rows, message.offset)
            batch.records += records
            batch.dead_letters += [
                replace(
                    letter,
                    position=message.offset,
                    partition=partition,
                    line=(letter.position or 0) - message.offset + 1,
                )
                for letter in letters
            ]
            batch.repeats += reader.repeats - repeats
            noted = reader.notes.take()
            if noted is not None:
                notes.add(noted)
                batch.notes = notes
        return batch

    def _rows(self, message: ConsumerRecord, source: str) -> tuple[list[bytes], list[DeadLetter]]:
        """A message's rows, blank ones too, so that their numbers are right; refused whole when they are too many."""
        value: bytes = message.value or b""
        count = value.count(b"\n") + 1
        if count > MAX_RECORDS_PER_MESSAGE:
            reason = f"a message of {count} rows; at most {MAX_RECORDS_PER_MESSAGE} are taken"
        else:
            rows = value.replace(b"\r\n", b"\n").split(b"\n") if b"\r\n" in value else value.split(b"\n")
            longest = max(map(len, rows))
            if longest <= MAX_RECORD_BYTES:
                return rows, []
            reason = f"a message with a row of {longest} bytes; at most {MAX_RECORD_BYTES} are taken"
        return [], [self._refused(message, source, reason, "oversized")]

    def _refused(self, message: ConsumerRecord, source: str, reason: str, kind: DeadKind) -> DeadLetter:
        return dead(
            source=source,
            reason=reason,
            raw=message.value or b"",
            kind=kind,
            position=message.offset,
            partition=message.partition,
            site=self._site,
        )

    def _reader(self, partition: int, source: str) -> RecordReader:
        """The reader of a partition's rows, kept: it knows what headings said."""
        reader = self._readers.get(partition)
        if reader is None:
            context = ReaderContext(site=self._site, source=source, sensor=self._sensor, memory=self.memory)
            file_format = ANY_ROWS if self._format == AUTO else self._format
            reader = self._readers[partition] = reader_for(file_format, context)
        return reader

    def _source(self, partition: int) -> str:
        return f"kafka:{self._topic}[{partition}]"


def opened_topic(settings: KafkaSettings, servers: str, topic: str) -> tuple[KafkaConsumer, list[TopicPartition]]:
    """A consumer of all partitions of a topic, in no group, that commits nothing. Raises TopicsError."""
    guard_kafka_python()
    try:
        check_access(settings, servers)
        consumer = KafkaConsumer(
            **blocking_arguments(settings, servers),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=4 * 1024 * 1024,
            fetch_max_wait_ms=POLL_MS,
        )
        if topic not in consumer.topics():
            msg = f"there is no topic {topic} at {servers}"
            raise TopicsError(msg)
        where = [TopicPartition(topic, partition) for partition in sorted(consumer.partitions_for_topic(topic))]
        consumer.assign(where)
    except KafkaError as error:
        raise TopicsError(unread(topic, servers, error)) from error
    return consumer, where


def unread(topic: str, servers: str, error: KafkaError) -> str:
    """That a topic can't be read, and why."""
    return f"topic {topic} at {servers} can't be read: {error}"


def _parts(messages: Sequence[ConsumerRecord]) -> list[Sequence[ConsumerRecord]]:
    """Messages in their order, in parts of bounded size; a part holds whole messages, and one at least."""
    parts: list[Sequence[ConsumerRecord]] = []
    begin = rows = size = 0
    for index, message in enumerate(messages):
        value: bytes = message.value or b""
        if index > begin and (rows >= ROWS_PER_BATCH or size + len(value) > BATCH_BYTES):
            parts.append(messages[begin:index])
            begin, rows, size = index, 0, 0
        rows += value.count(b"\n") + 1
        size += len(value)
    return [*parts, messages[begin:]]


def withheld_by(headers: Iterable[tuple[str, bytes]]) -> bytes | None:
    """The header of a message that stands for one held back (`streams/withheld.py`); None for all others."""
    return next((value for name, value in headers if name == WITHHELD_HEADER), None)


def opens_topic(settings: KafkaSettings, servers: str) -> Opens:
    """What opens an input `kafka:TOPIC` of the brokers at `servers` (`streams/sources/factory.py`)."""

    def open_topic(given: Input, books: Bookkeeping) -> Source:
        raw = RawTopic(
            settings,
            servers,
            given.paths[0].removeprefix(f"{KAFKA}:"),
            site=given.site,
            sensor=given.sensor,
            format=given.format,
            positions=books.positions,
        )
        return books.taking(raw, given.name)

    return open_topic
