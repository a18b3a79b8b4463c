"""The tests' own broker does what the tests of the Kafka shell take for granted."""

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from tests.kafka.broker import Broker
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.kafka


@pytest.fixture
def broker(own_broker: Broker) -> Broker:
    """One that may be broken."""
    return own_broker


def read_all(broker: Broker, topic: str) -> list[bytes]:
    consumer = KafkaConsumer(bootstrap_servers=broker.bootstrap, isolation_level="read_committed")
    try:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek_to_beginning(partition)
        end = consumer.end_offsets([partition])[partition]
        values: list[bytes] = []
        while consumer.position(partition) < end:
            for records in consumer.poll(timeout_ms=200).values():
                values += [record.value for record in records]
        return values
    finally:
        consumer.close()


def create(broker: Broker, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        admin.create_topics([NewTopic(name=topic, num_partitions=1, replication_factor=1)])
    finally:
        admin.close()


def test_what_was_acknowledged_is_there_after_a_kill(broker: Broker, kafka_prefix: str) -> None:
    topic = f"{kafka_prefix}.kept"
    create(broker, topic)
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, acks="all")
    try:
        producer.send(topic, b"before the kill").get(timeout=PATIENCE_S)
    finally:
        producer.close()
    broker.kill()
    broker.start()
    assert read_all(broker, topic) == [b"before the kill"]


def test_a_transaction_is_read_only_when_committed(broker: Broker, kafka_prefix: str) -> None:
    topic = f"{kafka_prefix}.transactions"
    create(broker, topic)
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap, transactional_id=f"{kafka_prefix}.one")
    try:
        producer.init_transactions()
        producer.begin_transaction()
        producer.send(topic, b"aborted")
        producer.abort_transaction()
        producer.begin_transaction()
        producer.send(topic, b"committed")
        producer.commit_transaction()
    finally:
        producer.close()
    assert read_all(broker, topic) == [b"committed"]
