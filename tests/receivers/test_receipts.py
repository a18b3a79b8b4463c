"""docs/way-back.md as somebody follows it: a real rsyslog posts the receipts of heartbeats back to the listener."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.formats.alerts.registry import from_origin
from streams.listener.settings import ListenerSettings
from streams.outputs.delivery import Delivery
from streams.outputs.heartbeat import Rhythm
from streams.outputs.heartbeats import Heartbeats
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.secret import Secret
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.receivers.rsyslog import free_port, program
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.doubles import ListOutbox
from weir.settings.sections import Settings
from weir.wiring.listening import listening_to

pytestmark = pytest.mark.fault

TOKEN = "a-token-of-32-characters-at-least"


@pytest.fixture
def beats() -> Heartbeats:
    return Heartbeats({"syslog": Rhythm(every_s=1.0, within_s=600.0, answers=False)}, "north")


@pytest.fixture
def listener(beats: Heartbeats) -> Iterator[str]:
    settings = Settings(listener=ListenerSettings(port=0, token=Secret(TOKEN)))
    with listening_to(settings, kafka=False, receipt=beats.receipt) as url:
        assert url is not None
        yield url


@pytest.fixture
def rsyslog(repository: Path, tmp_path: Path, listener: str) -> Iterator[int]:
    """An rsyslog with the page's lines and script; its port."""
    page = (repository / "docs" / "way-back.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", page, re.DOTALL)
    (lines,) = re.findall(r"```\n(module\(load=\"omprog.*?)```", page, re.DOTALL)
    (tmp_path / "token").write_text(TOKEN)
    posting = tmp_path / "weir-receipt"
    posting.write_text(
        script.replace("/etc/weir/listener-token", str(tmp_path / "token")).replace("http://127.0.0.1:9118", listener)
    )
    posting.chmod(0o755)
    port = free_port()
    (tmp_path / "rsyslog.conf").write_text(
        f'global(workDirectory="{tmp_path}" maxMessageSize="64k")\nmodule(load="imtcp")\n'
        f'input(type="imtcp" address="127.0.0.1" port="{port}")\n'
        + lines.replace("/usr/local/bin/weir-receipt", str(posting))
    )
    arguments = [program(), "-n", "-f", str(tmp_path / "rsyslog.conf"), "-i", str(tmp_path / "pid")]
    with (tmp_path / "rsyslog.out").open("ab") as log:
        process = subprocess.Popen(arguments, stdout=log, stderr=log)
    yield port
    process.terminate()
    process.wait(PATIENCE_S)


def test_a_heartbeat_over_syslog_has_its_receipt_from_rsyslog(beats: Heartbeats, rsyslog: int) -> None:
    output = OutputSettings(to=f"syslog+tcp://127.0.0.1:{rsyslog}", format="rfc5424")
    sink, form = sink_of(output, HERE, lambda _one, _answer: None), from_origin("rfc5424", HERE)
    aside = beats.aside("syslog", ListOutbox(), sink, form)
    assert aside is not None
    delivery = Delivery("syslog", sink, form, aside)
    beats.join("syslog", aside, delivery.wake)
    delivery.start(1.0)

    def received() -> bool:
        beats.turn()
        return beats.beats["syslog"].receipts >= 2

    try:
        until(received, "two receipts have come")
    finally:
        delivery.end()
        delivery.ended(5.0)
    assert beats.beats["syslog"].silent_s < 60.0
