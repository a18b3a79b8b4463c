"""State that does not say how its sites were placed: it is made to, where they are at home, and mended elsewhere."""

import asyncio

import pytest
from kafka import KafkaProducer

from schemas.state import StateRecord
from streams.checkpoint.protocol import Loaded, StoreLost
from streams.kafka.admin.grow import grow
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.state_log import KafkaStateLog
from streams.kafka.log.state_messages import LAYOUT_KEY
from streams.kafka.log.topics import TopicsError
from tests.kafka import scenario
from tests.kafka.administrator import widen
from tests.kafka.broker import RunningBroker
from tests.kafka.world import settle
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka

AT_HOME_IN_0, AT_HOME_IN_1 = scenario.sites()


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    """Topics as an earlier version left them: the state says nothing."""
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2, replication=1)
    topics.create(made)
    for partition in (0, 1):
        write(made, LAYOUT_KEY, None, partition)
    return made


def write(settings: KafkaSettings, key: bytes, value: bytes | None, partition: int) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap_servers)
    producer.send(settings.topic("state"), key=key, value=value, partition=partition).get(timeout=PATIENCE_S)
    producer.close()


def load(settings: KafkaSettings, partition: int) -> Loaded:
    async def work() -> Loaded:
        log = KafkaStateLog(settings, partition)
        try:
            return await log.load()
        finally:
            await log.close()

    return asyncio.run(work())


def tell(_what: str, _share: float) -> None:
    pass


def test_where_every_site_is_at_home_create_adds_it(settings: KafkaSettings) -> None:
    write(settings, f"{AT_HOME_IN_1}|a|0".encode(), b"x", 1)
    with pytest.raises(StoreLost, match=r"partition 1 of .*: it does not say .*: run `weir topics create`"):
        load(settings, 1)
    assert topics.create(settings) == []
    loaded = load(settings, 1)
    assert loaded.records == [StateRecord(f"{AT_HOME_IN_1}|a|0", b"x")]
    assert loaded.home is not None
    assert (loaded.home.holds(AT_HOME_IN_1), loaded.home.holds(AT_HOME_IN_0)) == (True, False)


def test_a_site_away_from_home_is_named_and_moved_by_growing_to_the_same_number(settings: KafkaSettings) -> None:
    write(settings, f"{AT_HOME_IN_1}|a|0".encode(), b"x", 0)
    with pytest.raises(TopicsError, match=rf"\({AT_HOME_IN_1}\): .* run `weir topics grow 2`"):
        topics.create(settings)
    moved = grow(settings, 2, tell)
    settle(settings)
    assert [(move.site, move.origin, move.partition, move.records) for move in moved.moves] == [(AT_HOME_IN_1, 0, 1, 1)]
    assert (load(settings, 0).records, load(settings, 1).records) == ([], [StateRecord(f"{AT_HOME_IN_1}|a|0", b"x")])
    assert grow(settings, 2, tell).done


def test_a_site_with_state_in_two_partitions_is_named_and_nothing_moves(settings: KafkaSettings) -> None:
    for partition in (0, 1):
        write(settings, f"{AT_HOME_IN_1}|a|0".encode(), b"x", partition)
    with pytest.raises(TopicsError, match=rf"site {AT_HOME_IN_1} has state in partitions 0 and 1"):
        grow(settings, 4, tell)
    assert set(topics.partition_counts(settings).values()) == {2}
    assert [site for site, _ in read.states(settings)] == [AT_HOME_IN_1] * 2


def test_topics_of_different_numbers_are_refused(settings: KafkaSettings) -> None:
    topics.create(settings)
    widen(settings, "flows", 3)
    with pytest.raises(StoreLost, match=r"the topics differ in their partitions .* run `weir topics grow 3`"):
        load(settings, 0)
    assert any("run `weir topics grow 3`" in finding.remedy for finding in topics.check(settings))
