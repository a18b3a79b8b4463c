"""Event time: late flows, sensors and collectors with wrong clocks, and silence."""

import pytest

from schemas.tick import Tick
from tests.models import builders as b

NOW = b.after()


def test_one_flow_far_ahead_moves_nothing_and_is_refused_with_its_reason() -> None:
    pipeline = b.learnt_plant()
    stray = b.flow(NOW + 281 * b.DAY, b.SCADA, b.PLC)
    out = b.run(pipeline, [*b.hour_of_work(NOW), stray, *b.days_of_work(NOW + b.HOUR, 1)])
    ((refused, reason, kind),) = out.rejects
    assert refused == stray
    assert kind == "implausible"
    assert "ahead" in reason
    assert out.alerts == []
    assert max(each.last_seen for each in pipeline.paths()) < NOW + 2 * b.DAY


def test_a_weekend_costs_nothing() -> None:
    pipeline = b.learnt_plant()
    monday = NOW + 63 * b.HOUR
    out = b.run(pipeline, [*b.hour_of_work(NOW), *b.days_of_work(monday, 1)])
    assert out.rejects == []
    assert out.alerts == []
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 25


def test_a_weekend_without_ticks_costs_nothing() -> None:
    pipeline = b.learnt_plant()
    monday = NOW + 63 * b.HOUR
    flows = [each for hour in range(3) for each in b.hour_of_work(monday + hour * b.HOUR)]
    out = b.run(pipeline, [*b.hour_of_work(NOW), *flows])
    pipeline.finish()
    settled = pipeline.take_output()
    assert out.rejects == []
    assert settled is not None
    assert settled.rejects == []
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 4


def test_late_flows_still_count_for_novelty_and_count_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*b.hour_of_work(NOW), b.tick(NOW + 10)])
    (alert,) = b.alerts_of(pipeline, b.crossing(NOW - 5 * b.HOUR))
    assert alert.time == NOW - 5 * b.HOUR
    path = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    b.run(pipeline, [b.flow(NOW - 5 * b.HOUR, b.SCADA, b.PLC, service="modbus")])
    late = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    assert (late.flows, late.hours, late.days) == (path.flows + 1, path.hours, path.days)
    assert late.last_seen == path.last_seen


def test_a_sensor_that_steps_back_is_followed() -> None:
    pipeline = b.learnt_plant()
    fast = [b.flow(NOW + 3_000 + n, b.SCADA, b.PLC, sensor="fast", service="modbus") for n in range(10)]
    b.run(pipeline, [*fast, b.tick(NOW + 10)])
    slow = [b.flow(NOW - 3_000 + n, b.SCADA, b.PLC, sensor="fast", service="modbus") for n in range(20)]
    out = b.run(pipeline, [*slow, b.tick(NOW + 20), *slow])
    assert out.rejects == []
    assert pipeline._state.watermarks.marks["fast"].time < NOW


YEARS = 64 * 365 * b.DAY


def busy_minutes(start: float, minutes: int, *, ahead: float = 0.0) -> list[b.Event]:
    """Flows and Ticks of some minutes; the collector's clock runs `ahead` of the sensor's."""
    events: list[b.Event] = []
    for number in range(6 * minutes):
        time = start + 10.0 * number
        events += [b.flow(time, b.SCADA, b.PLC, service="modbus"), b.tick(time + ahead)]
    return events


def test_one_tick_far_ahead_moves_nothing_and_is_refused_with_its_reason() -> None:
    wild = b.tick(NOW + YEARS)
    pipeline, other = b.learnt_plant(), b.learnt_plant()
    before, after = busy_minutes(NOW, 2), busy_minutes(NOW + 2 * b.MINUTE, 2)
    out, without = b.run(pipeline, [*before, wild, *after]), b.run(other, [*before, *after])
    ((refused, reason, kind),) = out.rejects
    assert (refused, kind) == (wild, "implausible")
    assert "neither flows nor a minute of Ticks" in reason
    assert out.alerts == without.alerts
    assert pipeline.paths() == other.paths()
    assert pipeline._state.clock == other._state.clock == NOW + 230.0


