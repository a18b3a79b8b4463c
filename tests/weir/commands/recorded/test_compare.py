"""`weir compare` on a small plant: what differs between two settings, and nothing between a file and itself."""

import json
from pathlib import Path

import pytest

from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]

PLAN = SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc", "sweep"), attack_day=8)

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[object]]:
    folder = tmp_path_factory.mktemp("plant")
    written = write(PLAN, folder)
    (folder / "now.toml").write_text("")
    (folder / "quiet.toml").write_text('[detectors]\noff = ["scan"]\n')
    given = ["--on", folder / "conn.log", "--assets", folder / "assets.csv", "--learn-until", written.learn_until]
    return folder, given


def test_one_detector_switched_off_loses_exactly_its_alerts(plant: tuple[Path, list[object]], tmp_path: Path) -> None:
    folder, given = plant
    out = tmp_path / "alerts.ndjson"
    traffic = [folder / "conn.log", *given[2:], "--zones", folder / "zones.toml"]
    assert weir("replay", *traffic, "--alerts", out, "--quiet").code == 0
    scans = {one["id"] for one in map(json.loads, out.read_text().splitlines()) if one["kind"] == "scan"}
    assert scans
    both = (folder / "now.toml", folder / "quiet.toml", *given, "--zones", folder / "zones.toml")
    said = weir("compare", *both, "--json", "--fail-if", "lost>0", "--fail-if", "changed>0")
    assert (said.code, said.error) == (2, "")
    found = json.loads(said.out)
    lost = {one["id"] for one in found["lost"]} | {
        one["before"]["id"] for one in found["changed"] if one["before"]["kind"] == "scan"
    }
    assert lost == scans
    assert found["before"]["name"] == "now.toml"


def test_a_file_and_itself_differ_in_nothing(plant: tuple[Path, list[object]]) -> None:
    folder, given = plant
    zones = folder / "zones.toml"
    said = weir(
        "compare", zones, zones, *given, "--fail-if", "lost>0", "--fail-if", "gained>0", "--fail-if", "changed>0"
    )
    assert said.code == 0, said.error
    assert "No alert differs: " in said.out


def test_zones_and_their_absence_are_compared_and_written_down(
    plant: tuple[Path, list[object]], tmp_path: Path
) -> None:
    folder, given = plant
    said = weir("compare", "none", folder / "zones.toml", *given, "--report", tmp_path / "zones.html")
    assert said.code == 0, said.error
    assert "By cause" in said.out
    assert "none -&gt; zones.toml" in (tmp_path / "zones.html").read_text()
    quiet = weir(
        "compare", "none", folder / "zones.toml", *given, "--quiet", "--level", "critical", "--fail-if", "lost>99"
    )
    assert (quiet.code, quiet.out) == (0, "")


def test_a_mistake_is_told_before_anything_is_read(plant: tuple[Path, list[object]]) -> None:
    folder, given = plant
    both = (folder / "now.toml", folder / "quiet.toml")
    for more, said in (
        (["--fail-if", "worse>0"], "'worse>0' is no bound"),
        (["--report", "out.pdf"], "ends in .md, .html or .json"),
        (["--learn-until", "soon"], "--learn-until: 'soon' is no time"),
        (["--level", "loud"], "--level 'loud'"),
        (["--on", "-"], "cannot be read twice"),
        (["--on", "absent.log"], "absent.log"),
    ):
        found = weir("compare", *both, *given, *more)
        assert (found.code, said in found.error) == (1, True), found.error


def test_rows_that_are_refused_are_told(plant: tuple[Path, list[object]], tmp_path: Path) -> None:
    folder, _ = plant
    damaged = tmp_path / "conn.log"
    damaged.write_text("".join((folder / "conn.log").read_text().splitlines(keepends=True)[:200]) + "no row\n")
    said = weir("compare", folder / "now.toml", folder / "quiet.toml", "--on", damaged)
    assert said.code == 0, said.error
    assert "! now.toml: 1 row of traffic refused" in said.error
