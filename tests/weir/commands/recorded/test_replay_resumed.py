"""`weir replay --resume`: stopped anywhere and gone on with, a replay comes to what it comes to in one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from replay import run
from replay.run import Progress
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import Said, nothing_set, weir
from weir.views.recorded.replay_outputs import ReplayOutputs

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

PLAN = SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc", "sweep"), attack_day=8)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plant's log with rows that the readers refuse and rows that the core refuses: their clock is far ahead."""
    folder = tmp_path_factory.mktemp("plant")
    write(PLAN, folder)
    lines = (folder / "conn.log").read_text().splitlines(keepends=True)
    for place in range(700, len(lines) - 100, 900):
        lines[place] = lines[place].replace("tcp", "t\x00cp")
        lines[place + 3] = "4" + lines[place + 3][1:]
    (folder / "conn.log").write_text("".join(lines))
    return folder


class Replay:
    """The same replay into a folder of its own."""

    def __init__(self, plant: Path, folder: Path) -> None:
        folder.mkdir()
        self.state, self.alerts, self.letters = folder / "state", folder / "alerts.ndjson", folder / "letters.ndjson"
        self._given = [
            plant / "conn.log", "--zones", plant / "zones.toml", "--assets", plant / "assets.csv", "--json",
            "--learn-until", "7d", "--alerts", self.alerts, "--dead-letters", self.letters, "--state-out", self.state,
        ]  # fmt: skip

    def run(self, *more: object) -> Said:
        return weir("replay", *self._given, *more)

    def left(self) -> tuple[list[str], list[str], list[str]]:
        lists = [
            weir(*command, "--json", "--state", self.state).out.splitlines()
            for command in (("alerts", "list"), ("paths", "list"), ("assets", "list"))
        ]
        return lists[0], lists[1], lists[2]

    def history(self) -> set[bytes]:
        """Lines of the history of paths: those told at a stop may come once more."""
        with closing(sqlite3.connect(self.state / "weir.db")) as connection:
            return {body for (body,) in connection.execute("SELECT body FROM path_history")}


def stopped_after(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """A person stops the next replay after so many rows."""
    seen = ReplayOutputs.progress

    def progress(self: ReplayOutputs, progress: Progress) -> None:
        if progress.rows >= rows:
            monkeypatch.setattr(ReplayOutputs, "progress", seen)
            raise KeyboardInterrupt
        seen(self, progress)

    monkeypatch.setattr(ReplayOutputs, "progress", progress)


def test_stopped_twice_it_comes_to_the_same(plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "KEEP_EVERY_ROWS", 700)
    whole, parts = Replay(plant, tmp_path / "whole"), Replay(plant, tmp_path / "parts")
    wanted = whole.run()
    assert wanted.code == 0, wanted.error
    figures = json.loads(wanted.out)
    assert figures["dead_letters"] > 4
    stopped_after(monkeypatch, figures["rows"] // 3)
    first = parts.run()
    assert first.code == 130
    assert "with --resume goes on from" in first.error
    assert not parts.state.exists()
    assert "--resume goes on" in parts.run().error
    stopped_after(monkeypatch, 2 * figures["rows"] // 3)
    assert parts.run("--resume").code == 130
    last = parts.run("--resume")
    assert last.code == 0, last.error
    assert json.loads(last.out) == figures
    assert parts.alerts.read_bytes() == whole.alerts.read_bytes()
    assert parts.letters.read_bytes() == whole.letters.read_bytes()
    assert parts.left() == whole.left()
    assert not parts.state.with_name("state.part").exists()
    assert {json.loads(line)["as_of"] for line in parts.history()} >= {
        json.loads(line)["as_of"] for line in whole.history()
    }


def test_another_replay_does_not_go_on_with_it(plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "KEEP_EVERY_ROWS", 700)
    one = Replay(plant, tmp_path / "one")
    stopped_after(monkeypatch, 5_000)
    assert one.run().code == 130
    said = one.run("--resume", "--until", "8d")
    assert (said.code, "other files, options, settings" in said.error) == (1, True)


def test_a_stop_before_anything_was_kept_begins_anew(
    plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Replay(plant, tmp_path / "one")
    stopped_after(monkeypatch, 1_000)
    assert "a replay begins anew" in one.run().error
    assert one.run().code == 0


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((), "name that folder"),
        (("--state-out", "new"), "no stopped replay is there"),
    ],
)
def test_there_must_be_something_to_go_on_with(
    plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = weir("replay", plant / "conn.log", "--resume", *given)
    assert (said.code, told in said.error) == (1, True)
