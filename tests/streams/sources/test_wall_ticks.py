from schemas.tick import Tick
from streams.sources.wall_ticks import WallTicks


def ticks_of(*readings: float | None) -> list[float]:
    clock = iter(readings)
    ticks = WallTicks(lambda: next(clock), "c")
    batches = [ticks.due(["a"]) for _ in readings]
    given = [record for batch in batches if batch is not None for record in batch.records]
    return [tick.time for tick in given if isinstance(tick, Tick)]


def test_each_interval_of_the_clock_has_one() -> None:
    assert ticks_of(3.0, 9.9, 10.0, 19.0, 25.0) == [3.0, 10.0, 25.0]


def test_a_clock_set_back_goes_on_from_there() -> None:
    assert ticks_of(3_600.0, 5.0, 6.0, 11.0) == [3_600.0, 5.0, 11.0]


def test_a_clock_that_can_not_be_believed_gives_none() -> None:
    assert ticks_of(3.0, None, 12.0) == [3.0, 12.0]
