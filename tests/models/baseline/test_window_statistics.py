"""What is usual in an asset's windows."""

import pytest

from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WindowSums


def test_statistics_settle_at_what_is_usual_and_follow_a_change() -> None:
    statistics = WindowStatistics()
    for _ in range(500):
        statistics.learn(WindowSums("x", begun=10, sent_octets=1_000, received_octets=200))
    assert statistics.windows == 500
    assert statistics.flows_per_window == pytest.approx(10.0)
    assert statistics.octets_per_window == pytest.approx(1_200.0)
    for _ in range(500):
        statistics.learn(WindowSums("x", begun=20, sent_octets=1_000))
    assert statistics.flows_per_window == pytest.approx(20.0, rel=0.01)


def test_both_ways_are_learnt_apart() -> None:
    statistics = WindowStatistics()
    for number in range(100):
        statistics.learn(WindowSums("x", begun=1, sent_octets=number, received_octets=5))
    assert statistics.sent_tail.get() == pytest.approx(95, abs=5)
    assert statistics.received_tail.get() == pytest.approx(5)
    assert statistics.received_var.get() == pytest.approx(0.0, abs=1e-9)
