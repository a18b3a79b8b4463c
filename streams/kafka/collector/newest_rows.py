"""The newest rows of a raw topic, read in no group and without committing: nobody's position moves."""

import time
from collections import deque

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from schemas.bounds import MAX_RECORD_BYTES
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.collector.raw_topic import MESSAGES_PER_POLL, POLL_MS, opened_topic, unread, withheld_by
from streams.kafka.log.topics import TopicsError
from streams.sources.files.first_rows import PeekedRow
from streams.withheld import letter_of

READ_WITHIN_S = 15.0
"""How long it reads at most: a sample of what came by then is better than none, and a person waits."""


def newest_rows(settings: KafkaSettings, servers: str, topic: str, most: int) -> list[PeekedRow]:
    """Up to `most` rows of a topic, the newest of each partition, in their order. Raises TopicsError."""
    consumer, partitions = opened_topic(settings, servers, topic)
    try:
        ends = _sought(consumer, partitions, most)
        found = _read(consumer, topic, ends, most)
    except KafkaError as error:
        raise TopicsError(unread(topic, servers, error)) from error
    finally:
        consumer.close()
    kept = [rows for rows in found.values() if rows]
    share, rest = divmod(most, max(1, len(kept)))
    rows: list[PeekedRow] = []
    for index, one in enumerate(kept):
        wanted = share + (index < rest)
        rows += list(one)[-wanted:] if wanted else []
    return rows


def _sought(consumer: KafkaConsumer, partitions: list[TopicPartition], most: int) -> dict[TopicPartition, int]:
    """Stand so many messages before the end of each partition; the ends of those that hold anything."""
    first, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
    for where in partitions:
        consumer.seek(where, max(first[where], ends[where] - most))
    return {where: ends[where] for where in partitions if ends[where] > first[where]}


def _read(
    consumer: KafkaConsumer, topic: str, ends: dict[TopicPartition, int], most: int
) -> dict[TopicPartition, deque[PeekedRow]]:
    found: dict[TopicPartition, deque[PeekedRow]] = {where: deque(maxlen=most) for where in ends}
    until = time.monotonic() + READ_WITHIN_S
    while any(consumer.position(where) < end for where, end in ends.items()) and time.monotonic() < until:
        for where, messages in consumer.poll(timeout_ms=POLL_MS, max_records=MESSAGES_PER_POLL).items():
            for message in messages:
                place = f"kafka:{topic}[{where.partition}]:{message.offset}"
                withheld = withheld_by(message.headers)
                if withheld is not None:
                    letter = letter_of(withheld, source=place, offset=message.offset, value=message.value, key="")
                    found[where].append(PeekedRow(letter.raw, place, letter.reason))
                    continue
                for row in (message.value or b"").splitlines():
                    found[where].append(_peeked(row, place))
    return found


def _peeked(row: bytes, place: str) -> PeekedRow:
    if len(row) > MAX_RECORD_BYTES:
        return PeekedRow(row, place, f"a row of {len(row)} bytes; at most {MAX_RECORD_BYTES} are taken")
    return PeekedRow(row, place)
