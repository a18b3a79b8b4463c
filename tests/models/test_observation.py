"""Known paths: counted where they belong."""

from models.observation import Observation
from models.pipeline import Pipeline
from schemas.flow import Flow
from schemas.tick import Tick
from tests.models import builders as b


def test_remembered_or_not_a_flow_counts_the_same() -> None:
    events = [event for event in b.days_of_work(b.MONDAY, 2) if not isinstance(event, Tick)]
    remembering, forgetting = b.new_pipeline(), b.new_pipeline()
    for event in b.ticked(events):
        b.apply(remembering, event)
        forgetting._observation.forget_routes()
        b.apply(forgetting, event)
    assert remembering.paths() == forgetting.paths()
    assert remembering.assets() == forgetting.assets()
    assert remembering.changed_records() == forgetting.changed_records()


def test_a_known_path_is_looked_up_and_not_resolved_again() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, b.hour_of_work(b.after()))

    def never(_: object) -> None:
        raise AssertionError

    pipeline._observation._first_sight.path = never  # type: ignore[assignment, method-assign]
    b.run(pipeline, b.hour_of_work(b.after() + 600))


def test_a_refused_flow_is_told_with_its_reason() -> None:
    pipeline = b.new_pipeline()
    out = b.run(pipeline, [b.flow(b.MONDAY, "10.0.0.1", "nonsense")])
    ((flow, reason, kind),) = out.rejects
    assert isinstance(flow, Flow)
    assert kind == "rejected"
    assert "nonsense" in reason


def test_parked_flows_are_counted_once_when_they_are_applied() -> None:
    pipeline: Pipeline = b.learnt_plant()
    before = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows
    monday = b.after() + 60 * b.HOUR
    b.run(pipeline, [b.flow(monday + n, b.SCADA, b.PLC, service="modbus") for n in range(5)])
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == before
    b.run(pipeline, [b.tick(monday)])
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == before + 5
    b.run(pipeline, [b.tick(monday + 10)])
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == before + 5


def test_the_door_of_observation_is_one_function() -> None:
    assert {name for name in vars(Observation) if not name.startswith("_")} == {
        "apply_parked", "forget_routes", "observe", "refute",
    }  # fmt: skip
