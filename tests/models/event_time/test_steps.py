"""Steps of time without flows."""

import pytest

from models.event_time.steps import LONGEST_SILENCE_S, following

DAY = 86_400.0


@pytest.mark.parametrize(
    ("times", "stride", "reached"),
    [
        ([], 0.0, 0.0),
        ([DAY, 3 * DAY, 9 * DAY], 0.0, 9 * DAY),
        ([DAY, 281 * DAY], 0.0, DAY),
        ([LONGEST_SILENCE_S], 0.0, LONGEST_SILENCE_S),
        ([LONGEST_SILENCE_S + 1], 0.0, 0.0),
        ([8 * DAY, 16 * DAY], 8 * DAY, 16 * DAY),
        ([3 * DAY, DAY], 0.0, 3 * DAY),
    ],
)
def test_times_follow_in_steps_of_a_week_or_twice_the_step_before(
    times: list[float], stride: float, reached: float
) -> None:
    assert following(0.0, times, stride) == reached
