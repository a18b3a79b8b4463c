"""Exact intervals, by values of the tables."""

import pytest

from replay.tune.sureness import most_lost, rate


def test_counts_have_the_exact_interval() -> None:
    assert rate(0, 1.0) == pytest.approx((0.0, 3.689), abs=1e-3)
    assert rate(5, 10.0) == pytest.approx((0.1623, 1.1668), abs=1e-4)


def test_none_lost_of_some_says_how_many_may_be() -> None:
    assert most_lost(28) == pytest.approx(0.1015, abs=1e-4)
    assert most_lost(0) == 1.0
