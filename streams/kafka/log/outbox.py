"""The outbox on Kafka: the topic `alerts`, read as committed by position; cursors lie in the topic `forwarded`.

A consumer group would forget a cursor seven days after its sink was last there (`offsets.retention.minutes`); a
compacted topic keeps it. One forwarder of a sink's name at a time: opening fences the one before, which finds
the other's identity beside its cursor and ends. All cursors lie in partition 0, wherever the alerts are.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import msgspec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from msgspec import Struct

from schemas.codec import ALERTS
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.letting_go import let_go
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.client.transactions import end_within
from streams.kafka.log import read
from streams.kafka.log.record_batches import guard_kafka_python
from streams.kafka.log.topics import TopicsError, missing, partition_count, why
from streams.outputs.outbox import Answered, Cursor, OutboxError, OutboxLost, OutboxRow, Portion
from streams.outputs.standing import Standing

POLL_MS = 500
"""How long the next alert is waited for before it is said that none waits; what a stop may take."""

ANSWER_S = 20.0
"""How long Kafka may take for an answer, as for collectors."""

_CURSORS_IN = 0


class Kept(Struct, frozen=True):
    """A sink's record in `forwarded`. `length` None: it was opened and has delivered nothing yet."""

    owner: str
    positions: dict[int, int] = {}
    length: int | None = None
    answered: Answered | None = None


