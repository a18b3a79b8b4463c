"""Which trials no other beats, and which one is chosen."""

from replay.tune.front import best, front, lost
from tests.replay.tune.made import BEGIN, END, found, raised, trial, values

FALSE = [raised("first-look", day) for day in range(4)]
TWO = [found("sweep", 1, "scan"), found("pivot", 2, "pivot")]
AS_IT_IS = trial((), FALSE, TWO)
QUIETER = trial(values(first_look="low"), FALSE[:1], TWO)
LOSSY = trial(values(scan="critical"), [], TWO[1:], "sweep")


def test_the_front_has_what_nothing_beats_the_quietest_first() -> None:
    assert front([AS_IT_IS, QUIETER, LOSSY]) == [LOSSY, QUIETER]


def test_of_equal_ones_the_front_has_that_with_the_fewest_changes() -> None:
    same = trial(values(first_look="low", new_asset="high"), FALSE[:1], TWO)
    assert front([same, QUIETER]) == [QUIETER]


def test_what_finds_too_little_is_not_the_faster_for_it() -> None:
    slow = [found("a", 1, after_s=1.0), found("b", 1, after_s=900.0), found("c", 1, after_s=900.0)]
    before, fewer = trial((), FALSE, slow), trial(values(scan="high"), FALSE, slow[:1], "b", "c")
    assert front([before, fewer]) == [before]


def test_the_best_loses_nothing_that_was_found() -> None:
    assert best([AS_IT_IS, QUIETER, LOSSY], BEGIN, END, budget=3) == QUIETER


def test_the_settings_as_they_are_stay_where_all_else_loses() -> None:
    assert best([AS_IT_IS, LOSSY], BEGIN, END, budget=3) == AS_IT_IS


def test_what_keeps_the_budget_comes_before_what_is_quieter_in_false_alerts_alone() -> None:
    loud = trial(values(a="low"), FALSE[:2], TWO)
    quiet = trial(values(b="low"), FALSE[:1], TWO)
    assert best([AS_IT_IS, loud, quiet], BEGIN, END, budget=0.1) == quiet


def test_found_a_minute_later_is_lost() -> None:
    later = trial((), FALSE, [found("sweep", 1, after_s=62.0), TWO[1]])
    assert lost(later.judged, AS_IT_IS.judged, BEGIN, END) == ("sweep",)
    assert lost(later.judged, AS_IT_IS.judged, BEGIN + 2 * 86_400.0, END) == ()
