"""Scores each connection as it comes, by the statistics of bursts of its path, its initiator and its responder.

Memory is bounded. Where a table is full, the half of it that was not heard of for longest is dropped: its count of late
has faded most, and it is scored as new when it comes again.
"""

from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

from models.findings.bursts.fading_count import FadingCount

MOST_COUNTS = 65_536
"""Of paths, of initiators and of responders each: some 20 MB in all. The paths of an initiator are 16,384 at most."""

K = TypeVar("K", bound=Hashable)


class Scores(NamedTuple):
    """What a connection adds to, in the order in which one of them is named where two are equal."""

    path: float
    initiator: float
    responder: float


class CountTable(Generic[K]):
    """Fading counts by key, at most so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: dict[K, FadingCount] = {}

    def __len__(self) -> int:
        return len(self._counts)

    def score(self, key: K, step: int) -> float:
        """Count one connection, and return the statistic with it."""
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= self._most:
                self._drop_half()
            count = self._counts[key] = FadingCount(step, step)
        count.add(step)
        return count.statistic()

    def _drop_half(self) -> None:
        # The order of equals is that in which they came, so it is the same after each run.
        oldest = sorted(self._counts, key=lambda key: self._counts[key].last)
        for key in oldest[: (len(oldest) + 1) // 2]:
            del self._counts[key]


class EdgeScores(Generic[K]):
    """The connections of one stream."""

    def __init__(self, most: int = MOST_COUNTS) -> None:
        self.paths: CountTable[tuple[K, K]] = CountTable(most)
        self.initiators: CountTable[K] = CountTable(most)
        self.responders: CountTable[K] = CountTable(most)

    def score(self, initiator: K, responder: K, step: int) -> Scores:
        """Count a connection of a step (`step_of`); the statistics of all three with it."""
        return Scores(
            self.paths.score((initiator, responder), step),
            self.initiators.score(initiator, step),
            self.responders.score(responder, step),
        )
