from benchmarks.evaluate.adding import added
from replay.evaluate.evaluation import evaluate
from tests.replay.evaluate.making import planted, raised, truth

TRUTH = truth(planted())
NONE, FOUND = evaluate([], TRUTH), evaluate([raised(score=60.0)], TRUTH)
NOISY = evaluate([raised(score=60.0), raised(("10.9.0.1", "10.9.0.2"), score=70.0)], TRUTH)


def test_an_attack_that_weir_misses_is_added_and_one_that_it_finds_is_not() -> None:
    assert added({1: NONE}, {1: FOUND}).new == ("a (seed 1)",)
    assert (added({1: FOUND}, {1: FOUND}).found, added({1: FOUND}, {1: FOUND}).new) == (1, ())


def test_what_scores_below_too_many_false_alerts_is_not_found() -> None:
    assert added({1: NONE}, {1: NOISY}) == added({1: NONE}, {1: NONE})
    every = added({1: NONE}, {1: NOISY}, None)
    assert (every.found, every.false_a_day > 0.1) == (1, True)
