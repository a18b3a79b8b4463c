"""The doctor's lines come in the order of its tables."""

from pathlib import Path

import pytest

from streams.embedded import checkup
from streams.embedded.settings import EmbeddedSettings
from streams.kafka.client.settings import KafkaSettings
from streams.listener.settings import ListenerSettings
from streams.outputs.settings import OutputSettings
from tests.receivers import certificates
from tests.weir.commands.reading import filled_state, state
from weir.admin import installed
from weir.settings.sections import Settings, load_settings
from weir.wiring.checks import _own_certificates, check_lines

__all__ = ["filled_state", "state"]


def test_what_is_installed_comes_before_the_state(tmp_path: Path) -> None:
    settings = Settings(embedded=EmbeddedSettings(state_dir=str(tmp_path)))
    assert [line.check for line in check_lines(settings, kafka=False)] == [*installed.CHECKS, *checkup.CHECKS]


@pytest.mark.usefixtures("state")
def test_where_there_is_a_state_its_sensors_are_looked_at() -> None:
    (line,) = [line for line in check_lines(load_settings(), kafka=False) if line.check == "sensors"]
    assert (line.status, line.said) == ("ok", "1, and nothing to mend")


def test_each_output_has_a_line_at_the_end(tmp_path: Path) -> None:
    settings = Settings(
        embedded=EmbeddedSettings(state_dir=str(tmp_path)),
        outputs={"archive": OutputSettings(to=f"file:{tmp_path}/a"), "siem": OutputSettings(to="syslog+tcp://[::1]:9")},
    )
    *_, archive, siem = check_lines(settings, kafka=False)
    assert (archive.check, archive.status) == ("output archive", "ok")
    assert (siem.check, siem.status) == ("output siem", "fail")


def test_our_own_certificates_come_last(tmp_path: Path) -> None:
    pems = certificates.made(tmp_path)
    settings = Settings(
        kafka=KafkaSettings(security_protocol="SSL", ssl_certificate_file=str(pems.ending)),
        listener=ListenerSettings(cert_file=str(pems.server), key_file=str(pems.server_key)),
    )
    found = [(line.check, line.status) for line in _own_certificates(settings, kafka=True)]
    assert found == [("kafka-tls", "warn"), ("listener-tls", "ok")]
    assert [line.check for line in _own_certificates(settings, kafka=False)] == ["listener-tls"]
