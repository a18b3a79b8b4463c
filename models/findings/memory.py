"""What a detector remembers: typed records by key, bounded, stored with the rest of the site's state.

A detector names the type of its records and their version, and nothing else: how they are written, read back, and
left out where they cannot be read, is the same for all (`models/state/`).
"""

from collections.abc import Iterator
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
        self.changed: set[str] = set()
        self.removed: set[str] = set()

    def get(self, key: str) -> R | None:
        """The record of a key; None where there is none."""
        return self._records.get(key)

    def put(self, key: str, record: R) -> None:
        """Keep a record, and write it with the next checkpoint. Called again for one that was changed in place."""
        if key not in self._records and len(self._records) >= self._most:
            self.drop(next(iter(self._records)))
        self._records[key] = record
        self.changed.add(key)
        self.removed.discard(key)

    def drop(self, key: str) -> None:
        """Forget a record; nothing where there is none."""
        if self._records.pop(key, None) is not None:
            self.changed.discard(key)
            self.removed.add(key)

    def put_back(self, key: str, record: R) -> None:
        """A record as it was stored."""
        self._records[key] = record

    def items(self) -> Iterator[tuple[str, R]]:
        """All keys and records, by key."""
        return iter(sorted(self._records.items()))

    def __len__(self) -> int:
        return len(self._records)
