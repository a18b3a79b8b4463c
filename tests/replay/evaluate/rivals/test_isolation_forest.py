from random import Random

from replay.evaluate.rivals.isolation_forest import isolation_forest
from replay.evaluate.rivals.rows import Row

HOUR_S = 3_600.0


def hour(number: int, responders: int, octets: int) -> list[Row]:
    return [
        Row(number * HOUR_S + n, "10.0.0.1", f"10.2.0.{n}", "modbus", octets, 10, answered=True)
        for n in range(responders)
    ]


def test_an_hour_unlike_all_others_is_told_once_a_day() -> None:
    random = Random(1)
    usual = [
        row
        for number in range(240)
        for row in hour(number, max(1, int(random.gauss(10.0, 2.0))), int(random.gauss(1_000.0, 100.0)))
    ]
    found = isolation_forest([*usual, *hour(240, 200, 9_000_000), *hour(241, 200, 9_000_000)], 200 * HOUR_S)
    worst = max(found, key=lambda one: one.score)
    assert (worst.initiator, worst.told, len(worst.pairs)) == ("10.0.0.1", 241 * HOUR_S, 200)
    assert len([one for one in found if one.first_seen >= 240 * HOUR_S]) == 1


def test_without_hours_to_learn_from_nothing_is_told() -> None:
    assert isolation_forest(hour(1, 3, 100), 0.0) == []
