"""What readers remember of one sensor beyond a single file, kept apart by the formats that need it.

Zeek's readers remember what was told of each connection. Whoever opens a sensor's files makes one `SensorMemory` for
all of them and hands it on unread; a shell keeps it over a restart as bytes.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict

Record = Flow | Tick | AssetChange | Verdict

ADDS = "adds-"
"""What the uids of flows begin with of which each record adds to those before, as one-way records do: no other format's
memory takes them for totals of one connection."""


class FormatMemory(Protocol):
    """The part of one format, or of several that share it."""

    name: str
    """What its notes are called where a shell stores them; never changed, since older ones bear it."""

    def track(self) -> None:
        """Begin to note what changes, from now on. Who never asks for changes pays nothing for them."""

    def changes(self) -> bytes | None:
        """What changed since the last call, or since `track`; None when nothing did."""

    def everything(self) -> bytes:
        """All that is remembered, as changes to an empty memory; what changed so far counts as taken."""

    def restore(self, changes: Sequence[bytes]) -> None:
        """Learn what another gave as its changes, in that order. Raises ValueError, having learnt nothing."""

    def forgetful(self) -> "FormatMemory":
        """Another that remembers nothing: for readers whose records are put in order first, and counted once then."""

    def spans(self, names: Sequence[str]) -> bool:
        """Whether files of these names may tell of one thing in several of them, so that their order decides."""

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """Of records in their order what they tell for the first time, as a reader with this memory gives it."""


Part = TypeVar("Part", bound=FormatMemory)


class SensorMemory:
    """The memories of all formats, for the files of one sensor. `schemas/formats/registry.py` makes it."""

    def __init__(self, parts: Sequence[FormatMemory]) -> None:
        self._parts = tuple(parts)

    def __iter__(self) -> Iterator[FormatMemory]:
        return iter(self._parts)

    def part(self, kind: type[Part]) -> Part:
        """The part of a kind. Raises KeyError for one that no format of the registry has."""
        for part in self._parts:
            if isinstance(part, kind):
                return part
        raise KeyError(kind)

    def forgetful(self) -> "SensorMemory":
        """As `FormatMemory.forgetful`, of all parts."""
        return SensorMemory([part.forgetful() for part in self._parts])

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """As `FormatMemory.counted_once`, by all parts in turn."""
        for part in self._parts:
            records = part.counted_once(records)
        return records
