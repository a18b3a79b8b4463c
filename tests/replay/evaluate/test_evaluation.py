import pytest

from replay.evaluate.evaluation import evaluate
from tests.replay.evaluate.making import LEARNT, planted, raised, truth


def test_found_right_and_best_are_told_apart() -> None:
    items = [
        planted("best", initiator_ip="10.0.0.1"),
        planted("right", initiator_ip="10.0.0.2", kind="pivot", acceptable=("level-skip",)),
        planted("wrong", initiator_ip="10.0.0.3", kind="pivot", stealth="slow"),
        planted("missed", initiator_ip="10.0.0.4"),
    ]
    judged = evaluate([raised((f"10.0.0.{n}", "10.2.0.1")) for n in (1, 2, 3)], truth(*items))
    assert (judged.plain.attacks, judged.plain.found, judged.plain.right_kind, judged.plain.best_kind) == (3, 2, 2, 1)
    assert (judged.stealthy.attacks, judged.stealthy.found, judged.stealthy.right_kind) == (1, 1, 0)
    assert judged.false_alerts == 0


def test_levels_are_counted_of_alerts_that_tell_of_an_attack_and_of_false_ones() -> None:
    told = [raised(score=85.0), raised(at=LEARNT + 130.0, score=61.0), raised(("10.9.0.1", "10.9.0.2"), score=19.0)]
    judged = evaluate(told, truth(planted()))
    assert (judged.true_by_level, judged.false_by_level) == ({"critical": 1, "high": 1}, {"info": 1})


def test_a_trap_that_was_raised_is_a_false_alert() -> None:
    judged = evaluate([raised()], truth(planted("trap", expected="silent")))
    assert judged.traps_raised == ("trap",)
    assert (judged.false_alerts, judged.false_a_day, judged.false_by_level) == (1, 0.25, {"medium": 1})


def test_what_may_be_told_is_neither_found_nor_false() -> None:
    judged = evaluate([raised()], truth(planted("gap", expected="either")))
    assert (judged.plain.attacks, judged.traps, judged.false_alerts) == (0, 0, 0)


def test_an_attacks_alert_raises_no_trap_that_shares_its_pair() -> None:
    judged = evaluate([raised()], truth(planted("attack"), planted("trap", expected="silent")))
    assert (judged.traps_raised, judged.false_alerts, judged.plain.found) == ((), 0, 1)


def test_what_is_told_while_learning_is_not_judged() -> None:
    assert evaluate([raised(at=LEARNT - 5.0)], truth()).false_alerts == 0


def test_an_edge_that_is_told_again_counts_once_for_recall_and_twice_a_day() -> None:
    twice = [raised(("10.9.0.1", "10.9.0.2"), at=LEARNT + 10.0 * n) for n in (1, 2)]
    judged = evaluate(twice, truth(days=1.0))
    assert (judged.false_a_day, judged.false_scores) == (2.0, (50.0,))


def test_time_to_detect_is_from_the_row_that_showed_it() -> None:
    judged = evaluate([raised(at=LEARNT + 130.0)], truth(planted(shown=LEARNT + 120.0)))
    assert judged.detected_after_s == 10.0


def test_a_truth_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to judge"):
        evaluate([], truth(days=-2))
