"""A day's figures of one path as three octets, one for each figure, so that six weeks of days are 126 octets.

An octet is a step on a scale of logarithms: equal ratios are equal numbers of steps, and a doubling is six of them.
"""

from collections.abc import Sequence
from math import log2

STEPS_A_DOUBLING = 6
"""To within 6 %; 254 steps reach 5 * 10^12, more than a path moves in a day at 400 Mbit/s."""

FIGURES = ("connections", "octets sent", "octets received")
"""Of a day: connections, and octets of the initiator and of the responder."""

NOT_HEARD = 0
"""Stands for a day, or a week, of which nothing is known."""


def step_of(figure: float) -> int:
    """A figure of 0 or more in steps, 1 to 255; 1 is none at all."""
    return min(255, 1 + round(STEPS_A_DOUBLING * log2(1.0 + max(0.0, figure))))


def figure_of(step: float) -> float:
    """What a step, or a mean of steps, stands for."""
    return float(2.0 ** ((step - 1.0) / STEPS_A_DOUBLING) - 1.0)


def steps_in(ratio: float) -> float:
    """How many steps a ratio is."""
    return STEPS_A_DOUBLING * log2(ratio)


def with_next(kept: bytes, figures: Sequence[int], most: int) -> bytes:
    """One more day or week of three steps behind those that are kept, of which the newest `most` stay."""
    return (kept + bytes(figures))[-most * len(FIGURES) :]


def of_figure(kept: bytes, figure: int) -> list[int]:
    """The steps of one figure, the oldest first, also where nothing was heard."""
    return list(kept[figure :: len(FIGURES)])
