"""How far each sensor's time has come, and which of its flows to believe."""

#   sensor   ----o--o--o-----------------------------X      X: stamped far ahead
#   ticks    --|-----|-----|-----|-----|-----|              parked until the ticks or its likes confirm it

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.event_time.tick_trust import CONFIRM_FLOWS, CONFIRM_S, JUMP_S
from models.event_time.watermark import MAX_PARKED, MAX_PARKED_SITE, MAX_SENSORS, OTHER_SENSORS, Watermarks
from schemas.flow import Flow
from tests.models import builders as b

NOW = b.MONDAY
AHEAD = NOW + 281 * b.DAY


def flow(end: float, sensor: str = "zeek") -> Flow:
    return b.flow(end, b.SCADA, b.PLC, sensor=sensor)


def watching(*, ticked: bool = True) -> Watermarks:
    marks = Watermarks()
    marks.first_sight("zeek", NOW)
    if ticked:
        marks.tick(b.tick(NOW))
    return marks


def test_a_sensors_first_flow_starts_its_mark() -> None:
    marks = Watermarks()
    mark = marks.first_sight("zeek", NOW)
    assert mark is not None
    assert mark.time == NOW


def test_a_first_flow_far_past_the_ticks_is_to_be_parked() -> None:
    marks = Watermarks()
    marks.tick(b.tick(NOW))
    assert marks.first_sight("zeek", AHEAD) is None
    assert marks.first_sight("other", NOW + JUMP_S) is not None


def test_an_hour_ahead_is_normal_and_more_is_not() -> None:
    marks = watching()
    mark = marks.marks["zeek"]
    assert marks.admits(mark, NOW + JUMP_S)
    assert not marks.admits(mark, NOW + JUMP_S + 1)


def test_a_parked_flow_is_applied_once_the_ticks_catch_up() -> None:
    marks = watching()
    late = flow(NOW + 2 * JUMP_S)
    assert marks.park(late) == ([], None)
    assert marks.tick(b.tick(NOW + 10)) == ([], [], [])
    assert marks.tick(b.tick(NOW + JUMP_S)) == ([late], [], [])


def test_one_stray_flow_is_refuted_by_the_others_of_a_minute() -> None:
    marks = watching()
    stray = flow(AHEAD)
    marks.park(stray)
    marks.marks["zeek"].flows += 5
    assert marks.tick(b.tick(NOW + CONFIRM_S - 1)) == ([], [], [])
    assert marks.tick(b.tick(NOW + CONFIRM_S)) == ([], [stray], [])
    assert marks.marks["zeek"].time == NOW


def test_most_flows_of_a_minute_are_believed() -> None:
    marks = watching()
    jumped = [flow(AHEAD + n) for n in range(CONFIRM_FLOWS)]
    for each in jumped:
        marks.park(each)
    marks.marks["zeek"].flows += CONFIRM_FLOWS - 1
    believed, refuted, _ = marks.tick(b.tick(NOW + CONFIRM_S))
    assert (believed, refuted) == (jumped, [])
    assert marks.marks["zeek"].time == jumped[-1].end


def test_two_of_a_kind_are_no_majority_and_with_nothing_against_them_they_wait() -> None:
    marks = watching()
    for _ in range(CONFIRM_FLOWS - 1):
        marks.park(flow(AHEAD))
    assert marks.tick(b.tick(NOW + 10 * CONFIRM_S)) == ([], [], [])
    believed, refuted = marks.settle()
    assert believed == []
    assert len(refuted) == CONFIRM_FLOWS - 1


def test_what_is_parked_is_bounded_and_a_majority_by_number_is_believed() -> None:
    marks = watching()
    for number in range(MAX_PARKED):
        assert marks.park(flow(AHEAD + number)) == ([], None)
    believed, refused = marks.park(flow(AHEAD))
    assert refused is None
    assert len(believed) == MAX_PARKED + 1


