from collections.abc import Iterator

from replay.simulate.calendar import Day
from replay.simulate.connection import Connection
from replay.simulate.randomness import seeded
from replay.simulate.scene import Scene
from replay.simulate.shapes import unanswered
from tests.replay.simulate.figures import QUIET


def test_days_are_made_one_at_a_time_and_put_in_order() -> None:
    asked: list[int] = []

    def make(day: Day) -> Iterator[Connection]:
        asked.append(day.number)
        for hour in (9.0, 7.0, 8.0):
            yield unanswered(seeded(1), day.at(hour), "a", "b", 80)

    stream = Scene(QUIET).day_by_day(make)
    first = [next(stream).start for _ in range(3)]
    assert first == sorted(first)
    assert asked == [0]
