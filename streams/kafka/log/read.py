"""Reads whole topics as far as they are committed now, and publishes a verdict: what the command line needs.

A reader here never joins a group and commits nothing: it looks, and leaves no trace.
"""

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from msgspec import Struct

from schemas import codec
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.path import PathRecord
from schemas.state import StateRecord, site_of
from schemas.verdict import Verdict
from streams.checkpoint.protocol import Loaded
from streams.kafka.client.clients import blocking_arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.record_batches import guard_kafka_python
from streams.kafka.log.state_messages import DamagedState, StateMessages
from streams.kafka.log.topics import TopicsError, missing, partition_count, partition_of, unreachable, why

FETCH_BYTES = 8 * 1024 * 1024
_STALLED_S = 30.0
_MARKED_S = 60.0
"""How long what is committed may stay hidden behind a transaction that is open: the broker aborts a dead collector's
after 15 s, and looks every 10 s."""


class Stored(Struct, frozen=True, gc=False):
    """One committed message as it lies in its partition. `value` None is a deletion."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    time: float = 0.0
    """When it was written, in seconds UTC, by the writer's clock."""


def messages(
    settings: KafkaSettings, name: str, partition: int, *, first: int | None = None, up_to: int | None = None
) -> Iterator[Stored]:
    """The committed messages of one partition of topic `name` (without prefix), to what is its end now.

    `first` begins at that offset (None: at the oldest kept). Readers of what is committed see nothing behind a
    transaction that is open, a stranger's too, nor what was committed a moment ago until the broker has marked it:
    `up_to`, one of `written_ends`, waits for both, for `_MARKED_S` at most. Raises TopicsError when Kafka does not
    answer.
    """
    where = TopicPartition(settings.topic(name), partition)
    consumer = _consumer(settings)
    try:
        if where.topic not in consumer.topics():
            raise TopicsError(missing(settings, where.topic))
        consumer.assign([where])
        begin = consumer.beginning_offsets([where])[where]
        end = consumer.end_offsets([where])[where] if up_to is None else up_to
        consumer.seek(where, begin if first is None else max(first, begin))
        deadline = time.monotonic() + _MARKED_S
        while consumer.position(where) < end:
            if up_to is not None and time.monotonic() > deadline:
                raise TopicsError(_held_up(where))
            for records in consumer.poll(timeout_ms=1_000, max_records=10_000).values():
                for record in records:
                    yield Stored(
                        record.topic,
                        record.partition,
                        record.offset,
                        record.key,
                        record.value,
                        tuple(record.headers),
                        record.timestamp / 1_000.0,
                    )
    except KafkaError as error:
        msg = f"reading {where.topic} at {settings.bootstrap_servers} failed: {why(error)}"
        raise TopicsError(msg) from error
    finally:
        consumer.close()


def end(settings: KafkaSettings, name: str, partition: int) -> int:
    """The offset that the next committed message of a partition will at least have. Raises as `messages`."""
    where = TopicPartition(settings.topic(name), partition)
    consumer = _consumer(settings)
    try:
        return int(consumer.end_offsets([where])[where])
    except KafkaError as error:
        msg = f"reading {where.topic} at {settings.bootstrap_servers} failed: {error!r}"
        raise TopicsError(msg) from error
    finally:
        consumer.close()


def written_ends(settings: KafkaSettings, names: Sequence[str], partitions: int) -> dict[tuple[str, int], int]:
    """The offset after the last message of each of these topics and partitions, committed or not yet marked as it.

    Raises as `messages`.
    """
    consumer = _consumer(settings, isolation_level="read_uncommitted")
    try:
        where = {
            TopicPartition(settings.topic(name), partition): (name, partition)
            for name in names
            for partition in range(partitions)
        }
        return {where[found]: int(end) for found, end in consumer.end_offsets(list(where)).items()}
    except KafkaError as error:
        msg = f"looking where {', '.join(names)} end at {settings.bootstrap_servers} failed: {why(error)}"
        raise TopicsError(msg) from error
    finally:
        consumer.close()


def revisions(settings: KafkaSettings) -> list[Alert]:
    """Every committed revision of every alert, by partition, in the order they were raised."""
    return [alert for partition in range(partition_count(settings)) for alert in _alerts(settings, partition)]