def test_past_the_limit_noise_is_refused_at_once() -> None:
    marks = watching()
    marks.park(flow(AHEAD))
    marks.marks["zeek"].flows += 2 * MAX_PARKED
    for number in range(1, MAX_PARKED):
        marks.park(flow(AHEAD + number))
    one_more = flow(AHEAD + 5_000)
    assert marks.park(one_more) == ([], one_more)
    assert len(marks.marks["zeek"].parked) == MAX_PARKED


def test_the_sites_clock_is_the_slowest_live_sensor_never_past_the_ticks() -> None:
    marks = watching(ticked=False)
    assert marks.clock() is None
    marks.tick(b.tick(NOW + 100))
    assert marks.clock() == NOW
    marks.first_sight("fast", NOW + 500)
    assert marks.clock() == NOW


def test_a_silent_sensor_holds_the_clock_up_no_longer() -> None:
    marks = watching()
    marks.tick(b.tick(NOW + b.HOUR))
    assert marks.clock() == NOW + b.HOUR


def test_ticks_never_turn_time_back() -> None:
    marks = watching()
    marks.tick(b.tick(NOW + 100))
    marks.tick(b.tick(NOW + 50))
    assert marks.tick_time == NOW + 100


def test_a_clock_that_was_set_back_is_followed() -> None:
    marks = watching()
    mark = marks.marks["zeek"]
    mark.time = NOW + b.DAY
    mark.flows, mark.behind, mark.behind_latest = 5, 5, NOW + 5
    marks.tick(b.tick(NOW + 10))
    assert mark.time == NOW + 5
    assert mark.behind == 0


def test_a_tick_that_is_not_believed_moves_nothing() -> None:
    marks = watching()
    decided = [marks.tick(b.tick(AHEAD)), marks.tick(b.tick(NOW + 10))]
    assert decided == [([], [], []), ([], [], [b.tick(AHEAD)])]
    assert marks.tick_time == NOW + 10


def test_parked_flows_that_agree_with_a_tick_confirm_it_at_once() -> None:
    marks = watching()
    jumped = [flow(AHEAD + n) for n in range(CONFIRM_FLOWS)]
    for each in jumped:
        marks.park(each)
    assert marks.tick(b.tick(AHEAD)) == (jumped, [], [])
    assert marks.tick_time == AHEAD


def test_a_step_back_that_is_confirmed_lets_parked_flows_be_decided_in_time() -> None:
    marks = Watermarks()
    marks.tick(b.tick(AHEAD))
    marks.first_sight("zeek", NOW)
    stray = flow(AHEAD + 2 * JUMP_S)
    marks.park(stray)
    for tick in b.minute_of_ticks(NOW):
        marks.tick(tick)
    assert (marks.tick_time, marks.stepped_back) == (NOW + 60, True)
    marks.marks["zeek"].flows += 5
    decided = [marks.tick(tick) for tick in b.minute_of_ticks(NOW + 70)]
    assert [flow for each in decided for flow in each.refuted] == [stray]
    assert not marks.stepped_back


def test_the_end_of_input_believes_a_tick_that_nothing_spoke_against() -> None:
    marks = watching()
    last = flow(NOW + 30 * JUMP_S)
    marks.park(last)
    marks.tick(b.tick(NOW + 30 * JUMP_S))
    assert marks.settle() == ([last], [])


def test_names_of_sensors_without_end_share_one_mark_and_hide_no_crossing() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tick(b.after())])
    time = b.after() + 60.0
    flood = [b.flow(time, b.SCADA, b.PLC, service="modbus", sensor=f"s{n}") for n in range(3 * MAX_SENSORS)]
    ahead = [b.flow(time + 2 * b.DAY, b.SCADA, b.PLC, service="modbus", sensor=f"t{n}") for n in range(3)]
    out = b.run(pipeline, [*flood, *ahead, b.crossing(time, sensor="one more")])
    assert len(pipeline._state.watermarks.marks) == MAX_SENSORS + 1
    assert [alert.kind for alert in out.alerts] == ["dmz-bypass"]
    known = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows
    b.run(pipeline, [b.flow(time, b.SCADA, b.PLC, service="modbus", sensor="last")])
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == known + 1
    assert len(pipeline._state.watermarks.marks[OTHER_SENSORS].parked) == 3


