"""Which trials none beats in false alerts, attacks found and time to detect at once, and which one is chosen."""

from collections.abc import Sequence
from math import inf

from msgspec import Struct

from replay.tune.judging import Figures, Judged, figures
from replay.tune.parameters import Choice

LATER_S = 60.0
"""Found later than this is a loss: flows of one connection come in a minute. A convention."""


class Trial(Struct, frozen=True, kw_only=True):
    """One choice, what its replay came to, and that in numbers over all days."""

    choice: Choice
    judged: Judged
    figures: Figures


def front(trials: Sequence[Trial]) -> list[Trial]:
    """From the fewest false alerts on; of equal ones that with the fewest changes."""
    distinct: dict[tuple[float, int, float], Trial] = {}
    for trial in sorted(trials, key=lambda one: (len(one.choice), one.choice)):
        distinct.setdefault(_cost(trial), trial)
    costs = list(distinct)
    unbeaten = [trial for cost, trial in distinct.items() if not any(_beats(other, cost) for other in costs)]
    return sorted(unbeaten, key=_cost)


def _cost(trial: Trial) -> tuple[float, int, float]:
    one = trial.figures
    return (one.false_a_day, -one.found, inf if one.after_s is None else one.after_s)


def _beats(one: tuple[float, int, float], other: tuple[float, int, float]) -> bool:
    return one != other and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def lost(judged: Judged, before: Judged, begin: float, end: float) -> tuple[str, ...]:
    """Attacks of some time that were found before and are not found, or later by more than a minute."""
    after = {one.name: one.after_s for one in judged.found}
    return tuple(
        one.name
        for one in before.found
        if begin <= one.start < end and after.get(one.name, inf) > one.after_s + LATER_S
    )


def best(trials: Sequence[Trial], begin: float, end: float, *, budget: float) -> Trial:
    """Of those that lose nothing between two moments: within the budget first, then the fewest false, then changes.

    The first trial is that of the settings as they are; it loses nothing, so there is always one.
    """
    before = trials[0].judged
    whole = [trial for trial in trials if not lost(trial.judged, before, begin, end)]

    def cost(trial: Trial) -> tuple[float, int, int, object]:
        there = figures(trial.judged, begin, end)
        return (max(0.0, there.alerts_a_day - budget), there.false, len(trial.choice), trial.choice)

    return min(whole, key=cost)
