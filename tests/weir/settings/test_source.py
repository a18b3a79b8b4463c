"""Where a setting was written is found again, for the error that names it."""

from pathlib import Path

import pytest

from weir.errors import UserError
from weir.settings.sections import Settings
from weir.settings.source import Place, overlay_environment, read_toml


def _place(folder: Path, text: str) -> Place:
    path = folder / "weir.toml"
    path.write_text(text, encoding="utf-8")
    place = Place(path)
    read_toml(place)
    return place


def test_keys_are_found_in_their_own_table(tmp_path: Path) -> None:
    place = _place(tmp_path, "[a]\nkey = 1\n\n[b]\n# key = 0\n  key = 2\n[c.'d']\nkey = 3\n")
    assert place.at(("a", "key"), "x").endswith("weir.toml:2: a.key: x")
    assert place.at(("b", "key"), "x").endswith("weir.toml:6: b.key: x")
    assert place.at(("c", "d", "key"), "x").endswith("weir.toml:8: c.d.key: x")
    assert place.at(("b",), "x").endswith("weir.toml:4: b: x")
    assert place.at(("nowhere",), "x").endswith("weir.toml: nowhere: x")


def test_a_variable_goes_before_the_file(tmp_path: Path) -> None:
    place = _place(tmp_path, "[a]\nkey = 1\n")
    place.variables["a", "key"] = "WEIR_A_KEY"
    assert place.at(("a", "key"), "x") == "WEIR_A_KEY: x"


def test_times_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "weir.toml"
    path.write_text("[a]\nwhen = 2026-01-31T06:00:00Z\nlist = [2026-01-31]\n")
    assert read_toml(Place(path)) == {"a": {"when": "2026-01-31T06:00:00+00:00", "list": ["2026-01-31"]}}


def test_a_folder_or_other_bytes_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        read_toml(Place(tmp_path))
    (tmp_path / "weir.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match=r"weir\.toml"):
        read_toml(Place(tmp_path / "weir.toml"))


def _overlaid(**environment: str) -> list[str]:
    told: list[str] = []
    overlay_environment({}, Settings, environment, Place(None), told.append)
    return told


def test_a_variable_of_no_section_names_the_nearest() -> None:
    [told] = _overlaid(WEIR_EMBEDED_STATE_DIR="x")
    assert told.startswith("WEIR_EMBEDED_STATE_DIR: sets nothing")
    assert told.endswith("did you mean WEIR_EMBEDDED_STATE_DIR?")
    [told] = _overlaid(WEIR_NOTHING_LIKE_IT="x")
    assert "sections are site, sites, policy" in told


def test_variables_of_others_that_begin_alike_are_left_alone() -> None:
    # The command line's, docker-compose.yml's, and those that Kubernetes makes of a service called weir-web.
    assert _overlaid(WEIR_SETTINGS="x", WEIR_TRACEBACK="1", WEIR_LOGS="/logs", WEIR_SITE="a") == []
    assert _overlaid(WEIR_WEB_SERVICE_HOST="x", WEIR_WEB_PORT="tcp://x:1", WEIR_WEB_PORT_80_TCP_ADDR="x") == []
