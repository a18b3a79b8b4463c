"""What goes into a bundle before anything is replaced."""

from pathlib import Path

import msgspec
import pytest

from streams.checkup import CheckLine
from streams.read_model.sqlite import SqliteReadModel
from streams.status.settings import MetricsSettings
from tests.kafka.broker import free_port
from tests.weir.commands.reading import filled_state
from weir.admin.bundle.contents import (
    LOG_BYTES,
    doctor_text,
    log_text,
    settings_text,
    state_text,
    status_texts,
    version_text,
)
from weir.admin.state_admin import inspected
from weir.admin.state_places import open_place
from weir.settings.sections import Settings, load_settings, read_settings
from weir.settings.source import raise_it
from weir.wiring.status import observed

__all__ = ["filled_state"]


def test_the_versions_of_what_matters_are_told() -> None:
    assert [line.split()[0] for line in version_text().splitlines()[:2]] == ["weir", "python"]
    assert "river 0.26" in version_text()


def test_of_the_settings_values_are_replaced_and_keys_are_not(tmp_path: Path) -> None:
    file = tmp_path / "weir.toml"
    file.write_text("[site]\nname = 'name'\n[sites.b]\ntime_zone = 'UTC'\n")
    text = settings_text(
        *read_settings(file, {"WEIR_KAFKA_PREFIX": "p"}, raise_it),
        lambda said: said.replace("name", "X").replace("sites.b", "sites.Y"),
    )
    assert 'name = "X"  # file' in text
    assert "[sites.Y]" in text
    assert 'prefix = "p"  # environment' in text
    assert str(tmp_path) not in text


def test_what_the_doctor_said_is_a_line_each() -> None:
    assert (
        doctor_text([CheckLine(check="disk", status="ok", said="3 GB free")]) == "ok    disk              3 GB free\n"
    )


def test_the_state_is_counts(filled_state: Path) -> None:
    settings = load_settings(None, {"WEIR_EMBEDDED_STATE_DIR": str(filled_state)})
    model = SqliteReadModel(filled_state, settings.settings_for)
    place = open_place(settings, kafka=False)
    text = state_text(settings, model, lambda: inspected(place, settings, site=None, asset=None), kafka=False)
    [site] = msgspec.json.decode(text)["sites"]
    assert site["assets"] > 10
    assert sum(site["alerts_by_kind"].values()) == sum(site["alerts_by_status"].values()) > 0
    assert sum(site["assets_by_side"].values()) > 0


def test_where_no_state_is_it_says_so(tmp_path: Path) -> None:
    settings = load_settings(None, {"WEIR_EMBEDDED_STATE_DIR": str(tmp_path)})
    model = SqliteReadModel(tmp_path, settings.settings_for)
    assert state_text(settings, model, list, kafka=False).startswith("not read: ")


def test_a_running_process_shows_its_pages_and_none_shows_nothing() -> None:
    listen = f"127.0.0.1:{free_port()}"
    settings = Settings(metrics=MetricsSettings(listen=listen))
    assert status_texts(Settings()) == status_texts(settings) == {}
    with observed(settings.metrics, "worker"):
        pages = status_texts(settings)
    assert "weir_build_info" in pages["metrics.txt"]
    assert '"reason":"starting"' in pages["ready.json"]


def test_of_a_long_log_the_last_whole_lines_are_taken(tmp_path: Path) -> None:
    log = tmp_path / "weir.log"
    log.write_bytes(b"x" * LOG_BYTES + b" first\nlast \xff\n")
    assert log_text(log) == "last \\xff\n"
    log.write_bytes(b"all\n")
    assert log_text(log) == "all\n"
    with pytest.raises(OSError, match="No such file"):
        log_text(tmp_path / "none")
