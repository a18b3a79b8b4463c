"""Every figure that an alert tells is what the rows say."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from replay.simulate import SimulationPlan, write
from tests.replay.figures.check import Checked, check, unclaimed
from tests.replay.figures.plant import read_alerts
from tests.weir.command_line import weir

ROOM = Path(__file__).parent


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    write(SimulationPlan(days=14, seed=3, rate=0.05), folder)
    learn_until = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["learn_until"]
    told = weir(
        *("replay", folder / "conn.log", "--assets", folder / "assets.csv", "--zones", folder / "zones.toml"),
        *("--learn-until", learn_until, "--alerts", folder / "alerts.ndjson", "--quiet"),
    )
    assert told.code == 0, told.error
    return folder


@pytest.fixture(scope="module")
def checked(plant: Path) -> list[Checked]:
    return list(check(plant, plant / "alerts.ndjson"))


def test_each_figure_is_what_the_rows_say(checked: list[Checked]) -> None:
    assert [one for one in checked if not one.figure.right] == []


def test_each_kind_that_the_plant_has_is_checked(checked: list[Checked]) -> None:
    kinds = {one.kind for one in checked}
    assert kinds >= {"dmz-bypass", "external-path", "level-skip", "new-asset", "pivot", "scan", "learning-review"}
    assert len(checked) >= 100


def test_no_sentence_has_a_figure_that_nobody_recomputes(plant: Path) -> None:
    assert [text for alert in read_alerts(plant / "alerts.ndjson") for text in unclaimed(alert)] == []


@pytest.mark.parametrize(
    ("field", "false"),
    [("count", 10_000), ("initiator_octets", 7), ("last_seen", 1_773_000_000.5), ("hops_total", 3)],
)
def test_a_wrong_figure_of_an_alert_is_found(plant: Path, tmp_path: Path, field: str, false: float) -> None:
    alerts = [alert for alert in read_alerts(plant / "alerts.ndjson") if alert["kind"] == "new-asset"]
    assert _wrong(plant, tmp_path, [alert | {field: false} for alert in alerts])


@pytest.mark.parametrize(
    ("said", "false"),
    [("only 2 hosts", "only 3 hosts"), ("In 13 days", "In 12 days"), (" minutes later", " hours later")],
)
def test_a_wrong_figure_of_a_sentence_is_found(plant: Path, tmp_path: Path, said: str, false: str) -> None:
    alerts = (plant / "alerts.ndjson").read_text(encoding="utf-8")
    assert said in alerts
    assert _wrong(plant, tmp_path, [json.loads(line.replace(said, false)) for line in alerts.splitlines()])


def test_a_row_that_the_sensor_did_not_write_is_found(plant: Path, tmp_path: Path) -> None:
    for name in ("assets.csv", "zones.toml", "alerts.ndjson"):
        shutil.copy(plant / name, tmp_path)
    rogue = next(alert for alert in read_alerts(plant / "alerts.ndjson") if alert["kind"] == "new-asset")
    rows = (plant / "conn.log").read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(place for place, row in enumerate(rows) if rogue["initiator"]["ip"] in row)
    (tmp_path / "conn.log").write_text("".join((*rows[:place], *rows[place + 1 :])), encoding="utf-8")
    assert any(not one.figure.right for one in check(tmp_path, tmp_path / "alerts.ndjson"))


def test_the_recomputation_shares_no_code_with_what_it_checks() -> None:
    for module in ROOM.glob("*.py"):
        if module.name != Path(__file__).name:
            imported = [line for line in module.read_text(encoding="utf-8").splitlines() if " models" in line]
            assert not [line for line in imported if line.startswith(("import", "from"))]


def _wrong(plant: Path, folder: Path, alerts: list[dict[str, Any]]) -> list[Checked]:
    told = folder / "alerts.ndjson"
    told.write_text("".join(f"{json.dumps(alert)}\n" for alert in alerts), encoding="utf-8")
    return [one for one in check(plant, told) if not one.figure.right]
