"""Windows of event time."""

import pytest

from models.baseline.windows import WINDOW_S, WindowCounters, WindowStatistics, open_window
from tests.models import builders as b


def test_windows_begin_at_whole_multiples_and_start_empty() -> None:
    counters = WindowCounters("x", flows=7, octets=70)
    open_window(counters, b.MONDAY + 299.9)
    assert (counters.begin, counters.end) == (b.MONDAY, b.MONDAY + WINDOW_S)
    assert (counters.flows, counters.octets) == (0, 0)


def test_the_moment_a_window_ends_belongs_to_the_next() -> None:
    counters = WindowCounters("x")
    open_window(counters, b.MONDAY + WINDOW_S)
    assert counters.begin == b.MONDAY + WINDOW_S


def test_statistics_settle_at_what_is_usual_and_follow_a_change() -> None:
    statistics = WindowStatistics()
    for _ in range(500):
        statistics.close(WindowCounters("x", flows=10, octets=1_000))
    assert statistics.windows == 500
    assert statistics.flows_per_window == pytest.approx(10.0)
    assert statistics.octets_per_window == pytest.approx(1_000.0)
    for _ in range(500):
        statistics.close(WindowCounters("x", flows=20, octets=1_000))
    assert statistics.flows_per_window == pytest.approx(20.0, rel=0.01)


def test_an_assets_windows_close_as_time_goes_on_and_late_flows_stay_out() -> None:
    pipeline = b.new_pipeline()
    work = [b.flow(b.MONDAY + n * 60.0, b.SCADA, b.PLC) for n in range(60)]
    b.run(pipeline, work)
    asset = pipeline._state.inventory.assets[f"ip:{b.PLC}"]
    assert asset.record.statistics is not None
    assert asset.record.statistics.windows == 11
    assert asset.record.statistics.flows_per_window == pytest.approx(5.0)
    open_flows = asset.window.flows
    b.run(pipeline, [b.flow(b.MONDAY + 60.0, b.SCADA, b.PLC)])
    assert asset.window.flows == open_flows
    assert asset.record.statistics.windows == 11
