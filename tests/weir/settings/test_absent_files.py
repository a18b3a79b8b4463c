"""Files that the settings name and that are not there are told with the setting."""

from pathlib import Path

import msgspec

from streams.embedded.settings import EmbeddedSettings
from streams.kafka.client.settings import KafkaSettings
from weir.settings.absent_files import absent_files
from weir.settings.sections import Settings


def test_what_is_not_there_is_told_and_what_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    settings = Settings(
        embedded=EmbeddedSettings(
            sources=(f"{tmp_path}/*.log", f"{tmp_path}/*.gz", "-", "udp:127.0.0.1:2055", "unix:/no/such.sock"),
            zones=(f"{tmp_path}/zones.toml",),
            assets=(f"{tmp_path}/a.log",),
        ),
        kafka=msgspec.structs.replace(KafkaSettings(), security_protocol="SSL", ssl_ca_file=f"{tmp_path}/ca.pem"),
    )
    assert list(absent_files(settings)) == [
        f"embedded.sources: {tmp_path}/*.gz: nothing is there",
        f"embedded.zones: {tmp_path}/zones.toml: no such file",
        f"kafka.ssl_ca_file: {tmp_path}/ca.pem: no such file",
    ]
