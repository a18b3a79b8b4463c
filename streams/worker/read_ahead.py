"""What was fetched and is not handed on yet, in the order of fetching.

Messages are handed on in the order in which they were fetched, none left out. A
client that drops one between fetching and handing it on is found out at the next, and the caller reads anew. It
also knows how many bytes wait, so that reading can pause before memory runs out. Pure: no Kafka here.
"""

from collections import deque
from collections.abc import Iterable


class ReadAhead:
    """The waiting messages of every topic and partition. `limit_octets` is when it counts as full."""

    def __init__(self, limit_octets: int) -> None:
        self._limit_octets = limit_octets
        self._waiting: dict[tuple[str, int], deque[tuple[int, int]]] = {}
        self.octets = 0
        """The bytes that wait: keys, values and headers are not told apart, values are what counts."""

    def fetched(self, topic: str, partition: int, messages: Iterable[tuple[int, int]]) -> None:
        """Messages that came, by offset and size in bytes, in their order."""
        waiting = self._waiting.setdefault((topic, partition), deque())
        for message in messages:
            waiting.append(message)
            self.octets += message[1]

    def handed(self, topic: str, partition: int, offset: int) -> bool:
        """Whether this message is the one that was to come; if not, some were dropped on the way."""
        waiting = self._waiting.get((topic, partition))
        if not waiting:
            return False
        expected, octets = waiting.popleft()
        self.octets -= octets
        return expected == offset

    def forget(self, topic: str, partition: int) -> None:
        """Nothing of it waits any more: it is read anew, from wherever that is."""
        waiting = self._waiting.pop((topic, partition), ())
        self.octets -= sum(octets for _, octets in waiting)

    def clear(self) -> None:
        """Nothing waits."""
        self._waiting.clear()
        self.octets = 0

    @property
    def full(self) -> bool:
        """Whether so much waits that no more should be fetched."""
        return self.octets >= self._limit_octets

    @property
    def roomy(self) -> bool:
        """Whether half of the limit is free: where fetching goes on, so that it neither starves nor flutters."""
        return self.octets <= self._limit_octets // 2
