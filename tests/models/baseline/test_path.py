"""What is usual on a path."""

import msgspec
import pytest

from models.baseline.path import StoredPath, hour_end_of, path_from, stored_fields
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


def test_a_stored_path_runs_again_as_it_was_and_shares_its_texts() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + n * 10.0, b.SCADA, b.PLC) for n in range(400)])
    (path,) = pipeline._state.graph.paths.values()
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(stored_fields(path)), type=StoredPath)
    again = path_from(stored, path.initiator_asset, path.responder_asset)
    assert stored_fields(again) == stored_fields(path) == stored_fields(stored)
    assert again.initiator is path.initiator_asset.id
    assert again.responder is path.responder_asset.id
    assert again.hour_end is path.hour_end


def test_what_the_sensor_said_is_stored_and_paths_of_before_have_none() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC, notes=("Suricata alert: a",))])
    (path,) = pipeline._state.graph.paths.values()
    fields = stored_fields(path)
    now, before = (
        msgspec.msgpack.decode(msgspec.msgpack.encode(stored), type=StoredPath) for stored in (fields, fields[:-1])
    )
    assert StoredPath.__struct_fields__[-1] == "note"
    assert (now.note, before.note) == ("Suricata alert: a", None)
    again = path_from(now, path.initiator_asset, path.responder_asset)
    assert (again.note, again.learnt_by, again.dirty) == ("Suricata alert: a", path.learnt_by, False)
