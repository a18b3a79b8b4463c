"""Brings a cache up to date with the topics: what is new since it was last read, committed messages only.

A cache goes on only where each partition still holds, at its place, the last message that was read of it. Where that
is another, or gone (the topic was made anew, or compacted past it), all is read from the beginning.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterable, Sequence

import aiokafka.consumer.fetcher
import msgspec
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from schemas.alert import Alert
from streams.kafka.client.clients import arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.record_batches import guard
from streams.kafka.log.state_messages import PARTS_HEADER
from streams.read_model.cache_file import MAX_AGE_S, clear, fact, put_fact

FETCH_BYTES = 8 * 1024 * 1024
"""Of a partition at once: as the worker loads its state."""

STALLED_S = 30.0
"""How long a broker may give nothing of what it says is there."""

_ALERTS = msgspec.json.Decoder(Alert)


class TopicMissing(Exception):
    """A topic is not there, or not shown to us; its full name."""


class NoAlert(Exception):
    """The topic of alerts holds what is none; says where."""


class _Anew(Exception):
    """What was read is no longer what the topics hold."""


async def catch_up(settings: KafkaSettings, connection: sqlite3.Connection) -> None:
    """Read what is new into the open transaction of a cache.

    Raises TopicMissing, the errors of aiokafka, TimeoutError where the broker stalls, and sqlite3.Error.
    """
    guard(aiokafka.consumer.fetcher)
    refreshed = fact(connection, "refreshed")
    if not isinstance(refreshed, float) or not 0.0 <= time.time() - refreshed <= MAX_AGE_S:
        clear(connection)
    began = time.time()
    consumer = AIOKafkaConsumer(
        **arguments(settings),
        client_id="weir-read-model",
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=FETCH_BYTES,
        fetch_max_wait_ms=50,
    )
    try:
        await consumer.start()
        where = await _partitions(settings, consumer)
        begins, ends = await consumer.beginning_offsets(where), await consumer.end_offsets(where)
        try:
            await _read(settings, consumer, connection, begins, ends)
        except _Anew:
            clear(connection)
            await _read(settings, consumer, connection, begins, ends)
    finally:
        await consumer.stop()
    _forget_alerts(connection, {tp.partition: begin for tp, begin in begins.items() if tp.topic.endswith(".alerts")})
    put_fact(connection, "refreshed", began)


async def _partitions(settings: KafkaSettings, consumer: AIOKafkaConsumer) -> list[TopicPartition]:
    names = [settings.topic("state"), settings.topic("alerts")]
    there = await consumer.topics()
    for name in names:
        if name not in there:
            raise TopicMissing(name)
    firsts = [TopicPartition(name, 0) for name in names]
    # aiokafka tells the partitions of topics that it reads, once it has asked for them.
    consumer.assign(firsts)
    await consumer.end_offsets(firsts)
    where = [TopicPartition(name, each) for name in names for each in sorted(consumer.partitions_for_topic(name) or ())]
    consumer.assign(where)
    return where


async def _read(
    settings: KafkaSettings,
    consumer: AIOKafkaConsumer,
    connection: sqlite3.Connection,
    begins: dict[TopicPartition, int],
    ends: dict[TopicPartition, int],
) -> None:
    unproven = _sought(consumer, _known(connection), begins, ends)
    state = settings.topic("state")
    left = {tp for tp in begins if begins[tp] < ends[tp]}
    heard = time.monotonic()
    while left:
        fetched = await consumer.getmany(*left, timeout_ms=500, max_records=10_000)
        for tp, messages in fetched.items():
            fresh = _proven(messages, unproven.pop(tp, None))
            if tp.topic == state:
                _take_state(connection, tp.partition, fresh)
            else:
                _take_alerts(connection, tp.partition, fresh)
            _note(connection, tp, messages, fresh)
        if fetched:
            heard = time.monotonic()
        done = {tp for tp in left if await consumer.position(tp) >= ends[tp]}
        if not fetched and not done and time.monotonic() - heard > STALLED_S:
            msg = f"the broker gave nothing of {', '.join(sorted({tp.topic for tp in left}))} for {STALLED_S:.0f} s"
            raise TimeoutError(msg)
        for tp in done:
            _note_position(connection, tp, ends[tp])
        left -= done
    if unproven.keys() & {tp for tp in begins if begins[tp] < ends[tp]}:
        raise _Anew


def _sought(
    consumer: AIOKafkaConsumer,
    known: dict[tuple[str, int], tuple[int, int | None, int | None]],
    begins: dict[TopicPartition, int],
    ends: dict[TopicPartition, int],
) -> dict[TopicPartition, tuple[int, int]]:
    """Go to where each partition was read last. Returns offset and time of the message that is to be there."""
    unproven: dict[TopicPartition, tuple[int, int]] = {}
    for tp, begin in begins.items():
        following, last, last_time = known.get((tp.topic, tp.partition), (begin, None, None))
        if following > ends[tp] or (last is not None and last < begin):
            raise _Anew
        if last is not None and last_time is not None:
            unproven[tp] = (last, last_time)
        consumer.seek(tp, begin if last is None else last)
    return unproven


def _known(connection: sqlite3.Connection) -> dict[tuple[str, int], tuple[int, int | None, int | None]]:
    rows = connection.execute("SELECT topic, partition, next, last, last_time FROM read_up_to")
    return {(topic, partition): (following, last, at) for topic, partition, following, last, at in rows}


def _proven(messages: Sequence[ConsumerRecord], wanted: tuple[int, int] | None) -> Sequence[ConsumerRecord]:
    """What is new of the messages. Raises _Anew where the first is not the one that was read last."""
    if wanted is None:
        return messages
    first = messages[0]
    if (first.offset, first.timestamp) != wanted:
        raise _Anew
    return messages[1:]


def _take_state(connection: sqlite3.Connection, partition: int, messages: Iterable[ConsumerRecord]) -> None:
    last = {message.key: message for message in messages if message.key is not None}
    gone = [(partition, key) for key, message in last.items() if message.value is None]
    connection.executemany("DELETE FROM state WHERE partition = ? AND key = ?", gone)
    kept = [
        (partition, key, message.value, dict(message.headers).get(PARTS_HEADER))
        for key, message in last.items()
        if message.value is not None
    ]
    connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?)", kept)


def _take_alerts(connection: sqlite3.Connection, partition: int, messages: Iterable[ConsumerRecord]) -> None:
    """The last word of a partition; an alert whose site has moved goes on counting in its new one."""
    for message in messages:
        if message.value is None:
            continue
        try:
            alert = _ALERTS.decode(message.value)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            msg = f"{message.topic} holds no alert in partition {partition} at offset {message.offset}: {error}"
            raise NoAlert(msg) from error
        before = connection.execute(
            "SELECT sequence, partition, revision FROM latest_alerts JOIN alerts USING (sequence) "
            "WHERE site = ? AND id = ?",
            (alert.site, alert.id),
        ).fetchone()
        if before is not None:
            if before[1] != partition and before[2] >= alert.revision:
                continue
            connection.execute("DELETE FROM alerts WHERE sequence = ?", (before[0],))
        row = connection.execute(
            "INSERT INTO alerts (partition, position, revision, body) VALUES (?, ?, ?, ?)",
            (partition, message.offset, alert.revision, message.value),
        ).lastrowid
        connection.execute(
            "INSERT OR REPLACE INTO latest_alerts VALUES (?, ?, ?, ?, ?, ?, ?)",
            (alert.site, alert.id, row, alert.kind, alert.status, alert.severity, alert.time),
        )


def _note(
    connection: sqlite3.Connection,
    tp: TopicPartition,
    messages: Sequence[ConsumerRecord],
    fresh: Sequence[ConsumerRecord],
) -> None:
    last = messages[-1]
    place = (tp.topic, tp.partition, last.offset + 1, last.offset, last.timestamp)
    connection.execute("INSERT OR REPLACE INTO read_up_to VALUES (?, ?, ?, ?, ?)", place)
    if fresh:
        written = fact(connection, "written")
        newest = max(message.timestamp for message in fresh) / 1_000.0
        put_fact(connection, "written", max(newest, written) if isinstance(written, float) else newest)


def _note_position(connection: sqlite3.Connection, tp: TopicPartition, following: int) -> None:
    """Past the marks of transactions, which are no messages."""
    connection.execute(
        "INSERT INTO read_up_to VALUES (?, ?, ?, NULL, NULL) ON CONFLICT DO UPDATE SET next = max(next, excluded.next)",
        (tp.topic, tp.partition, following),
    )


def _forget_alerts(connection: sqlite3.Connection, begins: dict[int, int]) -> None:
    """What the topic no longer keeps."""
    for partition, begin in begins.items():
        gone = "SELECT sequence FROM alerts WHERE partition = ? AND position < ?"
        connection.execute(f"DELETE FROM latest_alerts WHERE sequence IN ({gone})", (partition, begin))  # noqa: S608
        connection.execute("DELETE FROM alerts WHERE partition = ? AND position < ?", (partition, begin))


def run(settings: KafkaSettings, connection: sqlite3.Connection) -> None:
    """`catch_up` for who is in no event loop."""
    asyncio.run(catch_up(settings, connection))
