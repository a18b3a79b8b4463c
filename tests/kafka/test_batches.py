"""Batches of a transaction on a real broker: all in order, and a refusal is heard before the commit."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.kafka.client.clients import arguments
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read, topics
from streams.kafka.log.batches import BATCH_BYTES, Batches
from streams.kafka.log.state_messages import Keyed
from tests.kafka.administrator import configure
from tests.kafka.broker import RunningBroker
from tests.kafka.world import settle

pytestmark = pytest.mark.kafka


@pytest.fixture
def settings(broker: RunningBroker, kafka_prefix: str) -> KafkaSettings:
    made = KafkaSettings(bootstrap_servers=broker.bootstrap, prefix=kafka_prefix, partitions=2)
    topics.create(made)
    return made


async def sent(settings: KafkaSettings, messages: list[Keyed]) -> None:
    producer = AIOKafkaProducer(
        **arguments(settings), transactional_id=f"{settings.prefix}.t", max_batch_size=BATCH_BYTES
    )
    await producer.start()
    try:
        await producer.begin_transaction()
        batches = Batches(producer)
        await batches.send(settings.topic("paths"), 1, messages)
        await batches.delivered()
        await producer.commit_transaction()
    finally:
        await producer.stop()


def test_more_than_a_batch_holds_arrives_whole_and_in_order(settings: KafkaSettings) -> None:
    messages: list[Keyed] = [(b"%d" % n, b"x" * 600, []) for n in range(3_000)]
    asyncio.run(sent(settings, messages))
    settle(settings)
    assert [(one.key, one.value) for one in read.messages(settings, "paths", 1)] == [m[:2] for m in messages]


def test_what_the_broker_refuses_is_raised_before_the_commit(settings: KafkaSettings) -> None:
    configure(settings, "paths", {"max.message.bytes": "500"})
    with pytest.raises(KafkaError, match="MessageSizeTooLarge"):
        asyncio.run(sent(settings, [(b"k", b"x" * 600, [])]))
    assert list(read.messages(settings, "paths", 1)) == []
