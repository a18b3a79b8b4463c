"""Windows of event time."""

import pytest

from models.baseline.windows import WINDOW_S, WindowSums, window_bounds
from tests.models import builders as b


def test_windows_begin_at_whole_multiples_and_start_empty() -> None:
    sums = WindowSums("x", begun=7, sent_octets=70)
    sums.start(*window_bounds(b.MONDAY + 299.9))
    assert (sums.begin, sums.end) == (b.MONDAY, b.MONDAY + WINDOW_S)
    assert (sums.flows, sums.sent_octets) == (0, 0)


def test_the_moment_a_window_ends_belongs_to_the_next() -> None:
    assert window_bounds(b.MONDAY + WINDOW_S)[0] == b.MONDAY + WINDOW_S


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
    (path,) = pipeline._state.graph.paths.values()
    assert path.flows == 61
    b.run(pipeline, [b.tick(b.MONDAY + 3600.0 + 1_000.0)])
    assert asset.record.statistics.windows == 12
    assert asset.record.statistics.flows_per_window == pytest.approx(5.0)
