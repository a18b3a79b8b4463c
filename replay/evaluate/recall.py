"""How many attacks are found at a price in false alerts: a severity is raised as a threshold until the price is met."""

from collections.abc import Sequence

from msgspec import Struct

BUDGETS_A_DAY = (1.0, 3.0, 10.0)
"""False alerts a day at which recall is told: for one analyst, a small team, a staffed desk (convention)."""


class Point(Struct, frozen=True, kw_only=True):
    """What is left at a threshold: `recall` of attacks (0 to 1), and false alerts a day."""

    threshold: float
    recall: float
    false_a_day: float


class RecallAt(Struct, frozen=True, kw_only=True):
    """The most that is found for at most so many false alerts a day. `threshold` None: no threshold keeps the price."""

    false_a_day: float
    recall: float
    threshold: float | None


def curve(attack_scores: Sequence[float | None], false_scores: Sequence[float], days: float) -> list[Point]:
    """A point for each score that occurs, from the highest down.

    `attack_scores` has the highest score of each attack's alerts, None where none was raised; without attacks the
    recall is 0.
    """
    reached = [score for score in attack_scores if score is not None]
    attacks = max(1, len(attack_scores))
    return [
        Point(
            threshold=threshold,
            recall=sum(score >= threshold for score in reached) / attacks,
            false_a_day=sum(score >= threshold for score in false_scores) / days,
        )
        for threshold in sorted({*reached, *false_scores}, reverse=True)
    ]


def recall_at(points: Sequence[Point], false_a_day: float) -> RecallAt:
    """The lowest threshold whose price is kept."""
    kept = [point for point in points if point.false_a_day <= false_a_day]
    if not kept:
        return RecallAt(false_a_day=false_a_day, recall=0.0, threshold=None)
    return RecallAt(false_a_day=false_a_day, recall=kept[-1].recall, threshold=kept[-1].threshold)
