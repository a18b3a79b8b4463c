"""Whether Kafka lets us in: a broker that is away is no refusal. What a real one says is in tests/kafka."""

import asyncio
import socket
import threading

import pytest

from streams.kafka.client import access
from streams.kafka.client.access import Caller, check_access
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


def answered(servers: str) -> bool:
    async def work() -> bool:
        caller = Caller(KafkaSettings(bootstrap_servers=servers))
        answers = await caller.answers()
        await caller.close()
        return answers

    return asyncio.run(work())


def test_where_nobody_listens_nobody_answers() -> None:
    assert not answered("127.0.0.1:1,127.0.0.1:2")


def test_one_that_takes_the_connection_and_says_nothing_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "ASK_MS", 100)
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not answered(f"127.0.0.1:{server.getsockname()[1]}")
