"""The plain bounds of a burst: two windows in a row, beyond all that was, and learnt once they are over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.windows import WINDOW_S
from models.findings.bursts.busiest import HALVED_S, Busiest
from models.findings.bursts.fading_count import FadingCount


def heard(*windows: int, known: Busiest | None = None, ready: bool = True, announced: bool = False) -> list[bool]:
    """What windows that follow one another say."""
    known = known or Busiest(FadingCount(0, 0))
    begin = known.count.last * WINDOW_S
    return [
        known.hear(begin + WINDOW_S * (1 + place), flows, ready=ready, announced=announced)
        for place, flows in enumerate(windows)
    ]


@pytest.mark.parametrize(
    ("windows", "told"),
    [
        ((5, 100, 100, 100), (False, False, True, True)),
        ((5, 99, 99, 99), (False, False, False, False)),
        ((5, 100, 5, 100, 100), (False, False, False, False, False)),
        ((40, 5, 119, 119), (False, False, False, False)),
        ((40, 5, 120, 120), (False, False, False, True)),
        ((65, 155, 155), (False, False, True)),
        ((65, 5, 155, 155), (False, False, False, False)),
        ((40, 120, 40, 359, 359), (False, False, False, False, False)),
        ((40, 120, 40, 360, 360), (False, False, False, False, True)),
    ],
)
def test_a_run_is_two_windows_of_three_times_the_most_that_ever_was(
    windows: tuple[int, ...], told: tuple[bool, ...]
) -> None:
    assert tuple(heard(*windows)) == told


def test_a_run_that_begins_amid_a_window_is_compared_with_what_was_before() -> None:
    known = Busiest(FadingCount(0, 0))
    assert heard(65, 155, 155, 5, known=known) == [False, False, True, False]
    assert known.most(5 * WINDOW_S) == pytest.approx(155.0, rel=0.001)
    alone = Busiest(FadingCount(0, 0))
    assert heard(65, 5, known=alone) == [False, False]
    assert alone.most(3 * WINDOW_S) == pytest.approx(65.0, rel=0.001)


def test_a_window_that_is_missing_ends_a_run() -> None:
    known = Busiest(FadingCount(0, 0))
    assert not known.hear(WINDOW_S, 200, ready=True, announced=False)
    assert not known.hear(3 * WINDOW_S, 200, ready=True, announced=False)
    assert known.most(3 * WINDOW_S) == pytest.approx(200.0, rel=0.001)


def test_before_it_is_ready_whatever_comes_is_learnt() -> None:
    known = Busiest(FadingCount(0, 0))
    assert heard(200, 200, 200, known=known, ready=False) == [False] * 3
    assert heard(500, 500, known=known) == [False, False]


def test_announced_work_is_not_learnt() -> None:
    known = Busiest(FadingCount(0, 0))
    assert heard(200, 200, 5, known=known, announced=True) == [False, True, False]
    assert heard(200, 200, known=known) == [False, True]


def test_half_of_the_most_is_left_after_eight_weeks() -> None:
    known = Busiest(FadingCount(0, 0), time=0.0, flows=400.0)
    assert (known.most(0.0), known.most(HALVED_S)) == (400.0, 200.0)


@given(st.lists(st.integers(0, 2_000), min_size=1, max_size=30), st.integers(0, 2_000))
def test_what_a_window_would_say_is_what_it_says(windows: list[int], last: int) -> None:
    known = Busiest(FadingCount(0, 0))
    heard(*windows, known=known)
    begin = (known.count.last + 1) * WINDOW_S
    before = known.lasts(begin, last)
    assert known.hear(begin, last, ready=True, announced=False) == before
    assert known.lasts(begin, last) == before
