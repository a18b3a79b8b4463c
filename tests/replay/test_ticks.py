"""Ticks by event time. Times below are seconds from a start that lies on the grid of ten."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from replay.ticks import SiteClock, SiteClocks, with_ticks
from schemas.flow import Flow
from schemas.tick import Tick
from streams.messages import Batch, Record

START = 1_700_000_000.0
DAY = 86_400.0


def flow(at: float, site: str = "plant") -> Flow:
    end = START + at
    return Flow(
        site=site, sensor="z", start=end, end=end, initiator_ip="10.0.0.1", responder_ip="10.0.0.2", transport="tcp"
    )


def timeline(*at: float) -> list[str]:
    """Flows as `f12`, ticks as `t10`."""
    batches = with_ticks([Batch([flow(time) for time in at], [], "file", 7, 2)])
    return [
        f"{'t' if isinstance(record, Tick) else 'f'}{_time(record) - START:g}"
        for batch in batches
        for record in batch.records
    ]


def _time(record: Record) -> float:
    return record.end if isinstance(record, Flow) else record.time


def test_a_tick_comes_every_ten_seconds_of_event_time() -> None:
    assert timeline(0, 4, 8, 13, 27, 41) == ["f0", "f4", "f8", "t10", "f13", "t20", "f27", "t30", "t40", "f41", "t41"]


def test_a_quiet_hour_has_a_tick_a_minute() -> None:
    ticks = [one for one in timeline(0, 1, 2, 1802) if one.startswith("t")]
    assert len(ticks) == 31


def test_late_flows_do_not_turn_the_clock_back() -> None:
    assert timeline(0, 1, 2, 25, 5, 31) == ["f0", "f1", "f2", "t10", "t20", "f25", "f5", "t30", "f31", "t31"]


def test_one_flow_stamped_far_ahead_moves_nothing() -> None:
    assert timeline(0, 1, 2, 281 * DAY, 12, 22) == [
        "f0",
        "f1",
        "f2",
        f"f{281 * DAY:g}",
        "t10",
        "f12",
        "t20",
        "f22",
        "t22",
    ]


def test_a_far_flow_at_the_very_start_moves_nothing() -> None:
    assert timeline(281 * DAY, 0, 1, 2, 12) == [f"f{281 * DAY:g}", "f0", "f1", "f2", "t10", "f12", "t12"]


def test_a_weekend_is_one_tick_once_three_flows_confirm_it() -> None:
    back = 2 * DAY
    assert timeline(0, 1, 2, back, back + 1, back + 2, back + 12) == [
        *("f0", "f1", "f2", f"f{back:g}", f"f{back + 1:g}", f"t{back:g}", f"f{back + 2:g}"),
        *(f"t{back + 10:g}", f"f{back + 12:g}", f"t{back + 12:g}"),
    ]


def test_a_jump_open_at_the_end_is_believed_up_to_a_week() -> None:
    assert timeline(0, 1, 2, 6 * DAY)[-1] == f"t{6 * DAY:g}"
    assert timeline(0, 1, 2, 8 * DAY)[-1] == "t2"
    assert timeline(0, 1, 2, 6 * DAY, 3)[-1] == "t3"


def test_each_site_has_its_own_clock_and_a_recording_keeps_its_own_ticks() -> None:
    records: list[Record] = [Tick("b", "c", START), flow(0, "b"), flow(1, "b"), flow(2, "b"), flow(99, "b")]
    records += [flow(0, "a"), flow(1, "a"), flow(2, "a"), flow(11, "a")]
    ticks = [
        record
        for batch in with_ticks([Batch(records, [], "f")])
        for record in batch.records
        if isinstance(record, Tick)
    ]
    assert [(tick.site, tick.time - START) for tick in ticks] == [("b", 0), ("a", 10), ("a", 11)]


def test_batches_keep_what_else_they_carry() -> None:
    (first, _) = with_ticks([Batch([flow(1)], [], "file", 7, 2)])
    assert (first.source, first.position, first.repeats) == ("file", 7, 2)


def test_no_input_has_no_ticks() -> None:
    assert list(with_ticks([])) == []


def test_a_sparse_log_is_followed_two_rows_behind_and_to_its_end() -> None:
    step = 4_000
    ticks = [float(one[1:]) for one in timeline(*(step * number for number in range(6))) if one.startswith("t")]
    assert ticks == [*(4_000.0, 8_000.0, 12_000.0), *(20_000.0 - 60, 20_000.0 - 30, 20_000.0)]


def test_a_leap_that_most_flows_contradict_afterwards_is_taken_back() -> None:
    far = [4_000 * DAY + second for second in range(3)]
    ticks = timeline(0, 1, 2, *far, *range(20, 60, 10))
    assert ticks[-1] == "t50"
    assert f"t{far[0]:g}" in ticks


def test_a_site_whose_beginning_is_known_gets_a_tick_there_first() -> None:
    batches = with_ticks([Batch([flow(281 * DAY), flow(5)], [], "f")], begins={"plant": START + 5})
    times = [_time(record) - START for batch in batches for record in batch.records]
    assert times == [0.0, 281 * DAY, 5.0, 5.0]


_STEPS = st.one_of(st.floats(-5, 15), st.sampled_from([-4_000.0, 700.0, 3_700.0, 9 * DAY, -9 * DAY]))


@given(st.lists(_STEPS, max_size=40), st.booleans())
def test_flows_taken_together_have_the_same_ticks_as_one_by_one(steps: list[float], begins: bool) -> None:
    times = [START + offset for offset in accumulate(steps)]
    flows = [flow(time - START) for time in times]
    begin = times[0] if times and begins else None
    together = SiteClocks("c", {} if begin is None else {"plant": begin})
    apart = SiteClock("plant", "c", begin=begin)
    for start in range(0, len(flows), 7):
        some = flows[start : start + 7]
        expected: list[Record] = []
        for one in some:
            before, after = apart.observe(one.end)
            expected += [*before, one, *after]
        assert together.with_ticks(some) == expected
    assert together.finish() == apart.finish()
