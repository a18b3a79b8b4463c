"""Time-series splits."""

from replay.tune.folds import folds
from replay.tune.judging import DAY_S


def test_each_check_lies_after_what_it_is_chosen_on_and_the_last_ends_with_the_days() -> None:
    found = folds(0.0, 14.5 * DAY_S)
    assert len(found) == 4
    assert all(one.begin == 0.0 < one.cut < one.end for one in found)
    assert [one.end for one in found[:-1]] == [one.cut for one in found[1:]]
    assert found[-1].end == 14.5 * DAY_S


def test_too_few_days_have_no_split() -> None:
    assert folds(0.0, 3.5 * DAY_S) == []
    assert len(folds(0.0, 4.0 * DAY_S)) == 3
