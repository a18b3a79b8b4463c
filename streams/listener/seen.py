"""Remembers what was taken for as long as it could come again, so that a copied request is worth nothing.

Bounded: when it is full of what could still come again, nothing more is taken for a while.
"""

from collections.abc import Hashable

MOST_SEEN = 16_384
"""Ids kept at most: at the usual 120 a minute, 1,200 come within twice the tolerance."""


class Seen:
    """Ids by when they were taken, in seconds of any clock that only goes up; each is kept for `keep_s`."""

    def __init__(self, keep_s: float, most: int = MOST_SEEN) -> None:
        self._keep_s = keep_s
        self._most = most
        self._at: dict[Hashable, float] = {}

    def __contains__(self, key: Hashable) -> bool:
        return key in self._at

    def add(self, key: Hashable, now: float) -> bool:
        """Keep it. False where it is there already, or no room is left."""
        for old in list(self._at):
            # The oldest comes first.
            if self._at[old] + self._keep_s > now:
                break
            del self._at[old]
        if key in self._at or len(self._at) >= self._most:
            return False
        self._at[key] = now
        return True

    def discard(self, key: Hashable) -> None:
        """As if it had never come: what was not done may be asked again."""
        self._at.pop(key, None)
