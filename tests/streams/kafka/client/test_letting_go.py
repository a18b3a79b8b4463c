"""A producer that can't flush is ended by force. That one with a real broker ends is tried by every test with one."""

from kafka.errors import KafkaTimeoutError

from streams.kafka.client.letting_go import let_go


class Producer:
    """With something in hand, until it is forced."""

    def __init__(self) -> None:
        self._sender = self
        self.calls: list[str] = []

    def close(self, timeout: float) -> None:
        assert timeout > 0.0
        self.calls.append("close")
        if "force" not in self.calls:
            raise KafkaTimeoutError

    def force_close(self) -> None:
        self.calls.append("force")


def test_a_producer_that_can_not_flush_is_ended_by_force() -> None:
    producer = Producer()
    let_go(producer, 1.0)
    assert producer.calls == ["close", "force", "close"]


def test_one_that_can_is_not() -> None:
    producer = Producer()
    producer.calls.append("force")
    let_go(producer, 1.0)
    assert producer.calls == ["force", "close"]
