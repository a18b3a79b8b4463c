"""`weir conduits` on what a replay left, and what it proposes given back to the next one."""

import json
from pathlib import Path

import pytest

from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    write(SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8), folder)
    return folder


def replayed(plant: Path, state: Path, *zones: Path) -> list[dict[str, object]]:
    files = [part for file in zones for part in ("--zones", file)]
    said = weir(
        "replay", plant / "conn.log", "--assets", plant / "assets.csv", *files, "--learn-until", "7d",
        "--state-out", state, "--quiet",
    )  # fmt: skip
    assert said.code == 0, said.error
    return [json.loads(line) for line in weir("conduits", "list", "--state", state, "--json").out.splitlines()]


def test_what_is_proposed_is_declared_once_it_is_given_back(plant: Path, tmp_path: Path) -> None:
    zones, proposals = plant / "zones.toml", tmp_path / "conduits.toml"
    before = replayed(plant, tmp_path / "before", zones)
    undeclared = [each for each in before if "name" not in each]
    assert undeclared
    suggest = ("conduits", "suggest", "--state", tmp_path / "before")
    wanted = [json.loads(line) for line in weir(*suggest, "--json").out.splitlines()]
    assert wanted
    said = weir(*suggest, "-o", proposals)
    assert (said.code, f"{len(wanted)} services proposed" in said.error) == (0, True), said.error
    assert weir(*suggest).out == proposals.read_text()
    again = weir(*suggest, "-o", proposals)
    assert (again.code, "--force" in again.error) == (1, True)
    after = replayed(plant, tmp_path / "after", zones, proposals)
    ways = {(each["from_zone"], each["to_zone"], *each["services"]) for each in after if "name" not in each}  # type: ignore[misc]
    assert not ways & {(each["from_zone"], each["to_zone"], *each["services"]) for each in wanted}
    assert sum(int(str(each.get("paths", 0))) for each in after) == sum(
        int(str(each.get("paths", 0))) for each in before
    )


def test_the_register_is_shown_and_written_for_audits(plant: Path, tmp_path: Path) -> None:
    found = replayed(plant, tmp_path / "state", plant / "zones.toml")
    shown = weir("conduits", "list", "--state", tmp_path / "state")
    assert (shown.code, "Without a conduit: " in shown.out) == (0, True)
    rows = weir("conduits", "list", "--state", tmp_path / "state", "--csv").out.splitlines()
    assert len(rows) == len(found) + 1
    for name, begin in (("r.md", "# Register of conduits"), ("r.html", "<!doctype html>")):
        assert weir("conduits", "list", "--state", tmp_path / "state", "--report", tmp_path / name).code == 0
        assert (tmp_path / name).read_text().startswith(begin)
    unused = weir("conduits", "list", "--state", tmp_path / "state", "--unused", "--json").out.splitlines()
    assert all(json.loads(line).get("paths", 0) == 0 for line in unused)
    wrong = weir("conduits", "list", "--state", tmp_path / "state", "--report", "r.pdf")
    assert (wrong.code, "ends in .md or .html" in wrong.error) == (1, True)
    both = weir("conduits", "list", "--state", tmp_path / "state", "--csv", "--json")
    assert (both.code, "give one of them" in both.error) == (1, True)
