"""MIDAS-R's statistic of exact counts: what it is by hand, and what holds of it whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.bursts.fading_count import FadingCount, step_of

STEPS = st.lists(st.integers(min_value=0, max_value=200), min_size=1, max_size=60)


def counted(*windows: int) -> FadingCount:
    """So many connections in each of some steps that follow one another."""
    count = FadingCount(10, 10)
    for place, connections in enumerate(windows):
        if connections:
            count.add(10 + place, connections)
    return count


def by_the_paper(windows: list[int]) -> float:
    """(a - s/t)^2 t^2 / (s (t - 1)), as the paper writes it; a fades by half each step."""
    late = 0.0
    for connections in windows:
        late = late / 2.0 + connections
    total, steps = float(sum(windows)), len(windows)
    if steps == 1 or late <= total / steps:
        return 0.0
    return float((late - total / steps) ** 2 * steps**2 / (total * (steps - 1)))


def test_ten_times_as_many_in_the_fifth_step_are_what_the_paper_says() -> None:
    # late = 100 + 5 + 2.5 + 1.25 + 0.625; the mean is 28.
    assert counted(10, 10, 10, 10, 100).statistic() == pytest.approx((109.375 - 28.0) ** 2 * 25 / (140.0 * 4))


def test_what_is_seen_for_the_first_time_scores_nothing() -> None:
    assert counted(1_000_000).statistic() == 0.0


def test_less_than_usual_scores_nothing() -> None:
    assert counted(100, 100, 100, 100, 0, 0, 0, 1).statistic() == 0.0


def test_a_near_miss_scores_about_as_much_as_its_pace() -> None:
    assert counted(*[60] * 200).statistic() == pytest.approx(60.0, rel=0.02)


def test_half_is_left_of_a_step_at_the_next_one() -> None:
    count = counted(8)
    count.add(13, 1)
    assert (count.late, count.total, count.last) == (2.0, 9.0, 13)


def test_what_comes_late_counts_with_the_last_step() -> None:
    count = counted(8, 4)
    count.add(10, 2)
    assert (count.late, count.total, count.last) == (10.0, 14.0, 11)


def test_a_step_is_five_minutes() -> None:
    assert [step_of(time) for time in (0.0, 299.9, 300.0, 900.0)] == [0, 0, 1, 3]


@given(STEPS)
def test_it_is_the_papers_formula_whatever_comes(windows: list[int]) -> None:
    if windows[0] and windows[-1]:
        assert counted(*windows).statistic() == pytest.approx(by_the_paper(windows), rel=1e-6, abs=1e-6)


@given(STEPS, st.integers(min_value=1, max_value=500))
def test_more_connections_now_never_score_less(windows: list[int], more: int) -> None:
    first, second = counted(*windows, 1), counted(*windows, 1 + more)
    assert second.statistic() >= first.statistic() - 1e-9


@given(STEPS, st.integers(min_value=1, max_value=500))
def test_more_connections_before_never_score_more(windows: list[int], more: int) -> None:
    # Long enough before that nothing of it is left in the count of late.
    quiet = [0] * 60
    first, second = counted(1, *quiet, *windows, 7), counted(1 + more, *quiet, *windows, 7)
    assert second.statistic() <= first.statistic() + 1e-6
