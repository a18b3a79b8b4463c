"""The Pareto front: choices that no other one beats in false alerts, in attacks found and in time to detect at once."""

from collections.abc import Sequence

from msgspec import Struct

from replay.tune.judging import Figures, Judged
from replay.tune.parameters import Choice


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
    best = [trial for cost, trial in distinct.items() if not any(_beats(other, cost) for other in costs)]
    return sorted(best, key=_cost)


def _cost(trial: Trial) -> tuple[float, int, float]:
    figures = trial.figures
    return (figures.false_a_day, -figures.found, figures.after_s or 0.0)


def _beats(one: tuple[float, int, float], other: tuple[float, int, float]) -> bool:
    return one != other and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))
