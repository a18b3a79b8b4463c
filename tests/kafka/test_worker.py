"""The worker on a real broker: what it applies, and what survives when it is killed."""

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.kafka import read
from streams.messages import Record
from tests.kafka import scenario
from tests.kafka.broker import Broker
from tests.kafka.world import World, stop, until

pytestmark = pytest.mark.kafka


@pytest.fixture
def world(broker: Broker, kafka_prefix: str, tmp_path: Path) -> World:
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


def test_after_kills_nothing_is_lost_and_nothing_is_counted_twice(world: World) -> None:
    messages = interleaved(900)
    chance = random.Random(3)
    process = world.start_worker()
    try:
        for start in range(0, len(messages), len(messages) // 4):
            world.publish(messages[start : start + len(messages) // 4])
            before = sum(world.applied().values())
            until(_grown(world, before + chance.randrange(30, 200)), "the worker applies messages")
            process.kill()
            process.wait()
            process = world.start_worker()
        world.wait_until_all_applied(90.0)
    finally:
        stop(process)
    revisions = read.revisions(world.settings)
    assert max(Counter((alert.id, alert.revision) for alert in revisions).values()) == 1
    assert sum(alert.status == "open" for alert in read.latest_alerts(world.settings)) >= 50
    assert world.alerts() == world.replayed()
    assert world.known() == world.known_by_replay()


def _grown(world: World, count: int) -> "Callable[[], bool]":
    return lambda: sum(world.applied().values()) >= count
