from benchmarks.evaluate.pooled import areas, by_name, pooled
from replay.evaluate.evaluation import evaluate
from tests.replay.evaluate.making import planted, raised, truth

FOUND = evaluate([raised(), raised(("10.9.0.1", "10.9.0.2"), score=30.0)], truth(planted()))
MISSED = evaluate([], truth(planted(), planted("trap", initiator_ip="10.0.0.7", expected="silent")))


def test_counts_are_summed_and_recall_is_of_all_attacks() -> None:
    both = pooled([FOUND, MISSED])
    assert (both.days, both.plain.attacks, both.plain.found, both.traps) == (8.0, 2, 1, 1)
    assert (both.false_alerts, both.false_a_day, both.false_by_kind) == (1, 1 / 8, {"level-skip": 1})
    assert (both.true_by_level, both.false_by_level) == ({"medium": 1}, {"low": 1})
    assert both.recall[0].recall == 0.5


def test_an_attack_is_told_over_all_seeds() -> None:
    [one] = by_name([FOUND, MISSED])
    assert (one.name, one.planted, one.found, one.best_kind, one.kinds) == ("a", 2, 1, 1, ("level-skip",))


def test_areas_are_those_of_attacks_against_false_edges() -> None:
    assert areas(FOUND) == (1.0, 1.0)
    assert areas(MISSED) is None
