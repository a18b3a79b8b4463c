"""The topics on a real broker: made with their settings, and checked against them."""

import os

import msgspec
import pytest
from kafka import KafkaAdminClient

from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from tests import started
from tests.kafka.broker import RunningBroker
from tests.kafka.world import until

pytestmark = pytest.mark.kafka


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    return KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2, replication=1)


def test_topics_are_made_once_and_are_then_as_they_must_be(settings: KafkaSettings) -> None:
    assert len(topics.create(settings)) == len(topics.TOPICS)
    assert topics.create(settings) == []
    assert topics.check(settings) == []
    assert topics.partition_count(settings) == 2


def test_a_missing_topic_is_named_with_what_to_do(settings: KafkaSettings) -> None:
    topics.create(settings)
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    admin.delete_topics([settings.topic("verdicts")])
    admin.close()
    wanted = [f"{settings.topic('verdicts')}: is missing; run `weir topics create`"]
    until(lambda: [str(one) for one in topics.check(settings)] == wanted, "the topic is missed")


def test_other_partition_counts_than_the_settings_say_are_found(settings: KafkaSettings) -> None:
    topics.create(settings)
    found = topics.check(msgspec.structs.replace(settings, partitions=3))
    assert len(found) == len(topics.TOPICS)
    assert all("has 2 partitions, the settings say 3; set [kafka] partitions to 2" in str(one) for one in found)


def test_a_state_topic_that_is_not_compacted_is_found(settings: KafkaSettings) -> None:
    name = settings.topic("state")
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    admin.create_topics({name: {"num_partitions": 2, "replication_factor": 1}})
    admin.close()
    topics.create(settings)
    assert any(one.topic == name and "cleanup.policy=delete" in one.problem for one in topics.check(settings))


def test_no_broker_is_said_with_its_address() -> None:
    # In a process of its own: kafka-python leaves its sockets to the garbage collector when nobody answers.
    environment = os.environ | {"WEIR_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
    done = started.run("weir", "topics", "check", environment=environment)
    assert done.returncode == 1
    assert b"weir: no Kafka at 127.0.0.1:1 " in done.stderr


def test_topics_are_made_to_keep_what_the_settings_say_and_are_then_left_alone(settings: KafkaSettings) -> None:
    other = msgspec.structs.replace(settings, prefix=f"{settings.prefix}-kept", keep_flows_days=3.0)
    topics.create(other)
    assert topics.kept_otherwise(other) == []
    longer = msgspec.structs.replace(other, keep_flows_days=5.0)
    topics.create(longer)
    [kept] = topics.kept_otherwise(longer)
    assert (kept.topic, kept.found_ms) == (other.topic("flows"), 3 * 86_400_000)
    assert topics.check(longer) == []
