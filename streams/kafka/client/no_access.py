"""The error of who is not let in: one of kafka-python's, which takes 0.2 s to import, so only when it is told."""

from kafka.errors import KafkaError


class NoAccess(KafkaError):  # type: ignore[misc] # kafka-python has no types
    """Kafka does not let us in, or we it; trying again is of no use. Says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])
