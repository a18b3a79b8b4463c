"""So many a minute, a quarter of them at once."""

import pytest

from streams.listener.bucket import Bucket


def test_a_quarter_comes_at_once_and_then_one_each_so_often() -> None:
    bucket = Bucket(60.0, 0.0)
    assert [bucket.wait_s(0.0) for _ in range(15)] == [0.0] * 15
    assert bucket.wait_s(0.0) == pytest.approx(1.0)
    assert bucket.wait_s(1.0) == 0.0
    assert bucket.wait_s(1.5) == pytest.approx(0.5)


def test_a_clock_that_steps_back_gives_nothing() -> None:
    bucket = Bucket(4.0, 100.0)
    assert bucket.wait_s(100.0) == 0.0
    assert bucket.wait_s(0.0) > 0.0
