"""What is usual on a path."""

import pytest

from models.asset import new_asset
from models.path import StoredPath, hour_end_of, path_from
from tests.models import builders as b


@pytest.mark.parametrize(("time", "end"), [(0.0, 3_600.0), (3_599.9, 3_600.0), (3_600.0, 7_200.0)])
def test_the_moment_an_hour_ends_belongs_to_the_next(time: float, end: float) -> None:
    assert hour_end_of(time) == end


def test_running_means_settle_at_what_is_usual() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + n * 10.0, b.SCADA, b.PLC) for n in range(400)])
    (path,) = pipeline._state.graph.paths.values()
    assert path.octets == pytest.approx(300.0)
    assert path.octets_var == pytest.approx(0.0, abs=1e-6)
    assert path.gap_s == pytest.approx(10.0, rel=0.01)
    assert path.gap_var == pytest.approx(0.0, abs=1e-3)


def test_totals_count_each_end_and_what_a_sensor_did_not_say_counts_nothing() -> None:
    pipeline = b.new_pipeline()
    b.run(
        pipeline,
        [
            b.flow(b.MONDAY, b.SCADA, b.PLC),
            b.flow(b.MONDAY + 1, b.SCADA, b.PLC, initiator_octets=None, responder_octets=None),
        ],
    )
    (path,) = pipeline.paths()
    assert (path.flows, path.initiator_octets, path.responder_octets) == (2, 100, 200)


def test_a_path_names_itself_by_its_ends_and_service() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC)])
    ((key, path),) = pipeline._state.graph.paths.items()
    assert path.key == key == (f"ip:{b.SCADA}", f"ip:{b.PLC}", "modbus")


def test_a_path_comes_back_from_what_is_stored_field_by_field() -> None:
    initiator, responder = new_asset("a", "", 0.0), new_asset("b", "", 0.0)
    numbers = {name: float(n) for n, name in enumerate(StoredPath.__struct_fields__)}
    stored = StoredPath(**(numbers | {"status": "held", "alert": "x"}))  # type: ignore[arg-type]
    path = path_from(stored, initiator, responder)
    assert path.stored() == stored
    assert (path.initiator_asset, path.responder_asset) == (initiator, responder)
