"""All that state, settings and machine call by a name is among the names to be replaced."""

import socket
from pathlib import Path

from streams.embedded.settings import EmbeddedSettings, SourceSettings
from streams.kafka.client.settings import KafkaSettings
from streams.outputs.settings import OutputSettings
from streams.read_model.sqlite import SqliteReadModel
from streams.read_model.wanted import AssetsWanted
from streams.secret import Secret
from tests.weir.commands.reading import filled_state
from weir.admin.bundle.known_names import (
    names_of_machine,
    names_of_settings,
    names_of_state,
    secrets_of,
    telling,
)
from weir.settings.sections import Settings, SiteOverrides

__all__ = ["filled_state"]


def test_the_settings_name_sites_sensors_files_users_and_servers() -> None:
    settings = Settings(
        sites={"north": SiteOverrides()},
        embedded=EmbeddedSettings(
            sources=(SourceSettings(path="/srv/acme/*.log", site="s1", sensor="tap-9"),),
        ),
        outputs={"soc": OutputSettings(to="file:/mnt/soc/alerts.ndjson")},
        kafka=KafkaSettings(
            bootstrap_servers="k1.acme:9092, [fd00::1]:9092",
            security_protocol="SASL_SSL",
            sasl_username="ann",
            sasl_password=Secret("hunter2"),
        ),
    )
    names = telling(names_of_settings(settings))
    assert {"north", "s1", "tap-9", "acme", "soc", "mnt", "k1.acme", "fd00::1", "ann"} <= names
    assert not names & {"*.log", "alerts.ndjson", "srv", ""}
    assert secrets_of(settings) == ["hunter2"]


def test_the_state_names_sites_zones_and_assets(filled_state: Path) -> None:
    settings = Settings()
    model = SqliteReadModel(filled_state, settings.settings_for)
    names = telling(names_of_state(model))
    assets = model.assets(AssetsWanted()).items
    assert assets
    for asset in assets:
        assert {asset.id, *asset.ips, *asset.macs} <= names
    assert {zone.name for zone in model.zones()} <= names


def test_the_machine_is_named() -> None:
    assert socket.gethostname() in set(names_of_machine())


def test_words_of_our_own_are_no_names() -> None:
    assert telling(iter(["kafka", "", "a", "Weir", "plant"])) == {"plant"}
