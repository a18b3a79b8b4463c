from itertools import pairwise

import msgspec
import pytest

from replay.simulate.large.attacks import ATTACKS
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.script import DAYS_AN_ATTACK, Script, all_attacks
from replay.simulate.large.traps import TRAPS
from tests.replay.simulate.large.of import PLAN, SCRIPT

DAY_S = 86_400.0


def test_attacks_begin_two_days_apart_and_after_learning() -> None:
    plan = LargePlan(size=0.25, days=20, learn_days=7)
    starts = sorted(
        item.start for item in Script(plan).truth.items if item.expected == "alert" and item.name in ATTACKS
    )
    begun = [start for start in starts if start >= plan.learn_until]
    days = [int((start - plan.calendar.start) // DAY_S) for start in begun]
    assert all(later - earlier >= DAYS_AN_ATTACK for earlier, later in pairwise(days))
    assert len(days) >= 5


def test_seeds_in_a_row_have_the_whole_deck() -> None:
    plan = LargePlan(size=0.25, days=14, learn_days=7)
    names = {
        item.name for seed in range(1, 11) for item in Script(msgspec.structs.replace(plan, seed=seed)).truth.items
    }
    assert names == {*ATTACKS, *TRAPS}


def test_names_are_planted_instead_of_whose_turn_it_is() -> None:
    one = Script(msgspec.structs.replace(PLAN, scenarios=("sweep", "sensor-gap")))
    assert {item.name for item in one.truth.items} == {"sweep", "sensor-gap"}
    with pytest.raises(ValueError, match="nothing is called foo; there are: it-to-plc"):
        _ = Script(msgspec.structs.replace(PLAN, scenarios=("foo",))).planted


def test_each_attack_can_be_listed_with_what_it_is() -> None:
    items = all_attacks(PLAN)
    assert {item.name for item in items} == set(ATTACKS)
    assert all(item.expected == "alert" and item.description for item in items)
    stealthy = [item for item in items if item.stealth is not None]
    assert len(stealthy) >= 11


def test_what_takes_days_has_them_and_nothing_is_cut_off_in_a_fortnight() -> None:
    plan = LargePlan(size=0.25, days=14, learn_days=7)
    for seed in range(1, 9):
        one = Script(msgspec.structs.replace(plan, seed=seed))
        for planted in one.planted:
            for item in planted.items:
                assert item.end <= plan.calendar.end or item.expected != "alert", item.name
            if planted.items[0].name == "one-door-a-day":
                assert len(planted.calls) == 6


def test_what_lies_past_the_plan_is_not_in_its_truth() -> None:
    plan = LargePlan(size=0.25, days=3, learn_days=2, scenarios=("spread-pivot",))
    [item] = Script(plan).truth.items
    assert item.end == plan.calendar.end
    assert len(item.hops) < 3


def test_the_plant_changes_on_a_day_and_stays_so() -> None:
    one = Script(msgspec.structs.replace(PLAN, scenarios=("third-controller",)))
    counts = [len(one.ground_on(day).devices) for day in (0, PLAN.learn_days - 1, PLAN.learn_days, PLAN.days - 1)]
    assert counts == [counts[0], counts[0], counts[0] + 1, counts[0] + 1]


def test_the_truth_says_until_when_it_is_judged() -> None:
    truth = SCRIPT.truth
    assert (truth.learn_until, truth.end) == ("2026-03-19T23:00:00Z", "2026-03-25T23:00:00Z")
