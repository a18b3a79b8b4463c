"""What a plant that polls is told when its master fails over, its rate doubles, a cell rests, and a sensor loses rows.

Each case names all alerts of the third week, and says why a person wants each. None is above low but those.
"""

from collections.abc import Callable
from random import Random

import pytest

from schemas.asset_change import AssetChange
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.polling_plant import (
    CELL_2,
    CONTROLLERS,
    MASTER,
    NOW,
    PAIR,
    PLAIN,
    STANDBY,
    life,
    plant,
    third_week,
)

Wanted = dict[str, str]
"""An alert as `told` has it, and why a person wants it."""

END = NOW + 7 * b.DAY
FAILS = NOW + 2 * b.DAY + 10 * b.HOUR + 17 * b.MINUTE
"""A Wednesday; engineers come each workday at nine."""

UNDECLARED: Wanted = {
    "high: New master of a controller: 10.9.0.2 -> 10.9.0.11 (modbus) and 5 more paths (closed)": (
        "the first sign, within a second: who commands the controllers is not who did, and nobody declared a pair"
    ),
    "high: New master of a controller: 10.9.0.2 -> 10.10.0.11 (modbus) and 2 more paths (closed)": (
        "the same in the other cell, which may be another person's"
    ),
    "high: Sweep by 10.9.0.2: 12 addresses": "the one that stays open: it has taken in both, and lists all controllers",
    "medium: New path from the DMZ to OT: 10.3.0.3 -> 10.9.0.2 (opc-ua)": (
        "the historian trusts the new master: its figures come from there now"
    ),
    "high: Pivot into OT: 10.1.0.5 -> 10.3.0.2 -> 10.9.0.2 (rdp, rdp)": (
        "somebody from the office works on a master that nobody has confirmed"
    ),
}
UNKNOWN: Wanted = {
    "high: Unknown device in control: 10.9.0.2 -> 10.9.0.11 (modbus) and 8 more paths": (
        "a device that was never seen commands controllers, and is in no inventory"
    ),
    "high: Sweep by 10.9.0.2: 12 addresses": "how far it went: all controllers of both cells",
    **{alert: why for alert, why in UNDECLARED.items() if alert.startswith(("medium", "high: Pivot"))},
}
DECLARED: Wanted = {
    "low: New path from the DMZ to OT: 10.3.0.3 -> scada-b (opc-ua)": (
        "in the first minute nobody knows yet that the first server has stopped; a note that the pair has swapped"
    ),
}


def failed_over(until: float = END) -> dict[str, Callable[[float], object]]:
    """The standby polls, and is read, from one minute to the next, and until when."""

    def alive(time: float) -> str:
        return STANDBY if FAILS <= time < until else MASTER

    return {"alive": alive, "polling": lambda time: [(alive(time), each) for each in CONTROLLERS]}


@pytest.mark.parametrize(
    ("changes", "standby", "wanted"),
    [
        pytest.param(PLAIN, STANDBY, UNDECLARED, id="to a standby of which nobody said that it is one"),
        pytest.param(PLAIN, None, UNKNOWN, id="to a device that was never there"),
        pytest.param(PAIR, STANDBY, DECLARED, id="to the other one of a declared pair"),
        pytest.param(PAIR, None, DECLARED, id="to the other one of a declared pair that never spoke before"),
    ],
)
def test_a_master_fails_over(changes: tuple[AssetChange, ...], standby: str | None, wanted: Wanted) -> None:
    week = life(NOW, FAILS + 2 * b.DAY, standby=standby, **failed_over())  # type: ignore[arg-type]
    assert third_week(plant(changes, standby=standby), week) == list(wanted)


def test_a_declared_pair_that_fails_over_and_back_is_told_once() -> None:
    back = FAILS + 1.5 * b.DAY
    week = life(NOW, back + b.DAY, **failed_over(back))  # type: ignore[arg-type]
    assert third_week(plant(PAIR), week) == list(DECLARED)


def test_a_polling_rate_that_doubles_is_no_news() -> None:
    assert third_week(plant(), life(NOW, NOW + 3 * b.DAY, every_s=30.0)) == []


def rests(first: float, last: float = END + 6 * b.HOUR) -> Callable[[Flow], bool]:
    """Whether a flow is seen of a plant whose second cell rests from Saturday to Monday, six to six, from a time on."""

    def seen(one: Flow) -> bool:
        weekend = (one.end - b.MONDAY - 6 * b.HOUR) // b.DAY % 7 >= 5 and first <= one.end < last
        return not (weekend and {one.initiator_ip, one.responder_ip}.intersection(CELL_2))

    return seen


RESTS: Wanted = {
    "medium: Zone cell-2 fell silent: 12 expected paths (closed)": (
        "a cell that always ran stands still; one alert for all of it, closed on Monday when it runs again"
    ),
}


def test_a_cell_that_stops_for_its_first_weekend_is_one_alert_until_it_runs_again() -> None:
    week = life(NOW + 4 * b.DAY, END + 8 * b.HOUR, seen=rests(NOW))
    pipeline = plant()
    assert third_week(pipeline, life(NOW, NOW + 4 * b.DAY)) == []
    assert third_week(pipeline, week) == list(RESTS)


def test_a_cell_that_stops_each_weekend_is_no_news() -> None:
    pipeline = b.new_pipeline(*PLAIN, alerts_a_day=3)
    assert third_week(pipeline, life(b.MONDAY, END + 8 * b.HOUR, every_s=120.0, seen=rests(0.0))) == []


def each_tenth() -> Callable[[Flow], bool]:
    """As a mirror port that is a tenth too slow drops them, regularly."""
    count = iter(range(10**9))
    return lambda _flow: next(count) % 10 != 0


def by_chance(seed: int) -> Callable[[Flow], bool]:
    """A tenth of all rows, any of them."""
    chance = Random(seed)
    return lambda _flow: chance.random() >= 0.1


LOST: Wanted = {
    "low: Expected path is silent: 10.9.0.11 -> 10.9.0.3 (ntp) (closed)": (
        "of three questions in a row each was lost: nobody wants it, so it is low, and it has closed itself"
    ),
}


@pytest.mark.parametrize(
    ("seen", "told"), [(each_tenth(), {}), (by_chance(5), LOST), (by_chance(6), {})], ids=["each", "chance", "other"]
)
def test_a_sensor_that_loses_every_tenth_row_tells_nothing_above_low(
    seen: Callable[[Flow], bool], told: Wanted
) -> None:
    assert third_week(plant(), life(NOW, END, seen=seen)) == list(told)
