"""`weir topics grow`: each site's state, history and waiting inputs go with it, whatever kills it on the way."""

import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from schemas import codec
from schemas.flow import Flow
from streams.kafka.log import read, topics
from streams.kafka.log.topics import partition_of
from streams.messages import Record
from tests import started
from tests.chaos import Chaos
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, settle, stop, until
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka

MARKERS = 5
"""So many messages may be no more than the ends of transactions that were given up: one a partition."""

SITES = tuple(f"plant-{number}" for number in range(1, 5))


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path)


def done(world: World, *arguments: str) -> tuple[int, str]:
    ended = started.run("weir", "topics", *arguments, environment=os.environ | world.environment(), timeout=PATIENCE_S)
    return ended.returncode, (ended.stdout + ended.stderr).decode()


def input_of(count: int, seed: int) -> list[list[Record]]:
    """All sites' messages, mixed, each site's in order."""
    queues = [list(scenario.messages(site, count, forgets=False)) for site in SITES]
    chance = random.Random(seed)
    mixed: list[list[Record]] = []
    while any(queues):
        mixed.append(chance.choice([queue for queue in queues if queue]).pop(0))
    return mixed


def written(world: World) -> int:
    """How many messages of the state there are, committed or not."""
    topic = world.settings.topic("state")
    consumer = KafkaConsumer(bootstrap_servers=world.settings.bootstrap_servers)
    try:
        where = [TopicPartition(topic, partition) for partition in consumer.partitions_for_topic(topic) or ()]
        return sum(consumer.end_offsets(where).values())
    finally:
        consumer.close()


def committed(world: World) -> int:
    """How many of them a reader may see."""
    have = topics.partition_counts(world.settings)[world.settings.topic("state")]
    return sum(read.end(world.settings, "state", partition) for partition in range(have))


def flows_of(messages: list[list[Record]]) -> Counter[str]:
    return Counter(record.site for records in messages for record in records if isinstance(record, Flow))


def counted(world: World) -> Counter[str]:
    return Counter({site: sum(path.flows for path in paths) for site, paths in world.known().items()})


def wait_until_the_group_is_empty(world: World) -> None:
    until(lambda: topics.group_members(world.settings) == [], "the group is empty")


def as_replayed(world: World) -> None:
    """The worker's alerts and paths are those of a replay, each alert is there once, each path is listed once."""
    assert world.alerts() == world.replayed()
    assert world.known() == world.known_by_replay()
    revisions = read.revisions(world.settings)
    assert len({(alert.id, alert.revision) for alert in revisions}) == len(revisions)
    newest = {alert.id: alert for alert in sorted(revisions, key=lambda alert: alert.revision)}
    assert {alert.id: alert for alert in read.latest_alerts(world.settings)} == newest


@pytest.mark.fault
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("partitions", [4, 5])
def test_sites_move_whole_though_growing_is_killed(world: World, chaos: Chaos, partitions: int) -> None:
    if partitions == 4 and not chaos.full:
        pytest.skip("one of the two is enough outside of make chaos")
    chance = random.Random(partitions)
    repetitions = chaos.times(20)
    messages = input_of(150, seed=partitions)
    half = len(messages) // 2
    world.publish(messages[:half])
    with world.worker():
        world.wait_until_all_applied()
    assert sum(alert.status == "open" for alert in read.latest_alerts(world.settings)) >= 50
    listed = read.latest_paths(world.settings)
    # What was published and not applied stays behind, and is sent on by the workers.
    world.publish(messages[half : half + 100])
    wait_until_the_group_is_empty(world)

    began = time.monotonic()
    code, said = done(world, "grow", str(partitions), "--dry-run", "--json")
    lasted = time.monotonic() - began
    moving = [site for site in SITES if partition_of(site, 2) != partition_of(site, partitions)]
    assert code == 0, said
    assert json.loads(said)["sites"] == len(moving) >= 2
    assert set(topics.partition_counts(world.settings).values()) == {2}
    within = 0
    for repetition in range(repetitions):
        before = written(world)
        process = started.start(
            "weir", "topics", "grow", str(partitions), "--yes",
            environment=os.environ | world.environment(), output=world.folder / "grow.log",
        )  # fmt: skip
        if repetition % 2:
            time.sleep(chance.uniform(0.4, 1.6) * lasted)  # when it is killed is what is varied
        else:
            until(lambda: written(world) - before > MARKERS or process.poll() is not None, "sites move")  # noqa: B023
        process.kill()
        process.wait()
        within += written(world) > committed(world)
    # What was written by then is part of a transaction that never ended.
    assert within or not chaos.full
    code, said = done(world, "grow", str(partitions), "--yes")
    assert code == 0, said
    code, said = done(world, "grow", str(partitions), "--yes")
    assert (code, "nothing to do" in said) == (0, True), said

    world.has_grown(partitions)
    settle(world.settings)
    assert topics.check(world.settings) == []
    assert read.latest_paths(world.settings) == listed
    assert counted(world) == flows_of(messages[:half])
    as_replayed(world)
    # A collector that has not heard yet writes to the homes of before.
    rest = messages[half + 100 :]
    world.publish(rest[::2], lambda site, _: partition_of(site, 2))
    with world.worker():
        world.publish(rest[1::2])
        world.wait_until_all_read()
    as_replayed(world)
    wanted, found = flows_of(messages), counted(world)
    assert found == wanted
    revisions = read.revisions(world.settings)
    chaos.report(
        f"`weir topics grow` from 2 to {partitions}, killed",
        repetitions=repetitions,
        flows=(wanted.total(), found.total()),
        alerts=(len(world.replayed()), len(revisions)),
        duplicates=len(revisions) - len({(alert.id, alert.revision) for alert in revisions}),
    )


