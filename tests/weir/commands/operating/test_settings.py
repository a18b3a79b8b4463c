"""`weir settings`: all mistakes at once, what holds as a file of its own, and a file that is never written over."""

import re
from pathlib import Path

import msgspec
import pytest

from tests.weir.command_line import nothing_set, weir
from weir.settings.sections import load_settings

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_check_tells_every_mistake_of_file_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("weir.toml").write_text("[kafka]\nprefx = 'a'\npartitions = 'x'\n[site]\ntime_zone = 'Mars'\n")
    monkeypatch.setenv("WEIR_KAFAK_PREFIX", "b")
    said = weir("settings", "check")
    assert said.code == 1
    assert [line.split(" ")[1] for line in said.out.splitlines()] == [
        "weir.toml:2:",
        "WEIR_KAFAK_PREFIX:",
        "weir.toml:3:",
        "weir.toml:5:",
    ]
    assert "did you mean WEIR_KAFKA_PREFIX?" in said.out
    assert said.error == "weir: 4 to mend in weir.toml and the environment\n"


def test_check_warns_of_a_file_that_is_not_there_and_ends_well() -> None:
    Path("weir.toml").write_text("[embedded]\nzones = ['zones.toml']\n")
    said = weir("settings", "check", "--json")
    assert said.code == 0
    assert msgspec.json.decode(said.out) == {
        "level": "warning",
        "said": "embedded.zones: zones.toml: no such file",
    }


def test_check_warns_of_a_detector_that_is_off_and_whose_loss_is_dangerous() -> None:
    Path("weir.toml").write_text("[detectors]\noff = ['external-path', 'volume']\n")
    said = weir("settings", "check")
    assert said.code == 0
    assert [line.partition(" is switched off")[0] for line in said.out.splitlines()[:-1]] == [
        "warning: every site: detector external-path"
    ]


def test_what_is_shown_is_a_settings_file_that_says_the_same() -> None:
    Path("weir.toml").write_text(
        "[embedded]\nsources = ['a', {path = 'b', site = 's'}]\n"
        "[policy]\nrules = [{from = 'ot', to = 'it', action = 'quiet'}]\n"
    )
    Path("shown.toml").write_text(weir("settings", "show").out)
    assert load_settings(Path("shown.toml"), {}) == load_settings(None, {})


def test_show_changed_leaves_defaults_out_and_json_is_a_line_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_KAFKA_PREFIX", "b")
    assert re.sub(" +", " ", weir("settings", "show", "--changed").out) == (
        '[kafka]\nprefix = "b" # WEIR_KAFKA_PREFIX\n'
    )
    [line] = weir("settings", "show", "--changed", "--json").out.splitlines()
    assert msgspec.json.decode(line) == {
        "section": "kafka",
        "key": "prefix",
        "value": "b",
        "origin": "environment",
        "place": "WEIR_KAFKA_PREFIX",
    }


def test_init_writes_a_file_that_loads_and_never_writes_over_one() -> None:
    assert weir("settings", "init", "new.toml").code == 0
    load_settings(Path("new.toml"), {})
    Path("new.toml").write_text("mine")
    again = weir("settings", "init", "new.toml")
    assert (again.code, Path("new.toml").read_text()) == (1, "mine")
    assert "is there already" in again.error
    assert "no such file or folder" in weir("settings", "init", "nowhere/new.toml").error
