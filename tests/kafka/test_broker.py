"""The tests' own broker does what the tests of the Kafka shell take for granted."""

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from tests.kafka.broker import RunningBroker

pytestmark = pytest.mark.kafka


def read_all(broker: RunningBroker, topic: str) -> list[bytes]:
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


def create(broker: RunningBroker, topic: str) -> None:
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    try:
        admin.create_topics([NewTopic(name=topic, num_partitions=1, replication_factor=1)])
    finally:
        admin.close()


def test_a_transaction_is_read_only_when_committed(broker: RunningBroker, kafka_prefix: str) -> None:
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
