from typing import Any

import pytest

from replay.simulate.large.plan import LargePlan


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"size": 0.1}, "size is 0.1; it must be from 0.125 to 40"),
        ({"days": 0}, "days is 0"),
        ({"days": 5, "learn_days": 5}, "learn days is 5 of 5"),
        ({"learn_days": 1}, "at least 2"),
        ({"time_zone": "Nowhere"}, "no time zone"),
        ({"first_day": "soon"}, "the first day is 'soon'"),
    ],
)
def test_a_figure_that_does_not_fit_says_what_would(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LargePlan(**fields)


def test_learning_ends_at_a_local_midnight() -> None:
    plan = LargePlan(first_day="2026-03-23", days=10, learn_days=7)
    # Clocks change on the seventh day: the week is an hour short.
    assert plan.learn_until - plan.calendar.start == 7 * 86_400 - 3_600


def test_a_plan_without_attacks_may_be_a_day() -> None:
    assert LargePlan(days=1, attacks=False, traps=False).learn_until > 0