@pytest.mark.fault
def test_topics_may_grow_again_and_histories_stay_whole(world: World, chaos: Chaos) -> None:
    if not chaos.full:
        pytest.skip("growing once is enough outside of make chaos")
    messages = input_of(30, seed=1)
    half = len(messages) // 2
    for number, partitions in enumerate((3, 5)):
        world.publish(messages[number * half : (number + 1) * half])
        with world.worker():
            world.wait_until_all_read()
        wait_until_the_group_is_empty(world)
        code, said = done(world, "grow", str(partitions), "--yes")
        assert code == 0, said
        world.has_grown(partitions)
        settle(world.settings)
        as_replayed(world)
    assert counted(world) == flows_of(messages[: 2 * half])


def test_topics_grown_by_hand_are_refused_until_their_sites_have_moved(world: World) -> None:
    messages = input_of(40, seed=2)
    world.publish(messages[:100])
    with world.worker():
        world.wait_until_all_applied()
    wait_until_the_group_is_empty(world)
    topics.add_partitions(world.settings, 4)
    before = counted(world)
    process = world.start_worker()
    assert process.wait(timeout=PATIENCE_S) == 1
    assert "set [kafka] partitions to 4" in world.logs()

    world.has_grown(4)
    world.publish(messages[100:])
    process = world.start_worker()
    try:
        until(
            lambda: world.logs().count("run `weir topics grow 4`") >= 4, "every partition is refused, with what to do"
        )
    finally:
        stop(process)
    assert counted(world) == before
    code, said = done(world, "create")
    assert (code, "run `weir topics grow 4`" in said) == (1, True), said
    address = f"kafka://{world.settings.bootstrap_servers}/{world.settings.prefix}"
    assert started.run("weir", "replay", address, environment=os.environ).returncode == 1

    wait_until_the_group_is_empty(world)
    code, said = done(world, "grow", "4", "--yes")
    assert code == 0, said
    with world.worker():
        world.wait_until_all_read()
    as_replayed(world)
    assert counted(world) == flows_of(messages)


def test_growing_is_refused_while_a_worker_runs_and_never_takes_partitions_away(world: World) -> None:
    world.publish(input_of(5, seed=3))
    with world.worker():
        world.wait_until_all_applied()
        code, said = done(world, "grow", "4", "--yes")
        assert (code, "workers run: " in said) == (1, True), said
    code, said = done(world, "grow", "1", "--yes")
    assert (code, "Kafka takes none away" in said) == (1, True), said
    wait_until_the_group_is_empty(world)
    code, said = done(world, "grow", "4")
    assert (code, "pass --yes" in said) == (1, True), said
    assert set(topics.partition_counts(world.settings).values()) == {2}


def test_a_collector_goes_on_while_topics_grow_and_starts_again_where_it_was(world: World, tmp_path: Path) -> None:
    site = next(site for site in SITES if partition_of(site, 2) != partition_of(site, 5))
    flows = [one for message in scenario.messages(site, 80) for one in message if isinstance(one, Flow)]
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines(flows[:100]))
    # Named so that its notes would lie elsewhere afterwards.
    name = next(n for n in ("a", "b", "c", "d") if partition_of(n, 2) != partition_of(n, 5))

    def collector() -> started.Started:
        return started.start(
            "weir", "collect", str(log), "--collector", name,
            environment=os.environ | world.environment(), output=world.folder / "collect.log",
        )  # fmt: skip

    def published() -> list[Flow]:
        return [
            flow
            for partition in range(world.settings.partitions)
            for stored in read.messages(world.settings, "flows", partition)
            if not stored.headers
            for flow in codec.FLOWS.decode(stored.value or b"", source="test", position=0)[0]
        ]

    def append(more: list[Flow]) -> None:
        with log.open("ab") as file:
            file.write(codec.encode_lines(more))

    process = collector()
    try:
        until(lambda: len(published()) == 100, "the first flows are published")
        code, said = done(world, "grow", "5", "--yes")
        assert code == 0, said
        world.has_grown(5)
        append(flows[100:200])
        until(lambda: len(published()) == 200, "the next flows are published")
        assert process.poll() is None
        process.kill()
        process.wait()
        append(flows[200:300])
        process = collector()
        until(lambda: len(published()) >= 300, "the last flows are published")
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)
    settle(world.settings)
    assert sorted(published(), key=lambda flow: flow.uid or "") == flows[:300]
