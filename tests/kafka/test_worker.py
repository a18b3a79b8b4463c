"""The worker on a real broker: what it applies, and what it leaves when it ends."""

import asyncio
import random
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaProducer

from schemas import codec
from schemas.dead_letter import MAX_DEAD_BYTES, DeadLetter
from streams.kafka.log import read
from streams.kafka.log.state_log import KafkaStateLog
from streams.messages import Record
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, stop, until

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def interleaved(count: int) -> list[list[Record]]:
    """The messages of both sites, mixed, each site's in order."""
    queues = [list(scenario.messages(site, count)) for site in scenario.sites()]
    chance = random.Random(7)
    mixed: list[list[Record]] = []
    while any(queues):
        queue = chance.choice([queue for queue in queues if queue])
        mixed.append(queue.pop(0))
    return mixed


def test_the_alerts_are_those_of_a_replay_in_the_journals_order(world: World) -> None:
    world.publish(interleaved(150))
    with world.worker():
        world.wait_until_all_applied()
    alerts = world.alerts()
    assert len(alerts) > 50
    assert alerts == world.replayed()
    assert len({(alert.id, alert.revision) for alert in read.revisions(world.settings)}) == len(alerts)


def test_a_worker_that_stops_in_good_order_leaves_nothing_to_do_again(world: World) -> None:
    messages = interleaved(60)
    world.publish(messages[:80])
    with world.worker() as process:
        world.wait_until_all_applied()
        assert stop(process) == 0
    world.publish(messages[80:])
    with world.worker():
        world.wait_until_all_applied()
    assert world.alerts() == world.replayed()
    assert "Traceback" not in world.logs()


def test_a_worker_whose_partition_was_taken_from_it_takes_it_again(world: World) -> None:
    messages = interleaved(60)
    world.publish(messages[:80])
    with world.worker():
        world.wait_until_all_applied()
        asyncio.run(taken_and_left(world))
        world.publish(messages[80:])
        world.wait_until_all_applied()
    assert world.alerts() == world.replayed()
    assert world.known() == world.known_by_replay()
    assert "partition 0 is lost" in world.logs()


async def taken_and_left(world: World) -> None:
    other = KafkaStateLog(world.settings, 0)
    await other.load()
    await other.close()


def test_what_can_not_be_taken_is_a_dead_letter_and_stops_nothing(world: World) -> None:
    site, _ = scenario.sites()
    good = codec.encode_lines(next(scenario.messages(site, 1)))
    changes = world.settings.topic("asset-changes")
    poison: list[tuple[str, bytes | None, bytes | None]] = [
        (world.settings.topic("flows"), site.encode(), b"\xff\xfe no JSON"),
        (world.settings.topic("flows"), b"\xff\xfe", b'{"site": 7}'),
        (world.settings.topic("verdicts"), site.encode(), b"[" * 100_000),
        (changes, b"no site's name", good),
        (changes, site.encode(), None),
        (changes, site.encode(), good),
    ]
    producer = KafkaProducer(bootstrap_servers=world.settings.bootstrap_servers)
    for topic, key, value in poison:
        producer.send(topic, key=key, value=value, partition=0)
    producer.flush()
    producer.close()
    wanted = {(world.settings.topic("flows"), 0): 2, (world.settings.topic("verdicts"), 0): 1, (changes, 0): 3}
    with world.worker() as process:
        until(lambda: world.applied() == wanted, "all is applied")
        assert process.poll() is None
    letters = [
        msgspec.json.decode(stored.value or b"", type=DeadLetter)
        for stored in read.messages(world.settings, "dead-letter", 0)
    ]
    where = sorted((letter.source.removeprefix(world.settings.prefix), letter.position) for letter in letters)
    assert where == [(".asset-changes", 0), (".flows", 0), (".flows", 1), (".verdicts", 0)]
    assert all(letter.partition == 0 and letter.reason and len(letter.raw) <= MAX_DEAD_BYTES for letter in letters)
