"""The Kafka clients' own lines: only what warns, and nothing while Kafka is away, unless everything is asked for."""

import logging
import math
import threading
import time
from collections.abc import Iterator

import pytest

from streams.kafka.client.presence import Presence
from streams.kafka.client.settings import KafkaSettings
from tests.patience import PATIENCE_S
from weir.settings.log_lines import LogSettings
from weir.wiring.kafka_logs import SETTLES_WITHIN_S, quieten_clients
from weir.wiring.log_limit import CLIENTS
from weir.wiring.logs import set_up_logging


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("", "asyncio", *CLIENTS)}
    for name in CLIENTS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def log_of_each_client() -> None:
    for name in CLIENTS:
        logging.getLogger(f"{name}.conn").info("%s connected", name)
        logging.getLogger(f"{name}.conn").warning("%s was refused", name)


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.partition(" ")[2] for line in capsys.readouterr().err.splitlines()]


def test_their_warnings_are_said_and_nothing_less(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    quieten_clients()
    log_of_each_client()
    logging.getLogger("weir").info("ours")
    assert said(capsys) == [*(f"warning: {name} was refused" for name in CLIENTS), "info: ours"]


def test_at_debug_they_say_all(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings(level="debug"))
    quieten_clients()
    log_of_each_client()
    assert len(said(capsys)) == 2 * len(CLIENTS)


class Looked(Presence):
    """Finds what it is to find, when it is let."""

    def __init__(self, finds: str | None = None) -> None:
        super().__init__(KafkaSettings())
        self.finds = finds
        self.let = threading.Event()

    def look(self, within_s: float) -> str | None:
        del within_s
        assert self.let.wait(PATIENCE_S)
        return self.finds


def ended() -> None:
    """Wait until nothing is looked at any more."""
    for thread in threading.enumerate():
        if thread.name == "kafka-logs":
            thread.join(PATIENCE_S)


def test_the_first_lines_wait_until_it_is_known_that_kafka_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    presence = Looked(finds=None)
    quieten_clients(presence=presence)
    log_of_each_client()
    logging.getLogger("weir").info("ours")
    assert said(capsys) == ["info: ours"]
    presence.let.set()
    ended()
    assert said(capsys) == [f"warning: {name} was refused" for name in CLIENTS]


def test_while_kafka_is_away_nothing_of_theirs_is_said_nor_of_what_follows_from_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging(LogSettings())
    presence = Looked(finds="away")
    quieten_clients(presence=presence)
    log_of_each_client()
    presence.let.set()
    ended()
    presence.away_since = time.time()
    log_of_each_client()
    logging.getLogger("streams.worker.partitions").error("partition 0 is lost")
    logging.getLogger("streams.kafka.client.presence").error("Kafka is away")
    logging.getLogger("faust").critical("the end")
    assert said(capsys) == ["error: Kafka is away", "critical: the end"]


def test_when_it_is_back_the_clients_settle_in_quiet_and_our_lines_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(LogSettings())
    presence = Looked(finds=None)
    presence.let.set()
    quieten_clients(presence=presence)
    presence.back_at = time.monotonic()
    log_of_each_client()
    logging.getLogger("streams.worker.partitions").error("partition 0 is lost")
    assert said(capsys) == ["error: partition 0 is lost"]
    presence.back_at = time.monotonic() - SETTLES_WITHIN_S
    log_of_each_client()
    ended()
    assert len(said(capsys)) == len(CLIENTS)
    assert Presence(KafkaSettings()).back_at == -math.inf
