"""Known paths: what happens on them seldom."""

import pytest

from schemas.flow import Flow
from schemas.tick import Tick
from tests.models import builders as b


def reads(begin: float, days: int, operation: str = "READ_HOLDING_REGISTERS") -> list[Flow | Tick]:
    """The jump host reads a controller each hour, as everybody has got used to."""
    times = [begin + n * b.HOUR for n in range(24 * days)]
    flows = [b.flow(time, b.JUMP, b.PLC, service="modbus", operations=(operation,)) for time in times]
    return [event for flow in flows for event in (flow, b.tick(flow.end))]


def test_a_reader_that_begins_to_write_over_a_boundary_is_news_though_its_path_is_known() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 12 * b.DAY)
    now = b.MONDAY + 13 * b.DAY
    b.run(pipeline, reads(b.MONDAY, 13))
    write = b.flow(now, b.JUMP, b.PLC, service="modbus", operations=("WRITE_SINGLE_COIL",))
    (alert,) = b.run(pipeline, [write]).alerts
    assert alert.kind == "level-skip"
    assert alert.title == f"First write on a known path: {b.JUMP} -> {b.PLC} (modbus)"
    assert alert.summary.startswith(
        f"Until now {b.JUMP} in dmz only asked {b.PLC} in cell to read by modbus; now it asks to write"
    )
    again = b.flow(now + 10.0, b.JUMP, b.PLC, service="modbus", operations=("WRITE_SINGLE_COIL",))
    assert [each.id for each in b.run(pipeline, [again]).alerts if each.id != alert.id] == []


@pytest.mark.parametrize("days", [0, 9])
def test_what_a_path_is_asked_for_is_no_news_while_it_was_not_watched_for_long(days: int) -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 12 * b.DAY)
    now = b.MONDAY + 13 * b.DAY
    plain = [b.flow(b.MONDAY + n * b.HOUR, b.JUMP, b.PLC, service="modbus") for n in range(24 * (13 - days))]
    b.run(
        pipeline, [*(event for flow in plain for event in (flow, b.tick(flow.end))), *reads(now - days * b.DAY, days)]
    )
    write = b.flow(now, b.JUMP, b.PLC, service="modbus", operations=("WRITE_SINGLE_COIL",))
    assert b.run(pipeline, [write]).alerts == []


def test_the_same_class_by_another_name_is_no_news() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 12 * b.DAY)
    b.run(pipeline, reads(b.MONDAY, 13))
    other = b.flow(b.MONDAY + 13 * b.DAY, b.JUMP, b.PLC, service="modbus", operations=("READ_COILS", "a vendor's own"))
    assert b.run(pipeline, [other]).alerts == []


def test_what_the_sensor_itself_found_in_a_flow_stays_with_its_path() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + 12 * b.DAY)
    b.run(pipeline, reads(b.MONDAY, 2))
    noted = b.flow(b.MONDAY + 2 * b.DAY, b.JUMP, b.PLC, service="modbus", notes=("Suricata alert: a",))
    b.run(pipeline, [noted, *reads(b.MONDAY + 3 * b.DAY, 1)])
    (path,) = pipeline.paths()
    assert path.note == "Suricata alert: a"
    again = b.flow(b.MONDAY + 4 * b.DAY, b.JUMP, b.PLC, service="modbus", notes=("Suricata alert: b",))
    b.run(pipeline, [again])
    assert [path.note for path in pipeline.paths()] == ["Suricata alert: b"]
