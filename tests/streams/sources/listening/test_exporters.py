"""An exporter's address alone says whose its flows are."""

import pytest

from streams.sources.listening import exporters as module
from streams.sources.listening.exporters import Exporters, Placed
from streams.sources.listening.settings import ExporterSettings, NetflowSettings


def declared(*exporters: ExporterSettings, unknown: str | None = None) -> Exporters:
    settings = NetflowSettings(exporters=exporters, unknown_exporters=unknown)  # type: ignore[arg-type]
    return Exporters(settings, site="plant", sensor="tap")


def test_with_none_declared_all_have_the_site_and_sensor_of_the_input() -> None:
    found = declared()
    assert found.of("10.9.9.9") == Placed("plant", "tap")
    assert found.all == (Placed("plant", "tap"),)


def test_the_narrowest_network_counts_of_both_families() -> None:
    found = declared(
        ExporterSettings(address="10.0.0.0/8", site="all"),
        ExporterSettings(address="10.1.0.0/16", site="north", sensor="core"),
        ExporterSettings(address="10.1.0.7", realm="cell-7"),
        ExporterSettings(address="fd00::/64", site="six"),
        ExporterSettings(address="::ffff:192.0.2.0/120", site="mapped"),
    )
    assert found.of("10.2.0.1") == Placed("all", "tap")
    assert found.of("10.1.0.1") == Placed("north", "core")
    assert found.of("10.1.0.7") == Placed("plant", "tap", "cell-7")
    assert found.of("fd00::9") == Placed("six", "tap")
    assert found.of("192.0.2.9") == Placed("mapped", "tap")
    assert found.of("11.0.0.1") is None
    assert len(found.all) == 5


def test_a_default_network_is_everything_of_its_family() -> None:
    assert declared(ExporterSettings(address="0.0.0.0/0", site="four")).of("198.51.100.1") == Placed("four", "tap")
    assert declared(ExporterSettings(address="0.0.0.0/0", site="four")).of("2001:db8::1") is None
    assert declared(ExporterSettings(address="::/0", site="any")).of("198.51.100.1") == Placed("any", "tap")


def test_strangers_beside_declared_ones_are_taken_where_that_is_said() -> None:
    found = declared(ExporterSettings(address="10.0.0.1", site="north"), unknown="take")
    assert found.of("10.0.0.2") == Placed("plant", "tap")
    assert found.all == (Placed("plant", "tap"), Placed("north", "tap"))


def test_the_memory_of_answers_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 1_000)
    found = declared(ExporterSettings(address="10.0.0.1"))
    for number in range(1_010):
        found.of(f"11.0.{number >> 8}.{number & 255}")
    assert len(found._known) <= 1_000
    assert found.of("10.0.0.1") == Placed("plant", "tap")


def test_places_have_names_that_tell_them_apart() -> None:
    assert Placed("north", "core", "cell").name == "north|core|cell"
    assert Placed("north").name == "north||"
