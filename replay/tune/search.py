"""Which choices are tried: each value by itself, then samples of those that lost nothing.

scikit-learn's ParameterSampler draws them, without putting back. It keeps nothing between draws, so a seed gives the
same trials whatever the number of processes, and Weir has scikit-learn already; optuna's samplers learn from trials in
the order in which these end, which processes change, and bring a database of their own.
"""

from collections.abc import Mapping, Sequence

from replay.tune.parameters import Choice, Value

SCREENED_SHARE = 0.6
"""Of the trials at most so many try one value by itself; the rest is left for several at once. A convention."""


def screened(ranges: Mapping[str, Sequence[str]], weights: Mapping[str, int], trials: int) -> list[Choice]:
    """One value at a time, parameters of the most false alerts (`weights`) first."""
    ordered = sorted(ranges, key=lambda name: (-weights.get(name, 0), name))
    deepest = max((len(values) for values in ranges.values()), default=0)
    # The mildest value of each comes before the second of any.
    each: list[Choice] = [
        (Value(name, ranges[name][place]),) for place in range(deepest) for name in ordered if place < len(ranges[name])
    ]
    return each[: max(1, int(SCREENED_SHARE * trials))]


def sampled(values: Sequence[Value], trials: int, *, seed: int) -> list[Choice]:
    """So many different choices of several of these values at once; all where there are no more."""
    from sklearn.model_selection import ParameterGrid, ParameterSampler  # noqa: PLC0415 - it takes a second to import

    ranges: dict[str, list[str]] = {}
    for value in sorted(values):
        ranges.setdefault(value.name, [_AS_IT_IS]).append(value.value)
    if len(ranges) < 2 or trials < 1:
        return []
    size = len(ParameterGrid(ranges))
    drawn = ParameterSampler(ranges, min(size, 4 * trials), random_state=seed)
    choices = [
        tuple(Value(name, value) for name, value in sorted(each.items()) if value != _AS_IT_IS) for each in drawn
    ]
    # All of them at once is what screening points to: it is always tried.
    last = {value.name: value for value in sorted(values)}
    several = [tuple(last[name] for name in sorted(last)), *(each for each in choices if len(each) > 1)]
    return list(dict.fromkeys(several))[:trials]


_AS_IT_IS = ""
