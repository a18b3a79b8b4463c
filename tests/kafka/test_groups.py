"""What a real broker tells of a group: none, one that works, and up to where it has acknowledged."""

from pathlib import Path

import pytest
from kafka import KafkaAdminClient, TopicPartition

from streams.kafka.client import groups
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, until

pytestmark = pytest.mark.kafka


def test_a_group_never_met_is_empty_and_a_worker_makes_it_one(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    name, flows = world.settings.group, world.settings.topic("flows")
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        assert groups.describe(admin, name).members == ()
        assert groups.acknowledged(admin, name) == {}
        world.publish(list(scenario.messages(scenario.sites()[0], 20)))
        with world.worker():
            world.wait_until_all_applied()
            applied = world.applied()[flows, 0]
            until(lambda: len(groups.describe(admin, name).members) == 1, "the worker is a member")
            until(
                lambda: groups.acknowledged(admin, name).get(TopicPartition(flows, 0)) == applied,
                "what was applied is acknowledged",
            )
    finally:
        admin.close()
