"""What speaks for a value, and when the data allow no conclusion."""

from replay.tune.evidence import checked, too_little, weighed
from replay.tune.folds import folds
from replay.tune.parameters import Value
from tests.replay.tune.made import BEGIN, END, found, raised, trial, values

LISTS = [raised("first-look", day) for day in range(5)]
NEW = [raised("new-asset", day, 45) for day in (2, 6)]
ATTACKS = [found("a", 1, "new-asset"), found("b", 3, "new-asset"), found("c", 8, "scan")]
SPLITS = folds(BEGIN, END)
BOTH = values(first_look="low", new_asset="high")


def test_evidence_says_what_was_held_back_when_and_how_sure_it_is() -> None:
    chosen = trial(BOTH, [], ATTACKS)
    without = {BOTH[0]: trial(BOTH[1:], LISTS, ATTACKS), BOTH[1]: trial(BOTH[:1], NEW, ATTACKS)}
    accepted, refused = weighed(chosen, without, SPLITS, {})
    assert refused == []
    lists, new = accepted
    assert (lists.value, lists.held, lists.days, lists.told) == (Value("first-look", "low"), 5, 5, None)
    assert (new.held, new.told, new.was) == (2, 2, "info")
    assert (round(lists.low, 2), round(lists.high, 2)) == (0.16, 1.17)
    assert sum(before for before, _ in lists.splits) == 3
    assert 0.6 < lists.lost_at_most < 0.7


def test_what_holds_back_too_little_is_not_proposed() -> None:
    value = values(new_asset="high")
    _, refused = weighed(trial(value, NEW[1:], ATTACKS), {value[0]: trial((), NEW, ATTACKS)}, SPLITS, {})
    assert [one.reason for one in refused] == ["too few to go by: 1 false alert on 1 day, where 2 on 2 are wanted"]


def test_a_kind_of_which_no_two_attacks_are_told_says_nothing() -> None:
    value = values(scan="high")
    scans = [raised("scan", 1, 30), raised("scan", 5, 30)]
    _, refused = weighed(trial(value, [], ATTACKS), {value[0]: trial((), scans, ATTACKS)}, SPLITS, {})
    assert [one.reason for one in refused] == ["1 attack told as scan: what it would lose is not known"]


def test_the_first_replay_already_rules_values_out() -> None:
    before = trial((), [*LISTS, *NEW, raised("scan", 1, 30), raised("scan", 5, 30), raised("drift", 1, 30)], ATTACKS)
    ranges = {"first-look": ("low",), "new-asset": ("high",), "scan": ("medium",), "drift": ("medium",)}
    assert [(one.value.name, one.reason) for one in too_little(ranges, before.judged)] == [
        ("drift", "too few to go by: 1 false alert on 1 day, where 2 on 2 are wanted"),
        ("scan", "1 attack told as scan: what it would lose is not known"),
    ]


def test_a_check_chooses_by_the_days_before_and_tells_what_it_loses_after() -> None:
    before = trial((), LISTS, ATTACKS)
    lossy = trial(values(scan="high"), LISTS[:1], ATTACKS[:2], "c")
    checks = checked([before, lossy], SPLITS, budget=3)
    assert [check.choice for check in checks] == [lossy.choice] * 4
    assert [check.lost for check in checks] == [(), (), (), ("c",)]
