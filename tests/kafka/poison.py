"""Everything that should never be in a topic, with what must become of it: dead letters, and flows that count."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from schemas import codec
from schemas.dead_letter import DeadKind, DeadLetter
from schemas.flow import Flow
from schemas.tick import Tick
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.messages import INPUT_TOPICS, TICK_HEADER
from streams.withheld import WITHHELD_HEADER

MEBIBYTE = 1024 * 1024
RAISED_MAX_MESSAGE_BYTES = 32 * MEBIBYTE
"""What an administrator may have set, so that it all gets in."""

BOMB_BYTES = 96 * MEBIBYTE
BOMB_MESSAGES = 100_000
FLOOD_MESSAGES, FLOOD_LINES = 300, 100
DAY = 86_400.0


class Poison(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the flows topic, the letters it must become (by kind, counted), and the flows of it that count."""

    key: bytes | None
    value: bytes | None
    letters: dict[DeadKind, int] = {}
    flows: int = 0
    tick: bool = False
    header: tuple[str, bytes] | None = None
    """One more, of a stranger's making."""


def flow(site: str, end: float, number: int = 1, **fields: object) -> Flow:
    facts: dict[str, object] = {
        "site": site, "sensor": "span-1", "start": end, "end": end, "transport": "tcp", "state": "established",
        "initiator_ip": f"10.3.1.{number}", "responder_ip": "10.3.0.1", "responder_port": 502, "initiator_port": 50_000,
    }  # fmt: skip
    return Flow(**(facts | fields))  # type: ignore[arg-type]


def for_site(site: str, now: float) -> Iterator[Poison]:
    """Poison of every kind, with the site's key; `now` is the time of the good traffic round it."""
    key, good = site.encode(), codec.encode_lines([flow(site, now)])
    yield Poison(key=key, value=b"\xff\xfe\x00 no JSON", letters={"malformed": 1})
    yield Poison(key=key, value=b"[" * 100_000, letters={"malformed": 1})
    yield Poison(key=key, value=good + b'{"a":' * 100_000 + b"\n" + good, letters={"malformed": 1}, flows=2)
    for time in (b"NaN", b"-1", b"1e999", b"Infinity", b"7258118400.0", b'"now"'):
        line = good.replace(b'"end":%.1f' % now, b'"end":' + time)
        yield Poison(key=key, value=line, letters={"malformed": 1})
    yield Poison(key=key, value=b"")
    yield Poison(key=key, value=None)
    yield Poison(key=None, value=b"")
    yield Poison(key=None, value=good, flows=1)
    yield Poison(key=b"\xff\xfe", value=good, letters={"misplaced": 1})
    yield Poison(key=b"elsewhere", value=good * 3, letters={"misplaced": 3})
    several = [flow(site, now), flow("elsewhere", now), flow("a|b", now), flow(site, now)]
    yield Poison(key=key, value=codec.encode_lines(several), letters={"misplaced": 2}, flows=2)
    nonsense = codec.encode_lines([flow(site, now, initiator_ip="nonsense")])
    yield Poison(key=key, value=nonsense, letters={"rejected": 1})
    for _ in range(2):
        yield Poison(key=key, value=good * 5, flows=5)
    yield Poison(key=key, value=good, letters={"oversized": 1}, header=(WITHHELD_HEADER, b"forged"))
    yield Poison(key=key, value=good, letters={"malformed": 1}, tick=True)
    yield from _too_much(key, good)
    yield from _wrong_times(site, key, now)
    for _ in range(FLOOD_MESSAGES):
        yield Poison(key=key, value=b"?\n" * FLOOD_LINES, letters={"malformed": FLOOD_LINES})


