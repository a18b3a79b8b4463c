"""Which plants are tuned on, and which are reported. No figure of a reported seed may be looked at while tuning."""

DEVELOPMENT_SEEDS = tuple(range(1, 11))
"""Look at these as often as you like."""

REPORTED_SEEDS = tuple(range(111, 121))
"""`make evaluate` runs these. After a look at them that changed the code, take the next ten and say so in
docs/evaluate.md: then these are development seeds, too."""

ABLATION_SEEDS = 2
"""Of either, so many are run again without each detector."""

FIRST_DAYS = ("2026-03-09", "2026-10-05", "2026-06-15", "2026-08-17")
"""Mondays; clocks go forward and back in the first two's third week, the third has a quarter's first day in its third
week, when all programs are copied, and the last a month's."""

DAYS, LEARN_DAYS = 28, 14
"""Each hour of the week has been seen twice when learning ends; seven attacks and fourteen traps a seed."""


def first_day(seed: int) -> str:
    """The first day of a seed's plant."""
    return FIRST_DAYS[seed % len(FIRST_DAYS)]