class KafkaOutbox:
    """The outbox of one sink. `identity` tells two forwarders of one name apart; None makes one."""

    def __init__(self, settings: KafkaSettings, sink: str, identity: str | None = None) -> None:
        self._settings = settings
        self._sink = sink
        self._identity = identity or uuid4().hex
        self._consumer: KafkaConsumer | None = None
        self._producer: KafkaProducer | None = None
        self._partitions: list[TopicPartition] = []
        self._read: dict[int, int] | None = None
        """The positions that the consumer stands behind; None: it is to be placed anew."""
        self._kept = Kept(self._identity)
        self._owned = False
        self._next: Mapping[int, int] = {}
        """The offset past each partition's last committed message, as last asked; replaced, never changed."""
        self._idle_at: Mapping[int, int] = {}
        """Up to where nothing but the marks of transactions lies past the last alert."""

    def open(self) -> None:
        """See `Outbox`. Raises OutboxError, and OutboxLost where another has taken the sink's name since."""
        self.close()
        guard_kafka_python()
        with self._explained():
            self._take_over()
            self._consumer = KafkaConsumer(
                **blocking_arguments(self._settings),
                isolation_level="read_committed",
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=POLL_MS // 2,
            )
            self._assign(self._consumer)

    def cursor(self, sink: str) -> Cursor | None:
        """See `Outbox`."""
        self._check(sink)
        kept = self._kept
        return None if kept.length is None else Cursor(kept.positions, kept.length)

    def take(self, cursor: Cursor, limit: int) -> Portion:
        """See `Outbox`. Raises OutboxError where Kafka does not answer. Waits for `POLL_MS` where nothing is there."""
        consumer = self._consumer
        if consumer is None:
            msg = "the outbox is not open"
            raise OutboxError(msg)
        with self._explained():
            forgotten = self._placed(consumer, cursor)
            self._read = None
            found = self._polled(consumer, limit)
        rows = [
            OutboxRow(where.partition, record.offset, record.value or b"")
            for where, records in found.items()
            for record in records
        ]
        positions = dict(cursor.positions)
        for where, records in found.items():
            positions[where.partition] = records[-1].offset
        if not rows:
            self._idle_at = self._next
            if forgotten:
                positions = {one.partition: consumer.position(one) - 1 for one in self._partitions}
        self._read = positions
        return Portion(rows, positions, forgotten)

    def keep(self, sink: str, cursor: Cursor, answered: Answered | None = None) -> None:
        """See `Outbox`: a transaction. Raises OutboxError, and OutboxLost where another has taken the sink's name."""
        self._check(sink)
        with self._explained():
            if self._producer is None:
                self._take_over()
            self._write(Kept(self._identity, cursor.positions, cursor.length, answered))

    def waiting(self, cursor: Cursor) -> int:
        """See `Outbox`: the marks of transactions among the alerts count too."""
        return sum(
            max(0, end - max(cursor.positions.get(partition, -1) + 1, self._idle_at.get(partition, 0)))
            for partition, end in self._next.items()
        )

    def close(self) -> None:
        """See `Outbox`."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            with suppress(KafkaError):
                consumer.close()
        self._let_go()

    def _placed(self, consumer: KafkaConsumer, cursor: Cursor) -> int:
        """Have the consumer stand behind the cursor; how many messages were forgotten there."""
        self._assign(consumer)
        if self._read == cursor.positions:
            return 0
        forgotten = 0
        begins = consumer.beginning_offsets(self._partitions)
        for where in self._partitions:
            known = cursor.positions.get(where.partition)
            wanted = begins[where] if known is None else known + 1
            forgotten += max(0, begins[where] - wanted)
            consumer.seek(where, max(wanted, begins[where]))
        return forgotten

    def _polled(self, consumer: KafkaConsumer, limit: int) -> dict[TopicPartition, list[Any]]:
        """Some messages; none where all that is committed was read."""
        until = time.monotonic() + ANSWER_S
        while time.monotonic() < until:
            found: dict[TopicPartition, list[Any]] = consumer.poll(timeout_ms=POLL_MS, max_records=limit)
            ends = consumer.end_offsets(self._partitions)
            self._next = {where.partition: int(end) for where, end in ends.items()}
            if found or all(consumer.position(where) >= ends[where] for where in self._partitions):
                return found
        msg = f"{self._settings.bootstrap_servers} gives no alerts, though some wait"
        raise OutboxError(msg)

    def _assign(self, consumer: KafkaConsumer) -> None:
        """All partitions, as the client last heard: topics may have grown."""
        name = self._settings.topic("alerts")
        numbers = consumer.partitions_for_topic(name)
        if not numbers:
            raise TopicsError(missing(self._settings, name))
        there = [TopicPartition(name, number) for number in sorted(numbers)]
        if there != self._partitions:
            self._partitions, self._read = there, None
            consumer.assign(there)

    def _take_over(self) -> None:
        """Fence whoever had the name, and read where it stood; our own cursor is written with our identity."""
        if self._owned:
            there = self._stored()
            if there is not None and there.owner != self._identity:
                msg = (
                    f"another forwarder named {self._sink} has taken over: one of a name runs at a time;"
                    " stop the other, or give this one a --name of its own"
                )
                raise OutboxLost(msg)
        milliseconds = int(ANSWER_S * 1_000)
        self._producer = KafkaProducer(
            **blocking_arguments(self._settings),
            transactional_id=f"{self._settings.prefix}.forward.{self._sink}",
            max_block_ms=milliseconds,
            request_timeout_ms=milliseconds // 2,
            delivery_timeout_ms=milliseconds,
            reconnect_backoff_max_ms=1_000,
        )
        self._producer.init_transactions()
        if not self._owned:
            there = self._stored()
            self._kept = Kept(self._identity) if there is None else msgspec.structs.replace(there, owner=self._identity)
        self._write(self._kept)
        self._owned = True

    def _stored(self) -> Kept | None:
        """The sink's record as it lies in the topic; None where there is none."""
        value = read.last_values(self._settings, "forwarded", _CURSORS_IN).get(self._sink.encode())
        try:
            return None if value is None else msgspec.json.decode(value, type=Kept)
        except msgspec.MsgspecError as error:
            msg = f"the cursor of {self._sink} in {self._settings.topic('forwarded')} can't be read: {error}"
            raise OutboxLost(msg) from error

    def _write(self, kept: Kept) -> None:
        producer = self._producer
        if producer is None:
            msg = "the outbox is not open"
            raise OutboxError(msg)
        producer.begin_transaction()
        sent = producer.send(
            self._settings.topic("forwarded"),
            key=self._sink.encode(),
            value=msgspec.json.encode(kept),
            partition=_CURSORS_IN,
        )
        producer.flush(timeout=ANSWER_S)
        sent.get(timeout=ANSWER_S)
        end_within(ANSWER_S, producer.commit_transaction)
        self._kept = kept

    def _check(self, sink: str) -> None:
        if sink != self._sink:
            msg = f"this outbox is that of {self._sink}, not of {sink}"
            raise ValueError(msg)

    def _let_go(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            let_go(producer, 1.0)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn errors of Kafka into OutboxError; a producer whose transaction failed is of no more use."""
        try:
            yield
        except (KafkaError, TopicsError) as error:
            self._let_go()
            said = why(error) if isinstance(error, KafkaError) else str(error)
            msg = f"Kafka at {self._settings.bootstrap_servers}: {said}"
            raise OutboxError(msg) from error


def standings(settings: KafkaSettings, names: Sequence[str]) -> list[Standing]:
    """How far each output of these names has come; looks, and fences nobody. Raises TopicsError."""
    kept = read.last_values(settings, "forwarded", _CURSORS_IN)
    return [_standing(settings, name, kept.get(name.encode())) for name in names]


def _standing(settings: KafkaSettings, name: str, value: bytes | None) -> Standing:
    if value is None:
        return Standing(name)
    kept = msgspec.json.decode(value, type=Kept)
    positions = kept.positions
    waiting, oldest = 0, None
    for partition in range(partition_count(settings)):
        behind = positions.get(partition, -1) + 1
        for stored in read.messages(settings, "alerts", partition, first=behind):
            if stored.value is not None:
                waiting += 1
                time_s = ALERTS.decode_one(stored.value).revision_time
                oldest = time_s if oldest is None else min(oldest, time_s)
    return Standing(name, waiting, oldest, positions, kept.answered)
