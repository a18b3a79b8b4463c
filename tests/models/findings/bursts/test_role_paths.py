"""What an asset's paths had of a window, in one role."""

import pytest

from models.findings.bursts import role_paths
from models.findings.bursts.role_paths import ANSWERED, BEGUN, name_of, paths_of, since, total, totals
from models.pipeline import Pipeline
from tests.models import builders as b


def asked(times: int, initiator: str, responder: str, begin: float = b.MONDAY) -> list[b.Event]:
    return [b.flow(begin + number, initiator, responder, service="modbus") for number in range(times)]


@pytest.fixture
def plant() -> Pipeline:
    pipeline = b.new_pipeline()
    b.run(pipeline, [*asked(40, b.SCADA, b.PLC), *asked(50, b.SCADA, b.PLC2), *asked(5, b.HISTORIAN, b.PLC)])
    return pipeline


def test_a_role_has_its_own_paths(plant: Pipeline) -> None:
    assets, paths = plant._state.inventory.assets, plant._state.graph.paths
    scada, plc = assets[f"ip:{b.SCADA}"], assets[f"ip:{b.PLC}"]
    assert [path.responder_asset.label for path in paths_of(scada, BEGUN, paths)] == [b.PLC, b.PLC2]
    assert list(paths_of(scada, ANSWERED, paths)) == []
    assert {path.initiator_asset.label for path in paths_of(plc, ANSWERED, paths)} == {b.SCADA, b.HISTORIAN}
    assert (total(scada, BEGUN, paths), total(plc, ANSWERED, paths)) == (90.0, 45.0)


def test_what_each_had_since_is_told_exactly(plant: Pipeline) -> None:
    assets, paths = plant._state.inventory.assets, plant._state.graph.paths
    plc = assets[f"ip:{b.PLC}"]
    noted = totals(plc, ANSWERED, paths)
    assert noted == {f"ip:{b.SCADA}|ip:{b.PLC}|modbus": 40}
    b.run(plant, asked(70, b.HISTORIAN, b.PLC, b.MONDAY + b.HOUR))
    assert [(path.initiator_asset.label, part) for path, part in since(noted, plc, ANSWERED, paths)] == [
        (b.HISTORIAN, 75)
    ]
    b.run(plant, asked(3, b.SCADA, b.PLC, b.MONDAY + 2 * b.HOUR))
    told = {path.initiator_asset.label: part for path, part in since(noted, plc, ANSWERED, paths)}
    assert told == {b.SCADA: 3, b.HISTORIAN: 75}


def test_of_more_paths_than_are_noted_only_those_are_told(plant: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_paths, "MOST_NOTED", 1)
    assets, paths = plant._state.inventory.assets, plant._state.graph.paths
    scada = assets[f"ip:{b.SCADA}"]
    noted, later = totals(scada, BEGUN, paths), b.MONDAY + b.HOUR
    b.run(plant, [*asked(9, b.SCADA, b.PLC, later), *asked(9, b.SCADA, b.PLC2, later + 20.0)])
    assert [(path.responder_asset.label, part) for path, part in since(noted, scada, BEGUN, paths)] == [(b.PLC2, 9)]


def test_past_the_bound_a_responders_paths_are_not_looked_up(plant: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_paths, "MOST_LOOKED_UP", 1)
    assets, paths = plant._state.inventory.assets, plant._state.graph.paths
    assert list(paths_of(assets[f"ip:{b.PLC}"], ANSWERED, paths)) == []


def test_a_name_holds_the_whole_key(plant: Pipeline) -> None:
    assert {name_of(path) for path in plant._state.graph.paths.values()} == {
        "|".join(key) for key in plant._state.graph.paths
    }
