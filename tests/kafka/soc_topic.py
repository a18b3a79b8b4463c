"""A topic that takes alerts from an output, and all that is in it."""

import time

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic

from schemas.alert import Alert
from streams.outputs.settings import OutputSettings
from tests.patience import PATIENCE_S
from tests.receivers.outages import Taken

PARTITIONS = 2


class SocTopic:
    """A topic of a broker. Its name begins as the test's others do, so that it goes with them."""

    def __init__(self, bootstrap: str, name: str) -> None:
        self.bootstrap, self.name = bootstrap, name
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        admin.create_topics([NewTopic(name, num_partitions=PARTITIONS, replication_factor=1)])
        admin.close()

    @property
    def to(self) -> str:
        return f"kafka://{self.bootstrap}/{self.name}"

    def settings(self, timeout_s: float) -> OutputSettings:
        return OutputSettings(to=self.to, timeout_s=timeout_s)

    @property
    def _partitions(self) -> list[TopicPartition]:
        return [TopicPartition(self.name, number) for number in range(PARTITIONS)]

    def messages(self) -> int:
        """How many there are by now."""
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap)
        ends: dict[TopicPartition, int] = consumer.end_offsets(self._partitions)
        consumer.close()
        return sum(ends.values())

    def taken(self) -> Taken:
        """Every message to the topic's end, repetitions too; each says of which alert and revision it is."""
        consumer = KafkaConsumer(bootstrap_servers=self.bootstrap, auto_offset_reset="earliest")
        partitions = self._partitions
        consumer.assign(partitions)
        ends = consumer.end_offsets(partitions)
        taken, deadline = Taken(), time.monotonic() + PATIENCE_S
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            assert time.monotonic() < deadline, "the topic is read to its end"
            for messages in consumer.poll(timeout_ms=200).values():
                for message in messages:
                    alert = msgspec.json.decode(message.value, type=Alert)
                    assert message.key == alert.id.encode()
                    assert dict(message.headers)["revision"] == str(alert.revision).encode()
                    taken.add((alert.id, alert.revision), message.value)
        consumer.close()
        return taken
