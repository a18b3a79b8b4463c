"""What the habits make together."""

from replay.simulate.large.habits import HABITS
from tests.replay.simulate.large.of import day_of, scene


def test_a_workday_of_the_smallest_plant_has_a_quarter_of_a_hundred_thousand_flows() -> None:
    count = sum(len(day_of(habit, scene())) for habit in HABITS.values())
    assert 20_000 < count < 40_000


def test_a_day_is_the_same_whenever_it_is_made() -> None:
    for habit in HABITS.values():
        assert day_of(habit, scene(), range(8, 10)) == day_of(habit, scene(), range(8, 10))
