"""How unlikely something new was, given an asset's own history.

The Pitman-Yor process's predictive rule: after n draws over k kinds, the next draw is of an unseen
kind with probability (strength + discount * k) / (n + strength). One draw per path and hour, never
per flow, or the figure measures the polling rate. After Sanna Passino and Heard, "Modelling dynamic
network evolution as a Pitman-Yor process" (2019).
"""

from collections.abc import Mapping
from math import log2

STRENGTH = 1.0
"""The process's strength: one imagined draw, so that a single observation already weighs as much as the prior."""

DISCOUNT_FLOOR, DISCOUNT_CEILING = 0.05, 0.95
"""The discount must lie strictly between 0 and 1."""


def discount(once: int, twice: int, *, often: float = 0.0) -> float:
    """The discount estimated from how many kinds were drawn once and twice (Ney, Essen and Kneser 1994).

    `often`: how many imagined kinds drawn often stand beside them.
    """
    if once == 0:
        return DISCOUNT_FLOOR
    return min(DISCOUNT_CEILING, max(DISCOUNT_FLOOR, once / (once + 2.0 * twice + often)))


def surprise_bits(*, draws: int, kinds: int, once: int, twice: int) -> float | None:
    """The surprise in bits of an unseen kind; None with no draws yet."""
    if draws <= 0:
        return None
    unseen = (STRENGTH + discount(once, twice) * kinds) / (draws + STRENGTH)
    return max(0.0, -log2(min(1.0, unseen)))


def coverage(*, draws: int, once: int) -> float:
    """Good-Turing: the share of what an asset does that its history covers, 0 to 1 (Good 1953). 0 with no draws."""
    return 1.0 - once / draws if draws > 0 else 0.0


def likely(counts: Mapping[str, int], kind: str, base: float) -> float:
    """The probability that the next draw is of `kind`, 0 to 1, where the level above gives it `base`.

    One level of a hierarchical Pitman-Yor process (Teh, "A hierarchical Bayesian language model based on Pitman-Yor
    processes", 2006). `counts` has how many of those below drew each kind, each of them once: one table a kind, as in
    interpolated Kneser-Ney, of which Teh shows that it is this process's approximation. Nobody below: the base.
    """
    draws = sum(counts.values())
    if not draws:
        return base
    values = list(counts.values())
    # As if one more kind had been drawn often: of a few draws, one of them single, the bare estimate would be the
    # ceiling, and to have been drawn once would mean nothing.
    taken = discount(values.count(1), values.count(2), often=STRENGTH)
    seen = max(0.0, counts.get(kind, 0) - taken)
    return (seen + (STRENGTH + taken * len(counts)) * base) / (draws + STRENGTH)