def test_what_is_parked_of_all_sensors_is_bounded_and_the_rest_is_refused() -> None:
    marks = watching()
    for sensor in range(20):
        for _ in range(MAX_PARKED - 1):
            name = f"s{sensor}"
            if marks.mark_of(name) is None:
                marks.first_sight(name, AHEAD)
            marks.park(flow(AHEAD, name))
    assert sum(len(mark.parked) for mark in marks.marks.values()) <= MAX_PARKED_SITE
    late = flow(AHEAD, "late")
    marks.first_sight("late", AHEAD)
    assert marks.park(late) == ([], late)


def test_sparse_flows_are_applied_one_by_one_as_their_ticks_come() -> None:
    marks = watching()
    applied: list[Flow] = []
    step_s = 4_000.0
    for number in range(1, 12):
        marks.park(flow(NOW + step_s * number))
        if number >= CONFIRM_FLOWS:
            decided = marks.tick(b.tick(NOW + step_s * (number - 2)))
            marks.marks["zeek"].flows += len(decided.believed)
            marks.marks["zeek"].time = max([NOW, *(each.end for each in decided.believed)])
            applied += decided.believed
            assert (decided.refuted, decided.ticks) == ([], [])
    assert [each.end for each in applied] == [NOW + step_s * number for number in range(1, 10)]
    assert len(marks.settle()[0]) == 2


def test_what_fits_is_what_would_be_believed_at_once() -> None:
    marks = watching()
    assert marks.fits("zeek", NOW + JUMP_S)
    assert marks.fits("zeek", NOW - b.DAY)
    assert not marks.fits("zeek", NOW + JUMP_S + 1)
    assert not marks.fits("never met", NOW)


_JUMPS = st.one_of(st.floats(-20, 40), st.sampled_from([-2 * JUMP_S, 2 * JUMP_S, 8 * b.DAY, -400 * b.DAY, 400 * b.DAY]))
_EVENTS = st.tuples(st.sampled_from(["zeek", "span", "tick", "tick"]), _JUMPS)


def _take(marks: Watermarks, sensor: str, end: float) -> None:
    """A flow, as `engine/observation.py` takes it as far as watermarks are concerned."""
    mark = marks.marks.get(sensor)
    if mark is None or end > mark.horizon:
        mark = marks.mark_of(sensor)
        mark = marks.first_sight(sensor, end) if mark is None else mark if marks.admits(mark, end) else None
        if mark is None:
            marks.park(flow(end, sensor))
            return
    if end > mark.time:
        mark.time = end
    elif end < mark.time - JUMP_S and end >= marks.floor:
        mark.behind_first = min(mark.behind_first, end) if mark.behind else end
        mark.behind_latest = max(mark.behind_latest, end) if mark.behind else end
        mark.behind += 1
    mark.flows += 1


def _all_of(marks: Watermarks) -> bytes:
    about = (marks.tick_time, marks.anchor, marks.began, marks.floor, marks.corrected, marks.stepped_back)
    trust = (marks.trust.believed, list(marks.trust.doubts.values()))
    return msgspec.json.encode((about, trust, list(marks.sensors()), marks.clock()))


@given(st.lists(_EVENTS, max_size=60))
def test_a_plain_tick_does_what_any_tick_does(events: list[tuple[str, float]]) -> None:
    quick, whole = Watermarks(), Watermarks()
    time = NOW
    for who, step in events:
        time = max(1.0, time + step)
        if who != "tick":
            _take(quick, who, time)
            _take(whole, who, time)
            continue
        clock = quick.plain_tick(time)
        decided = whole.tick(b.tick(time))
        if clock is None:
            assert quick.tick(b.tick(time)) == decided
        else:
            assert decided == ([], [], [])
            assert clock == whole.clock()
        assert _all_of(quick) == _all_of(whole)
