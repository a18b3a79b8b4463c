import msgspec

from replay.simulate.large.scene import DayScene
from replay.simulate.large.stage import Silence
from replay.simulate.large.tape import Tape
from replay.simulate.randomness import seeded
from tests.replay.simulate.large.of import GROUND, PLAN, SUNDAY, scene

YEAR = msgspec.structs.replace(PLAN, days=365)


def day(number: int, first: str = "2026-03-16") -> DayScene:
    plan = msgspec.structs.replace(YEAR, first_day=first)
    return DayScene(plan, plan.calendar.day(number), GROUND, Tape(seeded(1), "x"))


def test_clocks_go_forward_and_back() -> None:
    assert [day(13).length(hour) for hour in (1, 2, 3)] == [3_600.0, 0.0, 3_600.0]
    assert [day(0, "2026-10-25").length(hour) for hour in (1, 2, 3)] == [3_600.0, 7_200.0, 3_600.0]


def test_the_office_rests_on_weekends_and_some_holidays() -> None:
    assert scene(SUNDAY).busy(10) < 0.1
    weekdays = [day(number) for number in range(365) if day(number).day.is_workday]
    assert 3 <= sum(not one.is_workday for one in weekdays) <= 25


def test_a_pair_swaps_now_and_then() -> None:
    servers = [day(number).active(GROUND.operations[0]).name for number in range(100)]
    assert 5 <= servers.count("scada-b-01") <= 30


def test_a_silence_is_of_one_pair_and_one_time() -> None:
    one = scene(silences=(Silence("a", "b", 10.0, 20.0),))
    assert [one.is_silent("a", "b", at) for at in (9.0, 10.0, 20.0)] == [False, True, False]
    assert not one.is_silent("b", "a", 15.0)
