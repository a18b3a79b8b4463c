"""A day's figures are steps of a logarithmic scale, an octet each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.levels.steps import FIGURES, STEPS_A_DOUBLING, figure_of, of_figure, step_of, steps_in, with_next


@given(st.floats(min_value=0.0, max_value=1e12))
def test_a_figure_is_kept_to_within_six_percent(figure: float) -> None:
    assert abs(figure_of(step_of(figure)) - figure) <= 0.06 * (figure + 1.0)


@given(st.floats(min_value=0.0, max_value=1e300))
def test_any_figure_is_an_octet_above_not_heard(figure: float) -> None:
    assert 1 <= step_of(figure) <= 255


def test_nothing_at_all_is_one_step_and_a_doubling_is_six() -> None:
    assert (step_of(0), figure_of(1), steps_in(2.0), STEPS_A_DOUBLING) == (1, 0.0, 6.0, 6)
    assert step_of(20_000) - step_of(10_000) == 6


@pytest.mark.parametrize("figure", range(len(FIGURES)))
def test_the_newest_days_stay_and_each_figure_is_read_by_itself(figure: int) -> None:
    kept = b""
    for day in range(5):
        kept = with_next(kept, [10 + day, 20 + day, 30 + day], most=3)
    assert of_figure(kept, figure) == [10 * (figure + 1) + day for day in (2, 3, 4)]