def _too_much(key: bytes, good: bytes) -> Iterator[Poison]:
    yield Poison(key=key, value=good * (10 * MEBIBYTE // len(good)), letters={"oversized": 1})
    yield Poison(key=key, value=b"{}\n" * 1_000_000, letters={"oversized": 1})
    yield Poison(key=key, value=b"\n" * 1_000_000, letters={"oversized": 1_000_000})
    yield Poison(key=key, value=b"{}\n" * 300_000, letters={"oversized": 300_000})


def _wrong_times(site: str, key: bytes, now: float) -> Iterator[Poison]:
    """Far off, alone and as a whole sensor; ends before begins; and collectors' clocks that lie."""
    stray = codec.encode_lines([flow(site, now + 281 * DAY)])
    yield Poison(key=key, value=stray, letters={"implausible": 1})
    for end in (0.0, now - 365 * DAY):
        yield Poison(key=key, value=codec.encode_lines([flow(site, end)]), flows=1)
    for off, sensor in ((-365 * DAY, "slow"), (281 * DAY, "fast")):
        whole = [flow(site, now + off + number, sensor=sensor) for number in range(20)]
        yield Poison(key=key, value=codec.encode_lines(whole), flows=20)
    yield Poison(key=key, value=codec.encode_lines([flow(site, now, start=now + DAY)]), flows=1)
    for time in (now + 64 * 365 * DAY, now - 365 * DAY):
        wild = codec.encode_lines([Tick(site, "collector", time)])
        yield Poison(key=key, value=wild, letters={"implausible": 1}, tick=True)


def let_in(settings: KafkaSettings) -> None:
    """Raise the topic's bound, as an administrator might."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    limits = {"max.message.bytes": str(RAISED_MAX_MESSAGE_BYTES)}
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.topic("flows"), limits)])
    admin.close()


def send(settings: KafkaSettings, partition: int, poison: Sequence[Poison]) -> None:
    """Put it into the flows topic, in this order."""
    producer = KafkaProducer(
        bootstrap_servers=settings.bootstrap_servers, max_request_size=RAISED_MAX_MESSAGE_BYTES, linger_ms=5
    )
    for one in poison:
        headers = [TICK_HEADER] if one.tick else []
        headers += [one.header] if one.header else []
        producer.send(settings.topic("flows"), key=one.key, value=one.value, headers=headers, partition=partition)
    producer.flush()
    producer.close()


async def send_bombs(settings: KafkaSettings, partition: int) -> Counter[DeadKind]:
    """Batches of some kB that hold 96 MiB, in each compression, and one of very many messages."""
    letters: Counter[DeadKind] = Counter()
    for compression in ("gzip", "snappy", "lz4", "zstd"):
        producer = AIOKafkaProducer(
            bootstrap_servers=settings.bootstrap_servers,
            compression_type=compression,
            max_request_size=2 * BOMB_BYTES,
            max_batch_size=2 * BOMB_BYTES,
            request_timeout_ms=120_000,
        )
        await producer.start()
        try:
            await producer.send_and_wait(settings.topic("flows"), b" " * BOMB_BYTES, partition=partition)
            letters["oversized"] += 1
            if compression == "gzip":
                batch = producer.create_batch()
                for _ in range(BOMB_MESSAGES):
                    batch.append(key=None, value=b"", timestamp=None)
                await (await producer.send_batch(batch, settings.topic("flows"), partition=partition))
                letters["oversized"] += BOMB_MESSAGES
        finally:
            await producer.stop()
    return letters


def bomb(settings: KafkaSettings, partition: int) -> Counter[DeadKind]:
    """`send_bombs`, from code that is not asynchronous; the letters they must become."""
    return asyncio.run(send_bombs(settings, partition))


def ends(settings: KafkaSettings) -> dict[tuple[str, int], int]:
    """The end of each partition of the input topics that has a message."""
    consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap_servers)
    where = [
        TopicPartition(settings.topic(name), partition)
        for name in INPUT_TOPICS
        for partition in range(settings.partitions)
    ]
    found = {(one.topic, one.partition): end for one, end in consumer.end_offsets(where).items() if end}
    consumer.close()
    return found


def letters_of(settings: KafkaSettings) -> list[DeadLetter]:
    """All dead letters, as committed."""
    return [
        msgspec.json.decode(stored.value or b"", type=DeadLetter)
        for partition in range(settings.partitions)
        for stored in read.messages(settings, "dead-letter", partition)
    ]
