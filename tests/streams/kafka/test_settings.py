"""The settings of Kafka: names are made of the prefix, and what Kafka would refuse is refused at once."""

import msgspec
import pytest

from streams.kafka.settings import KafkaSettings


def test_two_deployments_differ_in_everything_they_name() -> None:
    one, other = KafkaSettings(prefix="north"), KafkaSettings(prefix="south")
    assert one.topic("flows") == "north.flows"
    assert one.group != other.group
    assert one.transactional_id(3) == "north.worker.3"
    assert one.transactional_id(3) != other.transactional_id(3)


@pytest.mark.parametrize(
    "wrong", [{"prefix": "a b"}, {"partitions": 0}, {"session_timeout_s": 1.0}, {"bootstrap_servers": ""}]
)
def test_what_kafka_would_refuse_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, KafkaSettings)
