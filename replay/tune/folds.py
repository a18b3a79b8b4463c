"""Time-series splits: choose on the days that have been, check on those that follow.

scikit-learn's TimeSeriesSplit cuts the days. Nothing is learnt from the days after: the replay itself goes on in time,
and a choice is made from the alerts of the days before its check alone.
"""

from msgspec import Struct

from replay.tune.judging import DAY_S

FOLDS = 4
"""Checks at most: with fourteen days to judge each has two days or three. A convention."""

LEAST_DAYS = 4.0
"""With less to judge nothing is concluded: two days to choose on, two to check on."""


class Fold(Struct, frozen=True):
    """Times in seconds UTC: chosen on what lies between `begin` and `cut`, checked between `cut` and `end`."""

    begin: float
    cut: float
    end: float


def folds(begin: float, end: float, *, most: int = FOLDS) -> list[Fold]:
    """The splits of the days between two moments; none where these are too few."""
    from sklearn.model_selection import TimeSeriesSplit  # noqa: PLC0415 - it takes a second to import

    days = int((end - begin) // DAY_S)
    if days < LEAST_DAYS:
        return []
    splits = TimeSeriesSplit(n_splits=min(most, days - 1)).split(range(days))
    bounds = [begin + DAY_S * day for day in range(days)] + [end]
    return [Fold(begin, bounds[int(after[0])], bounds[int(after[-1]) + 1]) for _, after in splits]
