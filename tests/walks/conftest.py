"""The broker of tests/kafka, for the walk that has a Kafka of its own."""

from tests.kafka.conftest import _shared_broker, broker, kafka_prefix

__all__ = ["_shared_broker", "broker", "kafka_prefix"]
