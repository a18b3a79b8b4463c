"""What the checks look through: the newest messages of each partition, and no more."""

from pathlib import Path

import pytest
from kafka import KafkaProducer, TopicPartition

from schemas import codec
from schemas.tick import Tick
from streams.kafka.admin.checkup_view import NEWEST, KafkaView
from streams.messages import TICK_HEADER
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World

pytestmark = pytest.mark.kafka


def test_the_newest_of_each_partition_are_read_and_ticks_are_told_apart(
    broker: RunningBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    world = World(broker, kafka_prefix, tmp_path)
    flows = world.settings.topic("flows")
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)
    for number in range(NEWEST + 5):
        producer.send(flows, key=b"plant", value=str(number).encode(), partition=0)
    producer.send(
        flows,
        key=b"plant",
        value=codec.encode_lines([Tick("plant", "span", 7.0)]),
        headers=[TICK_HEADER],
        partition=1,
    )
    producer.flush()
    producer.close()
    view = KafkaView(world.settings)
    newest = [message.value for message in view.newest("flows") if message.partition == 0]
    assert newest == [str(number).encode() for number in range(5, NEWEST + 5)]
    assert [tick for _, tick in view.ticks()] == [Tick("plant", "span", 7.0)]
    first = view.message_at(TopicPartition(flows, 0), 2)
    assert first is not None
    assert first.value == b"2"
    assert view.message_at(TopicPartition(flows, 0), NEWEST + 5) is None
    assert view.newest("verdicts") == []
    assert view.counts[flows] == 2
    view.close()
