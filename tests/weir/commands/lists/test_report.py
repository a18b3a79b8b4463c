"""`weir report` writes files by their names, or JSON to standard output, and says what it can't."""

import json
from pathlib import Path

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]


def test_a_page_and_its_figures_are_written(state: Path, tmp_path: Path) -> None:
    page, figures = tmp_path / "plant.html", tmp_path / "plant.json"
    said = weir("report", page, figures)
    assert said.code == 0, said.error
    assert said.out == ""
    assert f"report written: {page}" in said.error
    (site,) = json.loads(figures.read_bytes())["sites"]
    text = page.read_text()
    assert site["site"] in text
    assert all(alert["id"][:12] in text for alert in site["alerts"])
    assert all(asset["name"] in text for asset in site["assets"] if asset.get("name"))


def test_json_is_one_object_the_same_each_time(state: Path) -> None:
    once, again = weir("report", "--json"), weir("report", "--json", "--state", state)
    assert once.code == 0, once.error
    first, second = json.loads(once.out), json.loads(again.out)
    assert first["sites"] == second["sites"]
    assert first["version"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a file to write: weir report plant.html"),
        (("plant.doc",), "ends in .html, .pdf or .json"),
        (("--json", "--site", "north"), "no site 'north'"),
    ],
)
@pytest.mark.usefixtures("state")
def test_what_can_not_be_done_is_told(arguments: tuple[str, ...], said: str) -> None:
    done = weir("report", *arguments)
    assert done.code == 1
    assert said in done.error


def test_a_folder_without_a_state_is_told(tmp_path: Path) -> None:
    done = weir("report", "--json", "--state", tmp_path / "none")
    assert done.code == 1
    assert done.out == ""
