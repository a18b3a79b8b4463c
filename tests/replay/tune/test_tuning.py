"""The search: what is tried, what is proposed, and when nothing is."""

import pytest

from replay.tune.front import Trial
from replay.tune.parameters import Choice
from tests.replay.tune.canned import ATTACKS, quiet_plant, searched
from tests.replay.tune.made import found, raised, trial, values

BOTH = values(first_look="low", new_asset="high")


def test_what_lowers_false_alerts_and_loses_nothing_is_proposed_with_its_evidence() -> None:
    tuning, _ = searched()
    assert tuple(each.value for each in tuning.proposed) == BOTH
    assert (tuning.before.false, tuning.after.false) == (8, 1)
    assert [(each.without.false, each.with_.false) for each in tuning.proposed] == [(6, 1), (3, 1)]
    assert [one.value.name for one in tuning.not_proposed] == ["drift"]
    assert tuning.conclusions == ("0.10 alerts a day keep the budget of 3.",)


def test_each_value_is_tried_alone_then_all_at_once_and_no_choice_twice() -> None:
    _, asked = searched()
    assert asked[0] == ()
    assert set(asked[1:3]) == {values(first_look="low"), values(new_asset="high")}
    assert asked[3] == BOTH
    assert len(asked) == len(set(asked))


def test_trials_that_are_left_explore_what_is_not_proposed_for_the_front() -> None:
    tuning, asked = searched()
    assert values(drift="medium") in asked
    assert values(drift="medium", first_look="low", new_asset="high") in asked
    assert tuning.front[0].choice == values(drift="medium", first_look="low", new_asset="high")
    assert tuple(each.value for each in tuning.proposed) == BOTH
    few, _ = searched(trials=4)
    assert len(few.trials) == 4


def test_trials_are_told_in_the_order_in_which_they_were_chosen() -> None:
    tuning, _ = searched()
    assert [one.choice for one in tuning.trials][:4] == [(), BOTH[:1], BOTH[1:], BOTH]
    assert [one.choice for one in tuning.trials][4] == values(drift="medium")


def test_what_loses_an_attack_is_not_proposed_and_said() -> None:
    def lossy(choice: Choice) -> Trial:
        least = {value.name for value in choice}
        devices = [] if "new-asset" in least else [raised("new-asset", day, 45) for day in (2, 6)]
        return trial(choice, devices, ATTACKS[1:] if "new-asset" in least else ATTACKS)

    tuning, _ = searched(lossy)
    assert tuning.proposed == ()
    assert tuning.not_proposed[0].reason == "it would lose a"
    assert tuning.after == tuning.before
    assert "No value is proposed: the settings as they are stay." in tuning.conclusions


def test_with_nothing_false_there_is_nothing_to_lower() -> None:
    tuning, asked = searched(lambda choice: trial(choice, [], ATTACKS))
    assert asked == [()]
    assert "there is nothing to lower" in tuning.conclusions[0]


def test_a_budget_that_cannot_be_kept_is_said() -> None:
    tuning, _ = searched(lambda choice: trial(choice, [raised("pivot", n / 4) for n in range(40)], ATTACKS), budget=1)
    assert "above the budget of 1" in tuning.conclusions[-1]


def test_checks_that_lose_on_later_days_are_said() -> None:
    late = found("late", 9, "scan")

    def treacherous(choice: Choice) -> Trial:
        kept = quiet_plant(choice)
        attacks = [*kept.judged.found, *(() if choice else (late,))]
        return trial(choice, kept.judged.false, attacks)

    tuning, _ = searched(treacherous)
    assert tuning.proposed == ()
    assert any("lost attacks (late)" in said for said in tuning.conclusions)


def test_a_search_that_is_stopped_shows_what_it_has_and_proposes_nothing() -> None:
    tuning, asked = searched(stops_after=2)
    assert (tuning.stopped, len(tuning.trials), tuning.proposed) == (True, 2, ())
    assert len(asked) == 2
    assert tuning.conclusions[0].startswith("The search was stopped")


def test_one_that_is_stopped_before_the_first_trial_has_nothing() -> None:
    with pytest.raises(KeyboardInterrupt):
        searched(stops_after=0)
