"""A producer with librdkafka's default partitioner writes everything to wrong partitions: it is sent home, once."""

import random
import zlib
from collections import Counter
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from schemas import codec
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from streams.checkpoint.site_homes import RESENT_HEADER
from streams.kafka.log import read
from streams.kafka.log.topics import partition_of
from streams.messages import Record
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, until

pytestmark = pytest.mark.kafka

PARTITIONS = 3


def by_crc32(site: str, partitions: int) -> int:
    """librdkafka's `consistent_random`, the default: for a message with a key, CRC32."""
    return zlib.crc32(site.encode()) % partitions


def astray(count: int) -> list[str]:
    """Sites that this partitioner sends to a wrong partition."""
    names = (f"plant-{number}" for number in range(1, 1_000))
    return list(islice((n for n in names if by_crc32(n, PARTITIONS) != partition_of(n, PARTITIONS)), count))


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=PARTITIONS)


def letters(world: World) -> list[DeadLetter]:
    return [
        msgspec.json.decode(stored.value or b"", type=DeadLetter)
        for partition in range(PARTITIONS)
        for stored in read.messages(world.settings, "dead-letter", partition)
    ]


@pytest.mark.fault
@pytest.mark.timeout(1_800)
def test_what_lies_in_wrong_partitions_is_counted_once_and_at_home(world: World, chaos: Chaos) -> None:
    kills = chaos.times(20, 2)
    queues = [list(scenario.messages(site, 60 + 40 * kills, forgets=False)) for site in astray(3)]
    chance = random.Random(5)
    messages: list[list[Record]] = []
    while any(queues):
        messages.append(chance.choice([queue for queue in queues if queue]).pop(0))
    sent = Counter(record.site for records in messages for record in records if isinstance(record, Flow))
    step = -(-len(messages) // (kills + 1))
    for start in range(0, len(messages), step):
        world.publish(messages[start : start + step], by_crc32)
        process = world.start_worker()
        if start + step < len(messages):
            before = sum(world.applied().values())
            aim = before + chance.randrange(1, step)
            until(lambda aim=aim: sum(world.applied().values()) >= aim, "messages are applied")  # type: ignore[misc]
        else:
            world.wait_until_all_read()
        process.kill()
        process.wait()
    known = world.known()
    counted = {site: sum(path.flows for path in paths) for site, paths in known.items()}
    revisions = read.revisions(world.settings)
    assert counted == dict(sent)
    assert letters(world) == []
    assert known == world.known_by_replay()
    assert world.alerts() == world.replayed()
    for site in sent:
        resent = [
            stored
            for stored in read.messages(world.settings, "flows", partition_of(site, PARTITIONS))
            if (stored.key or b"").decode() == site
        ]
        assert resent
        assert all((RESENT_HEADER, b"3") in stored.headers for stored in resent)
    assert world.logs().count("set their producer's partitioner to murmur2") >= 1
    chaos.report(
        "right key in the wrong partition, worker killed",
        repetitions=kills,
        flows=(sum(sent.values()), sum(counted.values())),
        alerts=(len(world.replayed()), len(revisions)),
        duplicates=len(revisions) - len({(alert.id, alert.revision) for alert in revisions}),
    )


def test_messages_of_many_sites_without_a_key_are_parted_and_forged_marks_end_as_dead_letters(world: World) -> None:
    sites = astray(3)
    flows = [message for site in sites for message in islice(scenario.messages(site, 12), 4, 14)]
    records = [record for message in flows for record in message if isinstance(record, Flow)]
    random.Random(2).shuffle(records)
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    for start in range(0, len(records), 10):
        value = codec.encode_lines(records[start : start + 10])
        producer.send(world.settings.topic("flows"), value=value, partition=start % PARTITIONS)
    forged = {"key": sites[0].encode(), "headers": [(RESENT_HEADER, b"3")]}
    wrong = by_crc32(sites[0], PARTITIONS)
    producer.send(world.settings.topic("flows"), value=codec.encode_lines(records[:1]), partition=wrong, **forged)
    producer.flush()
    producer.close()
    with world.worker():
        world.wait_until_all_read()
    counted = {site: sum(path.flows for path in paths) for site, paths in world.known().items()}
    assert counted == dict(Counter(record.site for record in records))
    assert [(letter.kind, letter.site, letter.partition) for letter in letters(world)] == [
        ("misplaced", sites[0], wrong)
    ]
    assert world.known() == world.known_by_replay()
    assert world.alerts() == world.replayed()
