"""What the read model says where Kafka gives nothing."""

import re

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError

from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings
from streams.read_model.catch_up import NoAlert, TopicMissing
from streams.read_model.kafka_errors import told
from tests.kafka.broker import free_port

NOWHERE = KafkaSettings(bootstrap_servers=f"127.0.0.1:{free_port()}")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TopicMissing("weir.state"), "topic weir.state is missing at .*: run `weir topics create`"),
        (NoAlert("weir.alerts holds no alert"), "holds no alert"),
        (NoAccess("user 'x' is refused"), "user 'x' is refused"),
        (KafkaConnectionError("refused"), r"no Kafka at 127\.0\.0\.1.*is it running"),
        (KafkaTimeoutError(), r"reading weir\.state at .* failed"),
        (TimeoutError("the broker gave nothing"), "the broker gave nothing"),
    ],
)
def test_each_error_says_what_to_do(error: Exception, said: str) -> None:
    found = told(NOWHERE, error)
    assert found is not None

    assert re.search(said, str(found))


def test_an_error_of_another_kind_is_not_explained() -> None:
    assert told(NOWHERE, KeyError("x")) is None
