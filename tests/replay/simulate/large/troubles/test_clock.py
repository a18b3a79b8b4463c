from replay.simulate.large.troubles.clock import shift_s
from tests.replay.simulate.large.of import PLAN, SUNDAY


def test_the_clock_drifts_through_the_week_and_is_set_right_on_sunday() -> None:
    shifts = [shift_s(PLAN.calendar.day(number)) for number in range(7)]
    assert shifts[:6] == sorted(shifts[:6])
    assert shifts[5] > 2.0
    assert shifts[SUNDAY] == 0.0
