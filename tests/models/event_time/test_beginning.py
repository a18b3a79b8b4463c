"""Since when a site is watched."""

import pytest

from models.event_time.beginning import LONGEST_WATCH_GAP_S, began_of, stepped, turned_back
from models.event_time.mark import Mark
from tests.models import builders as b

NOW = b.MONDAY


def _mark(began: float, time: float, flows: int) -> Mark:
    return Mark("zeek", time, time + b.HOUR, flows=flows, began=began)


def test_a_short_watch_of_long_ago_is_left_behind_once_a_tick_says_so() -> None:
    mark = _mark(0.0, 5.0, 5)
    assert stepped(mark, NOW, 5, NOW)
    assert mark.began == NOW


def test_without_a_tick_most_flows_say_so() -> None:
    mark = _mark(0.0, 5.0, 5)
    assert not stepped(mark, NOW, 8, None)
    mark.flows = 10
    assert began_of([mark]) == 0.0
    mark.flows = 11
    assert began_of([mark]) == NOW


@pytest.mark.parametrize("gap", [8 * b.DAY, LONGEST_WATCH_GAP_S])
def test_a_season_without_traffic_is_part_of_the_watch(gap: float) -> None:
    mark = _mark(NOW, NOW + b.HOUR, 5)
    assert not stepped(mark, NOW + b.HOUR + gap, 100, None)
    assert mark.restart is None


def test_a_clock_that_comes_back_from_the_far_past_finds_its_beginning_again() -> None:
    mark = _mark(NOW, NOW + 20 * b.DAY, 1_000)
    mark.behind_first = 946_684_800.0
    turned_back(mark, 946_684_900.0)
    assert mark.began == 946_684_800.0
    assert stepped(mark, NOW + 20 * b.DAY + b.HOUR, 1_010, None)
    assert mark.began == NOW


def test_a_beginning_that_was_stamped_ahead_moves_back() -> None:
    mark = _mark(NOW + 4_000 * b.DAY, NOW + 4_000 * b.DAY, 1)
    mark.behind_first = NOW
    turned_back(mark, NOW + 60)
    assert (mark.began, mark.time, mark.before) == (NOW, NOW + 60, None)


def test_sensors_of_one_or_two_flows_count_only_where_there_is_no_other() -> None:
    assert began_of([_mark(0.0, 0.0, 2)]) == 0.0
    assert began_of([Mark("zeek", NOW, NOW)]) is None
    assert began_of([_mark(0.0, 0.0, 2), _mark(NOW, NOW, 3), _mark(NOW - 60, NOW, 9)]) == NOW - 60


WRONG_FIRST = [0.0, 946_684_800.0, 2_145_916_800.0]


@pytest.mark.parametrize("first", WRONG_FIRST)
def test_a_wrong_first_flow_before_any_tick_moves_no_readiness(first: float) -> None:
    plain, wrong = b.new_pipeline(), b.new_pipeline()
    b.run(plain, b.days_of_work(NOW, 5))
    b.run(wrong, [b.flow(first, b.SCADA, b.PLC, service="modbus"), *b.days_of_work(NOW, 5)])
    assert plain._state.began == wrong._state.began == NOW + 1
    readiness = {each.id: each.readiness for each in plain.assets()}
    assert {each.id: each.readiness for each in wrong.assets()} == pytest.approx(readiness, abs=1e-4)
    assert min(each.first_seen for each in wrong.assets()) >= NOW
    assert max(each.last_seen for each in wrong.paths()) < NOW + 6 * b.DAY
    assert b.path(wrong, b.SCADA, b.PLC, "modbus").flows == b.path(plain, b.SCADA, b.PLC, "modbus").flows + 1


@pytest.mark.parametrize("first", WRONG_FIRST)
def test_a_flow_of_the_far_past_is_counted_now_and_alerts(first: float) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tick(b.after())])
    out = b.run(pipeline, [b.crossing(first), *b.days_of_work(b.after(), 1)])
    if first < NOW:
        assert [alert.time for alert in out.alerts][:1] == [b.after()]
    else:
        (refused,) = out.rejects
        assert "would have been a crossing from it to ot" in refused.reason
