"""Which trial is the best by some days, and whether a choice loses anything that the settings as they are find."""

from collections.abc import Sequence

from replay.tune.front import Trial
from replay.tune.judging import Judged, figures

LATER_S = 60.0
"""Found later than this is a loss: flows of one connection come in a minute. A convention."""


def lost(judged: Judged, before: Judged, begin: float, end: float) -> tuple[str, ...]:
    """Attacks of some time that were found before and are not found, or later by more than a minute."""
    after = {one.name: one.after_s for one in judged.found}
    return tuple(
        one.name
        for one in before.found
        if begin <= one.start < end and after.get(one.name, float("inf")) > one.after_s + LATER_S
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