def latest_alerts(settings: KafkaSettings) -> list[Alert]:
    """The last revision of each alert, by time and id."""
    latest: dict[str, Alert] = {}
    for partition in range(partition_count(settings)):
        # The last word of a partition; an alert whose site has moved goes on counting in its new one.
        for alert in {alert.id: alert for alert in _alerts(settings, partition)}.values():
            if alert.id not in latest or alert.revision > latest[alert.id].revision:
                latest[alert.id] = alert
    return sorted(latest.values(), key=lambda alert: (alert.time, alert.id))


def latest_paths(settings: KafkaSettings) -> list[PathRecord]:
    """The last word on each path, by key; those retired are left out."""
    latest: dict[bytes, bytes] = {}
    for partition in range(partition_count(settings)):
        latest |= last_values(settings, "paths", partition)
    paths = [msgspec.json.decode(value, type=PathRecord) for value in latest.values()]
    return sorted((path for path in paths if not path.retired), key=lambda path: path.key)


def loaded(settings: KafkaSettings, partition: int) -> Loaded:
    """A partition's state, as its worker last committed it. Raises TopicsError, also where it is damaged."""
    gathered = StateMessages()
    try:
        for stored in messages(settings, "state", partition):
            gathered.read(stored.key, stored.value, stored.headers)
        return gathered.loaded()
    except DamagedState as error:
        msg = f"{settings.topic('state')} is damaged in partition {partition}: {error}; the worker says what to do"
        raise TopicsError(msg) from error


def last_values(settings: KafkaSettings, name: str, partition: int) -> dict[bytes, bytes]:
    """The last value of each key in one partition of a compacted topic; deleted keys are left out."""
    latest: dict[bytes, bytes] = {}
    for stored in messages(settings, name, partition):
        if stored.key is not None:
            latest.pop(stored.key, None)
            if stored.value is not None:
                latest[stored.key] = stored.value
    return latest


def states(settings: KafkaSettings) -> Iterator[tuple[str, list[StateRecord]]]:
    """Each site with its state records, as the worker last committed them. Raises TopicsError where it is damaged."""
    for partition in range(partition_count(settings)):
        records = sorted(loaded(settings, partition).records, key=site_of)
        for site, group in groupby(records, key=site_of):
            yield site, list(group)


def publish_verdict(settings: KafkaSettings, verdict: Verdict) -> int:
    """Write a verdict for the worker of its site; the offset it got. Raises TopicsError when it is not taken."""
    return _publish(settings, "verdicts", verdict)


def publish_change(settings: KafkaSettings, change: AssetChange) -> int:
    """The same of what somebody announces of an asset, a zone or an initiator."""
    return _publish(settings, "asset-changes", change)


def _publish(settings: KafkaSettings, name: str, record: Verdict | AssetChange) -> int:
    partition = partition_of(record.site, partition_count(settings))
    try:
        producer = KafkaProducer(**blocking_arguments(settings))
        try:
            sent = producer.send(
                settings.topic(name),
                key=record.site.encode(),
                value=codec.encode_lines([record]),
                partition=partition,
            )
            return int(sent.get(timeout=_STALLED_S).offset)
        finally:
            producer.close()
    except KafkaError as error:
        what = "verdict" if isinstance(record, Verdict) else "announcement"
        msg = f"the {what} was not taken by {settings.bootstrap_servers}: {why(error)}"
        raise TopicsError(msg) from error


def _alerts(settings: KafkaSettings, partition: int) -> Iterator[Alert]:
    return (
        msgspec.json.decode(stored.value, type=Alert)
        for stored in messages(settings, "alerts", partition)
        if stored.value is not None
    )


def _held_up(where: TopicPartition) -> str:
    return (
        f"partition {where.partition} of {where.topic} can't be read to its end: a transaction has been open in it for"
        f" more than {_MARKED_S:.0f} s; stop who holds it open, or wait until the broker aborts it"
    )


def _consumer(settings: KafkaSettings, *, isolation_level: str = "read_committed") -> KafkaConsumer:
    guard_kafka_python()
    try:
        return KafkaConsumer(
            **blocking_arguments(settings),
            isolation_level=isolation_level,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=50,
            max_partition_fetch_bytes=FETCH_BYTES,
        )
    except KafkaError as error:
        msg = unreachable(settings, error)
        raise TopicsError(msg) from error
