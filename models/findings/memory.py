"""What a detector remembers: typed records by key, bounded, stored with the rest of the site's state.

A detector names the type of its records and their version, and nothing else: how they are written, read back, and
left out where they cannot be read, is the same for all (`models/state/`).
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from msgspec import Struct

R = TypeVar("R", bound=Struct)


class Memory(Generic[R]):
    """Records of one detector in one site. `changed` and `removed` are keys since the last checkpoint."""

    def __init__(self, record: type[R], *, version: int, most: int) -> None:
        """`version` is raised with the record's shape: older ones are dropped then. Past `most` the oldest goes."""
        self.record = record
        self.version = version
        self._most = most
        self._records: dict[str, R] = {}
        self._numbers: dict[str, int] = {}
        """In the order in which the records came: stored with them, so that a restart drops the same ones."""
        self._in_order = True
        self.changed: set[str] = set()
        self.removed: set[str] = set()
        self._unwritten: set[str] = set()
        """Keys that no checkpoint has: one that is dropped before leaves nothing to delete."""

    def get(self, key: str) -> R | None:
        """The record of a key; None where there is none."""
        return self._records.get(key)

    def put(self, key: str, record: R) -> None:
        """Keep a record, and write it with the next checkpoint. To be called again for one changed in place."""
        if key in self._records:
            self._records[key] = record
            self.changed.add(key)
            return
        # One more than the newest that is left, as after a restart, which knows no other.
        self._order()
        self._numbers[key] = self._numbers[next(reversed(self._numbers))] + 1 if self._numbers else 1
        if key not in self.removed:
            self._unwritten.add(key)
        self._records[key] = record
        self.changed.add(key)
        self.removed.discard(key)
        self._bound()

    def touch(self, key: str) -> None:
        """A record was changed in place: write it with the next checkpoint. Nothing where there is none."""
        if key in self._records:
            self.changed.add(key)

    def drop(self, key: str) -> None:
        """Forget a record; nothing where there is none."""
        if self._records.pop(key, None) is not None:
            del self._numbers[key]
            self.changed.discard(key)
            if key in self._unwritten:
                self._unwritten.discard(key)
            else:
                self.removed.add(key)

    def written(self) -> None:
        """A checkpoint has all that has changed."""
        self.changed.clear()
        self.removed.clear()
        self._unwritten.clear()

    def stored(self, key: str) -> tuple[int, int, R] | None:
        """What is stored of a key: this version, the record's number, and the record; None where there is none."""
        record = self._records.get(key)
        return None if record is None else (self.version, self._numbers[key], record)

    def put_back(self, key: str, number: int, record: R) -> None:
        """A record as it was stored."""
        self._records[key], self._numbers[key] = record, number
        self._in_order = False
        self._bound()

    def items(self) -> Iterator[tuple[str, R]]:
        """All keys and records, by key."""
        return iter(sorted(self._records.items()))

    def where(self, holds: Callable[[R], bool]) -> list[tuple[str, R]]:
        """The keys and records of which something holds, by key: mostly few, and only those are put in order."""
        return sorted((key, record) for key, record in self._records.items() if holds(record))

    def __len__(self) -> int:
        return len(self._records)

    def _bound(self) -> None:
        while len(self._records) > self._most:
            self._order()
            self.drop(next(iter(self._numbers)))

    def _order(self) -> None:
        if not self._in_order:
            self._numbers = dict(sorted(self._numbers.items(), key=lambda item: (item[1], item[0])))
            self._in_order = True
