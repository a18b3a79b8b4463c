"""What a rule would add to Weir: attacks that Weir does not find, at no more than some false alerts a day.

The threshold is put on the rule's scores where its false alerts over all seeds are as many as that, which flatters it:
nobody who runs it knows where that is.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from replay.evaluate import Evaluation

BUDGET_A_DAY = 0.1
"""Beside Weir's own: what one more detector may cost. A convention."""


class Added(Struct, frozen=True):
    """`found` of all attacks by the rule at the budget; `new` are those of them that Weir misses, with their seeds."""

    found: int
    false_a_day: float
    new: tuple[str, ...]


def added(
    weir: Mapping[int, Evaluation], rule: Mapping[int, Evaluation], budget_a_day: float | None = BUDGET_A_DAY
) -> Added:
    """Of evaluations by seed. A budget of None takes all that the rule raised."""
    days = sum(one.days for one in weir.values())
    false = sorted((score for one in rule.values() for score in one.false_scores), reverse=True)
    allowed = len(false) if budget_a_day is None else int(budget_a_day * days)
    bound = false[allowed] if allowed < len(false) else -1.0
    found = [
        (seed, one.name)
        for seed, evaluation in rule.items()
        for one in evaluation.scenarios
        if one.expected == "alert" and one.found and (one.severity or 0.0) > bound
    ]
    missed = {(seed, name) for seed, evaluation in weir.items() for name in _missed(evaluation)}
    new = tuple(f"{name} (seed {seed})" for seed, name in sorted(found) if (seed, name) in missed)
    return Added(len(found), sum(score > bound for score in false) / days, new)


def _missed(evaluation: Evaluation) -> Sequence[str]:
    return [one.name for one in evaluation.scenarios if one.expected == "alert" and not one.found]
