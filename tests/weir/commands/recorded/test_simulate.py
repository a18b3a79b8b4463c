import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from weir.commands.recorded.simulate import simulate
from weir.errors import UserError

QUICK = ("--days", "9", "--scale", "1", "--rate", "0.02")


def _run(*arguments: str) -> str:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(simulate)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_files_are_written_and_the_next_step_is_named(tmp_path: Path) -> None:
    out = tmp_path / "plant"
    shown = _run("--out", str(out), *QUICK)
    assert {file.name for file in out.iterdir()} == {"conn.log", "assets.csv", "zones.toml", "truth.json"}
    assert f"weir replay {out / 'conn.log'} --assets {out / 'assets.csv'} --zones {out / 'zones.toml'}" in shown
    assert "--learn-until 2026-03-10T23:00:00Z" in shown


def test_a_script_gets_the_summary_as_one_object(tmp_path: Path) -> None:
    summary = json.loads(_run("--out", str(tmp_path / "plant"), *QUICK, "--attacks", "sweep,pivot", "--json"))
    assert (summary["attacks"], summary["near_misses"]) == (2, 6)


def test_a_folder_that_holds_something_is_left_alone_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="is not empty; choose another folder, or pass --force"):
        _run("--out", str(tmp_path), *QUICK)
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]
    _run("--out", str(tmp_path), *QUICK, "--force")
    assert (tmp_path / "conn.log").exists()
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--out is missing"),
        (("--out", "x", "--attacks", "foo"), "no attack is called foo"),
        (("--out", "x", "--days", "3"), "need 7 quiet days"),
        (("--out", "x", "--attack-day", "40"), "day 40 of 21"),
        (("--out", "x", "--start", "soon"), "the first day is 'soon'"),
        (("--out", "x", "--time-zone", "Nowhere"), "no time zone 'Nowhere'"),
        (("--out", "x", "--rate", "-1"), "rate is -1"),
    ],
)
def test_a_mistake_says_what_to_do_and_writes_nothing(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=message):
        _run(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "plant").write_text("")
    with pytest.raises(UserError, match="is a file; --out takes a folder"):
        _run("--out", str(tmp_path / "plant"))


def test_the_attacks_can_be_listed() -> None:
    shown = _run("--list")
    assert "sweep" in shown
    assert "pivot" in shown


def test_the_large_plant_is_written_by_several_processes(tmp_path: Path) -> None:
    out = tmp_path / "plant"
    arguments = ("--plant", "large", "--size", "0.125", "--days", "3", "--learn-days", "2", "--attacks", "sweep")
    summary = json.loads(_run("--out", str(out), *arguments, "--no-near-misses", "--processes", "2", "--json"))
    assert (summary["attacks"], summary["near_misses"]) == (1, 0)
    assert '"name": "sweep"' in (out / "truth.json").read_text()


def test_the_large_plants_attacks_are_listed_by_name() -> None:
    assert "one-door-a-day" in _run("--plant", "large", "--list")


def test_the_large_plant_takes_no_option_of_the_small(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--plant large takes no --scale, --rate"):
        _run("--plant", "large", "--out", str(tmp_path / "x"), *QUICK)
