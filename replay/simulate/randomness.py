"""Chance that can be repeated: every source of traffic has its own generator, seeded by name.

A source's traffic depends on the plan's seed and the source's own name alone, so adding a source
changes nothing in the others. Python's `hash()` is salted per process and is not used.
"""

import hashlib
import math
from random import Random

_SMALL_MEAN = 30.0
"""Past this mean the normal distribution stands in for Poisson's: Knuth's method takes `mean` steps."""


def seeded(seed: int, *names: str) -> Random:
    """A generator that is the same for the same seed and names, on every machine."""
    digest = hashlib.sha256("|".join((str(seed), *names)).encode()).digest()
    return Random(int.from_bytes(digest[:16], "big"))


def arrivals(random: Random, mean: float) -> int:
    """How many things happen where `mean` do on average: a Poisson draw (Knuth 1969)."""
    if mean <= 0.0:
        return 0
    if mean > _SMALL_MEAN:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def size(random: Random, median_octets: float, spread: float = 0.8) -> int:
    """Octets of one transfer: log-normal, as file and page sizes are (Downey 2001)."""
    return max(1, int(median_octets * math.exp(random.gauss(0.0, spread))))
