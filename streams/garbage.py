"""How often Python looks for cycles in a process that holds much and makes none.

What waits for its checkpoint, and a site's paths and assets, live long: looking through them often costs more than it
frees (measured: a tenth of a replay).
"""

import gc

THRESHOLDS = (50_000, 20, 50)
"""Python's default looks through all young objects after every 700 new ones."""


def look_seldom() -> None:
    """From now on, for the whole process; what is there already (modules, tables) is not looked at again."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
