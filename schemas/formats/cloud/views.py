"""One conversation seen by several interfaces: both ends' virtual machines log it, and gateways on its way.

Who told of it first goes on counting it; what the others tell of the same time is a repeat. When the first one falls
silent, another takes its place. What was refused is kept apart: one end's log says that a packet left, the other's
that it was refused on arrival, and both are true.
"""

from collections.abc import Hashable, Sequence
from itertools import islice

from schemas.formats.memory import Record
from schemas.formats.reader import ReaderContext

VIEWS_LIMIT = 131_072
"""Directions of conversations kept, two for each of `HalvesMemory`: an estimated 300 bytes each, at most some 40 MB."""

SILENT_S = 1_200.0
"""After so long without a word of the first interface another one counts: twice AWS's longest window, 10 minutes."""


class ViewsMemory:
    """Which interface counts for each direction of a conversation. See `FormatMemory` for what it is asked by shells.

    It is not kept over a restart: then each conversation is told for at most one window by another interface than
    before, and that window may count twice or not at all.
    """

    name = "views"

    def __init__(self, limit: int = VIEWS_LIMIT) -> None:
        self._first: dict[Hashable, tuple[object, float]] = {}
        self._limit = limit

    def counts(self, direction: Hashable, view: object, time: float, silent_s: float = SILENT_S) -> bool:
        """Whether what `view` tells of a direction, up to `time` (seconds UTC), is counted; False for a repeat."""
        first = self._first
        told = first.get(direction)
        if told is None:
            if len(first) >= self._limit:
                for old in list(islice(first, self._limit // 2)):
                    del first[old]
        elif told[0] != view and abs(time - told[1]) < silent_s:
            return False
        first[direction] = (view, time)
        return True

    def track(self) -> None:
        """Nothing: it is not kept."""

    def changes(self) -> bytes | None:
        """None: it is not kept."""
        return None

    def everything(self) -> bytes:
        """Nothing: it is not kept."""
        return b""

    def restore(self, changes: Sequence[bytes]) -> None:
        """Nothing: it is not kept."""

    def forgetful(self) -> "ViewsMemory":
        """Itself: which of two interfaces counts matters to nobody, as long as it is one."""
        return self

    def spans(self, names: Sequence[str]) -> bool:  # noqa: ARG002
        """Never: which of two interfaces is read first decides nothing that counts twice."""
        return False

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records as they are: each was counted as it was read."""
        return records


def views_of(context: ReaderContext) -> ViewsMemory:
    """The memory that a reader shares with those of the sensor's other files; one of its own where it shares none."""
    return ViewsMemory() if context.memory is None else context.memory.part(ViewsMemory)
