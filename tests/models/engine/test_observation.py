"""Known paths: counted where they belong."""

import msgspec
import pytest

from models.engine.observation import Observation
from models.pipeline import Pipeline
from schemas.flow import Flow
from schemas.tick import Tick
from tests.models import builders as b


def test_remembered_or_not_a_flow_counts_the_same() -> None:
    events = [event for event in b.days_of_work(b.MONDAY, 2) if not isinstance(event, Tick)]
    remembering, forgetting = b.new_pipeline(), b.new_pipeline()
    for event in b.ticked(events):
        b.apply(remembering, event)
        forgetting._observation.forget_path_cache()
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
        "apply_parked", "forget_path_cache", "observe", "refute",
    }  # fmt: skip


@pytest.mark.parametrize("duration_s", [2 * b.HOUR, 3 * b.DAY, 20_000_000.0])
@pytest.mark.parametrize("watched", [True, False])
def test_a_duration_that_alone_throws_a_flow_far_ahead_costs_the_duration_and_not_the_flow(
    duration_s: float,
    watched: bool,
) -> None:
    pipeline, now = b.learnt_plant(), b.after()
    wrong = b.flow(now + duration_s, b.OFFICE, b.PLC, service="modbus")
    wrong = msgspec.structs.replace(wrong, start=now)
    others = [b.flow(now + number, b.SCADA, b.PLC, service="modbus") for number in range(180)]
    ticks = [b.tick(now + 10.0 * number) for number in range(18)] if watched else []
    events: list[Flow | Tick] = [*others, *ticks]
    events.sort(key=lambda event: event.end if isinstance(event, Flow) else event.time)
    out = b.run(pipeline, [wrong, *events])
    if not watched:
        assert out.alerts == []
        pipeline.settle()
        out = b.run(pipeline, [b.flow(now + 180.0, b.SCADA, b.PLC, service="modbus")])
    assert (out.rejects, out.shortened) == ([], 1)
    assert [alert.first_seen for alert in out.alerts if alert.revision == 1] == [now]
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").last_seen == now


def test_a_long_connection_that_ends_when_the_others_do_keeps_its_duration() -> None:
    pipeline, now = b.learnt_plant(), b.after()
    long = msgspec.structs.replace(b.flow(now, b.OFFICE, b.PLC, service="modbus"), start=now - 9 * b.DAY)
    out = b.run(pipeline, [long, *(b.flow(now + number, b.SCADA, b.PLC, service="modbus") for number in range(9))])
    assert (out.rejects, out.shortened) == ([], 0)
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").last_seen == now


def test_a_flow_that_begins_far_ahead_is_refused_whatever_its_duration() -> None:
    pipeline, now = b.learnt_plant(), b.after()
    b.run(pipeline, [b.flow(now, b.SCADA, b.PLC, service="modbus")])
    ahead = b.flow(now + 9 * b.DAY, b.OFFICE, b.PLC, service="modbus")
    b.run(pipeline, [msgspec.structs.replace(ahead, start=now + 2 * b.HOUR)])
    out = b.run(pipeline, [b.flow(now + number, b.SCADA, b.PLC, service="modbus") for number in range(9)])
    pipeline.settle()
    taken = pipeline.take_output()
    assert out.rejects == []
    assert taken is not None
    assert ([kind for _, _, kind in taken.rejects], taken.shortened) == (["implausible"], 0)
