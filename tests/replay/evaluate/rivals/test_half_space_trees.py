from replay.evaluate.raised import Raised
from replay.evaluate.rivals import half_space_trees as rule
from replay.evaluate.rivals.half_space_trees import half_space_trees
from tests.replay.evaluate.rivals.windows import PANEL, WINDOW_S, rows

LEARNT = 2_000


def found(odd: int) -> list[Raised]:
    return half_space_trees(rows(LEARNT + 200, odd), LEARNT * WINDOW_S, lambda ip: ip == PANEL)


def test_a_window_unlike_all_others_has_the_highest_score() -> None:
    worst = max(found(LEARNT + 100), key=lambda one: one.score)
    assert (worst.initiator, worst.kind, len(worst.pairs)) == (PANEL, "half-space-trees", 40)


def test_the_same_rows_give_the_same_alerts_and_whoever_is_not_guarded_none() -> None:
    assert found(LEARNT + 100) == found(LEARNT + 100)
    assert half_space_trees(rows(LEARNT + 20, LEARNT + 10), LEARNT * WINDOW_S, lambda _ip: False) == []


def test_before_its_first_reference_is_full_nothing_is_told() -> None:
    count = rule._REFERENCE
    assert half_space_trees(rows(count, count - 10), (count - 100) * WINDOW_S, lambda ip: ip == PANEL) == []
