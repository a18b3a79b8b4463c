"""What an administrator, or a misfortune, does to a running Kafka: settings, topics, offsets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource
from kafka.structs import OffsetAndMetadata

from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics
from tests.kafka.world import until


@contextmanager
def admin_of(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    """An administrator's connection."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    try:
        yield admin
    finally:
        admin.close()


def configure(settings: KafkaSettings, name: str, configs: Mapping[str, str]) -> None:
    """Change settings of the topic `name` (without prefix), and wait until the broker tells them: it hears later."""
    topic = settings.topic(name)
    with admin_of(settings) as admin:
        admin.alter_configs([ConfigResource("topic", topic, dict(configs))])

        def told() -> bool:
            entries = admin.describe_configs([ConfigResource("topic", topic)], config_filter="all")["topic"][topic]
            return all(entries[key]["value"] == value for key, value in configs.items())

        until(told, f"{name} has its new settings")


def widen(settings: KafkaSettings, name: str, partitions: int) -> None:
    """Give one topic (without prefix) more partitions, and wait until the broker tells of them: it hears later."""
    with admin_of(settings) as admin:
        admin.create_partitions({settings.topic(name): partitions})
    until(lambda: topics.partition_counts(settings)[settings.topic(name)] == partitions, f"{name} is wider")


def delete_topic(settings: KafkaSettings, name: str) -> None:
    """Delete a topic with all it holds."""
    with admin_of(settings) as admin:
        admin.delete_topics([settings.topic(name)])


def set_offsets(settings: KafkaSettings, offsets: Mapping[tuple[str, int], int]) -> None:
    """Commit offsets for the workers' group, which must have no members: by topic (without prefix) and partition."""
    consumer = KafkaConsumer(
        bootstrap_servers=settings.bootstrap_servers, group_id=settings.group, enable_auto_commit=False
    )
    try:
        where = {TopicPartition(settings.topic(name), each): at for (name, each), at in offsets.items()}
        consumer.assign(list(where))
        consumer.commit({one: OffsetAndMetadata(at, "", -1) for one, at in where.items()})
    finally:
        consumer.close()


def forget_offsets(settings: KafkaSettings) -> None:
    """Delete the group with its offsets, as the broker does with those that expired."""
    with admin_of(settings) as admin:
        admin.delete_groups([settings.group])
