"""How many quiet days are left: never fewer than it takes, and none where nothing came again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.baseline.asset import Asset, Tally, new_asset
from models.baseline.baseline import READY_AT, readiness
from models.baseline.remaining import quiet_days
from tests.models import builders as b

BEGAN = b.MONDAY


def asset(**tally: int) -> Asset:
    made = new_asset("ip:10.0.0.1", "", BEGAN)
    made.initiated = Tally(**tally)
    return made


def days(number: float) -> float:
    return BEGAN + number * b.DAY


def test_steady_work_waits_for_the_days_alone() -> None:
    steady = asset(hour_draws=400, day_draws=20)
    assert quiet_days(steady, days(4)) == pytest.approx(6.0)
    assert quiet_days(steady, days(12)) == 0.0


def test_much_that_is_new_takes_as_long_as_known_work_needs_to_outweigh_it() -> None:
    # 40 draws by day of which 20 were seen once: 66.7 are needed, and 20 came again in 20 days.
    assert quiet_days(asset(hour_draws=400, day_draws=40, days_once=20), days(20)) == pytest.approx(26.667, abs=0.01)


def test_it_cannot_be_told_where_nothing_is_learnt_or_nothing_came_again() -> None:
    assert quiet_days(asset(), days(5)) is None
    assert quiet_days(asset(hour_draws=9, day_draws=3, days_once=3), days(5)) is None


def test_on_its_first_day_it_is_told_by_the_days_alone() -> None:
    assert quiet_days(asset(hour_draws=9, hours_once=1, day_draws=3, days_once=3), days(0.5)) == pytest.approx(9.5)


@given(
    watched=st.floats(2.0, 60.0),
    again=st.integers(1, 500),
    once=st.integers(0, 500),
)
def test_after_so_many_days_at_the_same_pace_without_anything_new_it_is_ready(
    watched: float, again: int, once: int
) -> None:
    now = asset(hour_draws=again + once, hours_once=once, day_draws=again + once, days_once=once)
    left = quiet_days(now, days(watched))
    assert left is not None
    more = again * left / watched
    then = asset()
    draws = again + once + more
    then.initiated = Tally(hour_draws=draws, hours_once=once, day_draws=draws, days_once=once)  # type: ignore[arg-type]  # parts of a draw
    share = readiness(then, days(watched + left), None)
    assert share is not None
    assert share >= READY_AT - 1e-9
    assert (left == 0.0) == ((readiness(now, days(watched), None) or 0.0) >= READY_AT - 1e-9) or left < 1e-6