@pytest.mark.parametrize("ahead", [YEARS, 5 * b.HOUR, -5 * b.HOUR, -30 * b.DAY])
def test_a_collector_whose_clock_is_wrong_is_refused_while_its_sensors_go_on(ahead: float) -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, [*busy_minutes(NOW, 2), *busy_minutes(NOW + 2 * b.MINUTE, 90, ahead=ahead)])
    assert {kind for _, _, kind in out.rejects} == {"implausible"}
    assert all(isinstance(refused, Tick) for refused, _, _ in out.rejects)
    assert 540 - len(out.rejects) <= 7
    assert pipeline._state.clock == NOW + 110.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 92 * 6
    mended = b.run(pipeline, busy_minutes(NOW + 92 * b.MINUTE, 5))
    assert pipeline._state.clock == NOW + 97 * b.MINUTE - 10.0
    assert len(out.rejects) + len(mended.rejects) == 540


def test_a_collector_that_reads_a_weekends_backlog_is_believed_when_its_flows_get_there() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, busy_minutes(NOW, 2))
    monday = NOW + 60 * b.HOUR
    backlog = [b.flow(NOW + 120.0 + 60.0 * n, b.SCADA, b.PLC, service="modbus") for n in range(60 * 60)]
    events: list[b.Event] = []
    for number in range(60):
        events += [*backlog[number * 60 : number * 60 + 60], b.tick(monday + 10.0 * number)]
    out = b.run(pipeline, events[: len(events) // 2])
    assert pipeline._state.clock == NOW + 110.0
    assert {kind for _, _, kind in out.rejects} == {"implausible"}
    b.run(pipeline, events[len(events) // 2 :])
    assert pipeline._state.clock > monday - b.HOUR
    b.run(pipeline, busy_minutes(monday + 600.0, 3))
    assert pipeline._state.clock == monday + 600.0 + 170.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 12 + 3_600 + 18


def test_a_silent_weekend_costs_the_clock_a_minute_and_no_tick() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, busy_minutes(NOW, 2))
    monday = NOW + 60 * b.HOUR
    out = b.run(pipeline, b.minute_of_ticks(monday))
    assert out.rejects == []
    assert pipeline._state.clock == monday + b.MINUTE


def test_a_clock_that_was_believed_wrongly_in_silence_is_set_back_and_goes_on() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*busy_minutes(NOW, 2), *b.minute_of_ticks(NOW + YEARS)])
    assert pipeline._state.clock == NOW + YEARS + b.MINUTE
    out = b.run(pipeline, busy_minutes(NOW + 5 * b.MINUTE, 2))
    assert out.rejects == []
    assert pipeline._state.clock == NOW + 7 * b.MINUTE - 10.0
    assert pipeline._state.next_quiet_check <= NOW + b.HOUR
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 24


def test_a_whole_sensor_a_year_behind_is_counted_and_holds_nothing_up() -> None:
    pipeline = b.learnt_plant()
    late = [b.flow(NOW - 365 * b.DAY + n, b.SCADA, b.PLC, sensor="late", service="modbus") for n in range(60)]
    events = busy_minutes(NOW, 5)
    for number, each in enumerate(late):
        events.insert(number * 2, each)
    out = b.run(pipeline, events)
    assert out.rejects == []
    assert pipeline._state.clock == NOW + 290.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 30 + 60


@pytest.mark.parametrize(
    ("start", "end"), [(0.0, 0.0), (4_102_444_800.0, 4_102_444_800.0), (NOW + 50, NOW), (NOW, 0.0)]
)
def test_times_at_their_bounds_and_ends_before_begins_harm_nothing(start: float, end: float) -> None:
    pipeline = b.learnt_plant()
    odd = [b.flow(NOW, b.SCADA, b.PLC, service="modbus", start=start, end=end, uid=f"C{n}") for n in range(2)]
    out = b.run(pipeline, [*busy_minutes(NOW, 2), *odd, *busy_minutes(NOW + 2 * b.MINUTE, 3)])
    taken = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows - 14 * 24 - 30
    assert taken + len(out.rejects) == 2
    assert out.alerts == []
    assert pipeline._state.clock == NOW + 290.0
