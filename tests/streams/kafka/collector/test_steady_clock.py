"""The clock for Ticks: (wall, monotonic) in, time out."""

import logging

import pytest

from streams.kafka.collector.steady_clock import STANDS_S, SteadyClock


def told(looks: list[tuple[float, float]]) -> list[float | None]:
    walls = iter([wall for wall, _ in looks])
    elapsed = iter([monotonic for _, monotonic in looks])
    clock = SteadyClock(lambda: next(walls), lambda: next(elapsed))
    return [clock.now() for _ in looks]


def test_as_long_as_the_clock_goes_as_time_does_it_is_taken() -> None:
    assert told([(1_000.0, 0.0), (1_001.0, 1.0), (1_002.2, 2.0)]) == [1_000.0, 1_001.0, 1_002.2]


def test_what_is_slewed_back_gives_the_same_time_again() -> None:
    assert told([(1_000.0, 0.0), (999.5, 0.1), (1_000.5, 1.1)]) == [1_000.0, 1_000.0, 1_000.5]


def test_a_step_for_a_moment_moves_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        times = told([(1_000.0, 0.0), (9_000_000.0, 1.0), (1_002.0, 2.0), (3.0, 3.0), (1_004.0, 4.0)])
    assert times == [1_000.0, 1_001.0, 1_002.0, 1_003.0, 1_004.0]
    assert "stepped by 8998999.0 s" in caplog.text


def test_a_step_ahead_that_stands_is_followed() -> None:
    looks = [(1_000.0, 0.0), *((5_000.0 + second, 1.0 + second) for second in range(int(STANDS_S) + 1))]
    times = told(looks)
    assert times[1:-1] == [1_001.0 + second for second in range(int(STANDS_S))]
    assert times[-1] == 5_000.0 + STANDS_S


def test_after_a_step_back_that_stands_time_does_not_go_back(caplog: pytest.LogCaptureFixture) -> None:
    looks = [(1_000.0, 0.0), *((901.0 + second, 1.0 + second) for second in range(300))]
    with caplog.at_level(logging.WARNING):
        times = told(looks)
    given = [time for time in times if time is not None]
    assert given == sorted(given)
    assert times[-1] == 901.0 + 299
    assert 95 <= times.count(None) <= 100
    assert "the clock was set back: no ticks for 99 s" in caplog.text
