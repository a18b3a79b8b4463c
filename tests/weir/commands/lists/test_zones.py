"""`weir zones`: a file proposed from flows or from the state, and a file held against flows."""

import json
from pathlib import Path

import msgspec
import pytest

from replay.simulate.plan import demo_plan
from replay.simulate.run import write
from streams.sources.files.statements import read_zones
from tests.weir.command_line import nothing_set, weir
from tests.weir.commands.reading import filled_state

__all__ = ["filled_state", "nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quiet day of a plant."""
    folder = tmp_path_factory.mktemp("quiet")
    write(msgspec.structs.replace(demo_plan(), days=1, attacks=(), near_misses=False), folder)
    return folder


def test_zones_are_proposed_from_flows_and_the_file_is_never_overwritten_unasked(plant: Path, tmp_path: Path) -> None:
    out = tmp_path / "zones.toml"
    said = weir("zones", "suggest", plant / "conn.log", "-o", out)
    assert (said.code, said.out) == (0, "")
    assert f"written to {out}" in said.error
    sides = {cidr: change.side for change in read_zones(out, "plant", 0.0) for cidr in change.cidrs}
    assert sides["10.2.10.0/24"] == "ot"
    assert sides["10.0.10.0/24"] == "it"
    out.write_text("mine")
    again = weir("zones", "suggest", plant / "conn.log", "-o", out)
    assert again.code == 1
    assert "pass --force" in again.error
    assert out.read_text() == "mine"
    assert weir("zones", "suggest", plant / "conn.log", "-o", out, "--force", "--json").code == 0
    assert read_zones(out, "plant", 0.0)


def test_json_has_the_reasons(plant: Path) -> None:
    every = [json.loads(line) for line in weir("zones", "suggest", plant / "conn.log", "--json").out.splitlines()]
    cell = next(zone for zone in every if zone["cidrs"] == ["10.2.10.0/24"])
    assert cell["side"] == "ot"
    assert "answer OT protocols" in cell["why_side"]


def test_without_a_path_the_state_is_asked_and_what_is_declared_is_left_out(
    filled_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    said = weir("zones", "suggest")
    assert said.code == 1
    assert "outside of declared zones" in said.error


def test_an_undeclared_network_of_the_state_is_proposed(
    plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    assert weir("run", plant / "conn.log", "--once").code == 0
    text = weir("zones", "suggest").out
    assert 'side = "ot"  # ' in text
    assert weir("zones", "suggest", "--state", tmp_path / "state").out == text
    assert weir("zones", "suggest", "--site", "elsewhere").code == 1
    assert weir("zones", "suggest", "--assets", plant / "assets.csv").code == 1


def test_a_name_that_is_no_zone_file_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    said = weir("zones", "suggest", tmp_path / "none.log", "-o", tmp_path / "zones.json")
    assert said.code == 1
    assert "ends in .toml" in said.error


def test_a_folder_that_is_not_there_is_told(plant: Path, tmp_path: Path) -> None:
    assert "-o " in weir("zones", "suggest", plant / "conn.log", "-o", tmp_path / "no" / "zones.toml").error


def test_a_check_lists_what_is_declared(plant: Path) -> None:
    said = weir("zones", "check", plant / "zones.toml")
    assert said.code == 0
    assert "they agree with each other" in said.out


def test_a_check_against_flows_asks_about_controllers_in_an_office_last(plant: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "zones.toml"
    wrong.write_text('[[zones]]\nzone = "all"\nside = "it"\ncidrs = ["10.0.0.0/8"]\n')
    said = weir("zones", "check", wrong, plant / "conn.log")
    assert said.code == 0
    assert "zone all (it): " in said.out.splitlines()[-1]
    assert "are they OT?" in said.out.splitlines()[-1]
    told = json.loads(weir("zones", "check", wrong, plant / "conn.log", "--json").out)
    assert {one["finding"] for one in told["contradictions"]} == {"serves-ot", "polls-ot"}
    replayed = weir("replay", plant / "conn.log", "--zones", wrong)
    assert replayed.out.splitlines()[-1] == said.out.splitlines()[-1]
    figures = json.loads(weir("replay", plant / "conn.log", "--zones", wrong, "--json").out)
    assert figures["side_contradictions"] == told["contradictions"]


def test_one_network_in_two_zones_is_refused_with_both_places(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    for path, name in ((first, "cell"), (second, "office")):
        path.write_text(f'[[zones]]\nzone = "{name}"\nlevel = 1\ncidrs = ["10.1.0.0/24"]\n')
    said = weir("zones", "check", first, "--zones", second)
    assert said.code == 1
    assert "a.toml, line 4" in said.error
    assert "b.toml, line 4" in said.error
