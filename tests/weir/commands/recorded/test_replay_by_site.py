"""`weir replay --by-site`: several sites at once, reported as one replay."""

import json
from pathlib import Path

import pytest

from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("plants")
    for seed, name in ((1, "north"), (2, "south")):
        (folder / name).mkdir()
        plan = SimulationPlan(seed=seed, days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8)
        write(plan, folder / name)
    return [folder / "north", folder / "south"]


def test_both_come_to_one_file_of_alerts_one_state_and_one_summary(plants: list[Path], tmp_path: Path) -> None:
    out, state, end = tmp_path / "alerts.ndjson", tmp_path / "state", tmp_path / "report.json"
    said = weir(
        "replay", *plants, "--by-site", "-j", 2, "--json", "-o", out, "--state-out", state, "--learn-until", "7d",
        "--report", end,
    )  # fmt: skip
    assert said.code == 0, said.error
    both = json.loads(said.out)
    alone, lines = [], []
    for plant in plants:
        part = tmp_path / f"{plant.name}.ndjson"
        one = weir(
            "replay", plant / "conn.log", "--zones", plant / "zones.toml", "--assets", plant / "assets.csv",
            "--site", plant.name, "--learn-until", "7d", "--json", "-o", part,
        )  # fmt: skip
        alone.append(json.loads(one.out))
        lines += part.read_text().splitlines()
    assert out.read_text().splitlines() == lines
    assert {json.loads(line)["site"] for line in lines} == {"north", "south"}
    for figure in ("flows", "alerts", "assets", "paths", "repeats", "dead_letters"):
        assert both[figure] == sum(one[figure] for one in alone)
    listed = [json.loads(line) for line in weir("alerts", "list", "--json", "--state", state).out.splitlines()]
    assert {(alert["site"], alert["id"]) for alert in listed} == {
        (json.loads(line)["site"], json.loads(line)["id"]) for line in lines
    }
    assert {
        json.loads(line)["site"] for line in weir("paths", "list", "--json", "--state", state).out.splitlines()
    } == {
        "north",
        "south",
    }
    assert end.stat().st_size > 1_000


def test_a_state_of_both_goes_on_site_by_site(plants: list[Path], tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "again"
    assert weir("replay", *plants, "--by-site", "-q", "--state-out", first).code == 0
    assert weir("replay", *plants, "--by-site", "-q", "--state-in", first, "--state-out", again).code == 0
    known = [len(weir("assets", "list", "--json", "--state", state).out.splitlines()) for state in (first, again)]
    assert known[0] == known[1] > 0


def test_what_is_taken_of_the_folders_is_told(plants: list[Path]) -> None:
    said = weir("replay", *plants, "--by-site")
    assert "north: " in said.error
    assert "with zones.toml, assets.csv" in said.error


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--zones", "zones.toml"), "into its folder"),
        (("kafka://localhost/weir",), "topics hold all sites already"),
        (("nowhere",), "no such file or folder"),
    ],
)
def test_what_does_not_go_together_is_refused(plants: list[Path], given: tuple[str, ...], told: str) -> None:
    said = weir("replay", plants[0], "--by-site", *given)
    assert said.code == 1
    assert told in said.error
