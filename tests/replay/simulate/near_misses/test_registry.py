import pytest

from replay.simulate.near_misses import NEAR_MISSES
from tests.replay.simulate.figures import SMALL
from tests.replay.simulate.planting import planted


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_on_the_first_attack_day_and_expected_to_be_silent(name: str) -> None:
    made = planted(NEAR_MISSES[name], name)
    day = SMALL.calendar.day(8)
    assert all(day.at(0.0) <= row.start and row.end < day.at(24.0) for row in made.connections)
    assert {item.expected for item in made.items} == {"silent"}
