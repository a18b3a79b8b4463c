"""Options that complete: what there is, and silence where nothing can be asked."""

from pathlib import Path

import pytest

from schemas.alert import Level
from weir.options import LevelName, complete_alert, complete_format, complete_input, complete_site
from weir.views.terminal import LEVEL_ORDER


def test_the_levels_are_those_of_alerts() -> None:
    levels: tuple[Level, ...] = LEVEL_ORDER
    assert tuple(level.value for level in LevelName) == levels


def test_sites_complete_from_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weir.toml").write_text("[site]\nname = 'plant'\n[sites.plant-b]\n[sites.other]\n")
    assert complete_site("pl") == ["plant", "plant-b"]
    (tmp_path / "weir.toml").write_text("broken")
    assert complete_site("pl") == []
    assert complete_alert("") == []


def test_formats_complete_with_what_they_are() -> None:
    assert [name for name, _ in complete_format("zeek")] == ["zeek-tsv", "zeek-json"]
    assert next(iter(complete_format("")))[0] == "auto"
    assert complete_format("none") == []


def test_inputs_that_listen_complete_and_files_are_left_to_the_shell() -> None:
    assert [mark for mark, _ in complete_input("un")] == ["unix:", "unix-dgram:"]
    assert "NetFlow" in complete_input("udp:0.0.0.0:2")[0][1]
    assert complete_input("") == complete_input("conn") == []
