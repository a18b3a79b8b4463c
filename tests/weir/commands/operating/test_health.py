"""`weir health`: asks a running process; its answers are tested in tests/weir/wiring/test_status.py too."""

import pytest

from streams.status.settings import MetricsSettings
from tests.kafka.broker import free_port
from tests.weir.command_line import nothing_set, weir
from weir.wiring.status import observed

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_without_an_address_there_is_nobody_to_ask() -> None:
    said = weir("health")
    assert said.code == 1
    assert "WEIR_METRICS_LISTEN" in said.error


def test_nobody_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_METRICS_LISTEN", f"127.0.0.1:{free_port()}")
    said = weir("health")
    assert said.code == 1
    assert "no answer: " in said.error


def test_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    listen = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("WEIR_METRICS_LISTEN", listen)
    with observed(MetricsSettings(listen=listen), "worker"):
        alive, ready, as_json = weir("health"), weir("health", "--ready"), weir("health", "--ready", "--json")
    assert (alive.code, alive.out) == (0, "alive\n")
    assert (ready.code, ready.error) == (1, f"weir: {listen}: starting\n")
    assert (as_json.code, '"reason":"starting"' in as_json.out) == (1, True)
