"""The Kafka clients' own lines: only what warns, unless everything is asked for."""

import logging
from collections.abc import Iterator

import pytest

from weir.settings.log_lines import LogSettings
from weir.wiring.kafka_logs import quieten_clients
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
