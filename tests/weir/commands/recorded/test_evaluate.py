import json
from pathlib import Path

import msgspec
import pytest

from replay.evaluate.rivals import RIVALS
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from tests.weir.command_line import weir

PLAN = SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc", "sweep"), attack_day=8)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    written = write(PLAN, folder)
    said = weir(
        "replay", folder / "conn.log", "--assets", folder / "assets.csv", "--zones", folder / "zones.toml",
        "--learn-until", written.learn_until, "--alerts", folder / "alerts.ndjson", "--quiet",
    )  # fmt: skip
    assert said.code == 0, said.error
    return folder


def test_each_attack_and_each_figure_is_shown(plant: Path) -> None:
    said = weir("evaluate", plant / "alerts.ndjson", "--truth", plant / "truth.json")
    assert said.code == 0, said.error
    rows = {line.split()[0]: line for line in said.out.splitlines() if line.strip()}
    assert "best kind" in rows["it-to-plc"]
    assert "scan" in rows["sweep"]
    assert "silent" in rows["turned-rows"]
    assert "2 of 2" in rows["weir"]


def test_a_script_gets_one_object_a_rule(plant: Path) -> None:
    said = weir(
        "evaluate", plant / "alerts.ndjson", "--truth", plant / "truth.json", "--json",
        "--flows", plant / "conn.log", "--zones", plant / "zones.toml",
    )  # fmt: skip
    judged = {one["name"]: one["evaluation"] for one in map(json.loads, said.out.splitlines())}
    assert list(judged) == ["weir", *RIVALS]
    assert judged["weir"]["plain"] == {"attacks": 2, "found": 2, "right_kind": 2, "best_kind": 2}


def test_a_picture_is_drawn_where_it_is_asked_for(plant: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.png"
    assert weir("evaluate", plant / "alerts.ndjson", "--truth", plant / "truth.json", "--plot", out).code == 0
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_mistake_says_what_to_do(plant: Path, tmp_path: Path) -> None:
    truth = plant / "truth.json"
    said = weir("evaluate", plant / "alerts.ndjson", "--truth", plant / "zones.toml")
    assert (said.code, "no truth as docs/evaluate.md describes it" in said.error) == (1, True)
    said = weir("evaluate", truth, "--truth", truth)
    assert (said.code, "line 1: no alert" in said.error) == (1, True)
    said = weir("evaluate", plant / "alerts.ndjson", "--truth", truth, "--flows", plant / "conn.log")
    assert "--flows and --zones go together" in said.error
    said = weir("evaluate", plant / "alerts.ndjson", "--truth", tmp_path / "none.json")
    assert "none.json" in said.error
    wrong = tmp_path / "truth.json"
    wrong.write_bytes(msgspec.json.encode(msgspec.json.decode(truth.read_bytes()) | {"learn_until": "soon"}))
    assert "learn_until of the truth is 'soon'" in weir("evaluate", plant / "alerts.ndjson", "--truth", wrong).error
