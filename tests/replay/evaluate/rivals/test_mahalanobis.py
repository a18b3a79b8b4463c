from replay.evaluate.rivals.mahalanobis import FEWEST_WINDOWS, mahalanobis
from tests.replay.evaluate.rivals.windows import PANEL, WINDOW_S, rows

LEARNT = 4 * 288


def test_a_window_unlike_all_others_is_told_at_its_end_with_the_highest_score() -> None:
    raised = mahalanobis(rows(LEARNT + 200, LEARNT + 100), LEARNT * WINDOW_S, lambda ip: ip == PANEL)
    worst = max(raised, key=lambda one: one.score)
    assert (worst.initiator, worst.last_seen >= (LEARNT + 101) * WINDOW_S) == (PANEL, True)
    assert 50.0 < worst.score < 100.0


def test_what_was_never_beyond_all_before_is_not_told() -> None:
    assert mahalanobis(rows(LEARNT + 200), LEARNT * WINDOW_S, lambda ip: ip == PANEL) == []


def test_an_asset_of_less_than_a_day_says_nothing() -> None:
    few = FEWEST_WINDOWS - 1
    assert mahalanobis(rows(few, few - 1), (few - 50) * WINDOW_S, lambda ip: ip == PANEL) == []
