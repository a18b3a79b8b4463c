"""`weir replay --report` writes what `weir report` writes of the state that the same replay leaves."""

from pathlib import Path

import msgspec
import pytest

from replay.report.data import Report
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.made_once import made_once
from tests.weir.command_line import Said, nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


def made(folder: Path) -> None:
    write(SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8), folder)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "report-plant", made)


def replay(plant: Path, *more: object) -> Said:
    return weir("replay", plant / "conn.log", "--assets", plant / "assets.csv", "--zones", plant / "zones.toml", *more)


def read(path: Path) -> Report:
    return msgspec.json.decode(path.read_bytes(), type=Report)


def test_both_commands_tell_the_same(plant: Path, tmp_path: Path) -> None:
    said = replay(plant, "--report", tmp_path / "one.json", "--state-out", tmp_path / "state")
    assert said.code == 0, said.error
    assert f"report written: {tmp_path / 'one.json'}" in said.error
    assert weir("report", tmp_path / "two.json", "--state", tmp_path / "state").code == 0
    one, two = read(tmp_path / "one.json"), read(tmp_path / "two.json")
    assert one.sites == two.sites
    assert one.sites[0].figures.alerts > 0
    assert one.read is not None
    assert one.read.rows == one.read.flows == one.sites[0].quality.sensors[0].flows
    assert two.read is None


def test_the_same_replay_writes_the_same_bytes_wherever_it_writes_them(plant: Path, tmp_path: Path) -> None:
    windows = tmp_path / "windows.toml"
    windows.write_text('[[maintenance]]\nzone = "office"\nfrom = 2026-03-03T08:00:00Z\nuntil = 2026-03-03T09:00:00Z\n')
    for name in ("a", "b"):
        said = replay(
            plant, "--learn-until", "7d", "--maintenance", windows, "--report", tmp_path / f"{name}.html", "-q"
        )
        assert said.code == 0, said.error
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert "2026-03-03 08:00 to 2026-03-03 09:00" in (tmp_path / "a.html").read_text()


def test_a_name_that_says_no_form_is_refused_before_anything_is_read(plant: Path, tmp_path: Path) -> None:
    said = replay(plant, "--report", tmp_path / "r.txt", "--state-out", tmp_path / "state")
    assert (said.code, said.out) == (1, "")
    assert "ends in .html, .pdf or .json" in said.error
    assert not (tmp_path / "state").exists()
