"""Whether Kafka lets us in: a broker that is away is no refusal. What a real one says is in tests/kafka."""

import socket
import threading

import pytest

from streams.kafka.client.access import check_access
from streams.kafka.client.no_access import NoAccess
from streams.kafka.client.settings import KafkaSettings


def test_a_broker_that_is_away_is_left_to_the_client_that_tries_again() -> None:
    check_access(KafkaSettings(bootstrap_servers="127.0.0.1:1"))


@pytest.mark.parametrize(("protocol", "said"), [("PLAINTEXT", "security_protocol is PLAINTEXT"), ("SSL", "its port")])
def test_one_that_hangs_up_is_asked_about(protocol: str, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            server.accept()[0].close()

        other = threading.Thread(target=hang_up)
        other.start()
        where = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(NoAccess, match=rf"^Kafka at {where} .*{said}"):
            check_access(KafkaSettings(bootstrap_servers=where, security_protocol=protocol))
        other.join()
