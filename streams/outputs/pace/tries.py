"""When a sink that failed is tried again, and with how much.

It is left alone for longer each time, and then given one alert as a probe: a receiver that is still away costs one
request, not a whole batch. What it takes after that grows tenfold with each success, so that one which falls over
large batches gets small ones.
"""

import random
from collections.abc import Callable

from msgspec import Struct

GROWTH = 10
"""1, 10, 100, 1,000: three successes after a probe the batches are whole again."""


class Pauses(Struct, frozen=True):
    """How long a sink that failed is left alone, in seconds: first, doubled each time, and at most."""

    first_s: float = 0.5
    most_s: float = 15.0
    jitter: Callable[[], float] = lambda: random.uniform(1.0, 1.25)  # noqa: S311 - no secret
    """What each pause is multiplied by."""


class Tries:
    """The tries of one sink. `limit` rows are the most that it is given at once."""

    def __init__(self, pauses: Pauses, limit: int) -> None:
        self._pauses = pauses
        self._limit = limit
        self._pause_s: float | None = None
        self.failures_in_a_row = 0
        self.rows_at_once = limit

    def failed(self, asked_s: float | None = None) -> float:
        """The seconds that it is left alone from now, not less than `asked_s`, where the receiver asks for that."""
        self.failures_in_a_row += 1
        self.rows_at_once = 1
        pause_s = self._pauses.first_s if self._pause_s is None else self._pause_s * 2.0
        self._pause_s = min(pause_s, self._pauses.most_s)
        # Some chance in it, so that many that lost one receiver do not come back as one.
        return max(self._pause_s, asked_s or 0.0) * self._pauses.jitter()

    def took(self) -> None:
        """It has taken what it was given."""
        self.rows_at_once = min(self.rows_at_once * GROWTH, self._limit)
        self.failures_in_a_row = 0
        self._pause_s = None
