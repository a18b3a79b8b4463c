"""One conversation seen by several interfaces: both ends' virtual machines log it, and gateways on its way.

Who told of it first goes on counting it; what the others tell of the same time is a repeat. When the first one falls
silent, another takes its place. What was refused is kept apart: one end's log says that a packet left, the other's
that it was refused on arrival, and both are true.
"""

from collections.abc import Hashable, Iterable, Sequence

from schemas.formats.memory import Record
from schemas.formats.reader import ReaderContext

VIEWS_LIMIT = 131_072
"""Directions of conversations kept, two for each of `HalvesMemory`: an estimated 300 bytes each, at most some 80 MB
for the two generations of them."""

SILENT_S = 1_200.0
"""After so long without a word of the first interface another one counts: twice AWS's longest window, 10 minutes."""


class ViewsMemory:
    """Which interface counts for each direction of a conversation. See `FormatMemory` for what it is asked by shells.

    It has two generations, each of `silent_s` of the rows' own time: who has not spoken in both is forgotten. It is not
    kept over a restart: then a conversation may be told for one window by another interface than before, and that
    window count twice.
    """

    name = "views"

    def __init__(self, limit: int = VIEWS_LIMIT, silent_s: float = SILENT_S) -> None:
        self._now: dict[Hashable, object] = {}
        self._before: dict[Hashable, object] = {}
        self._begins = self._ends = 0.0
        self._limit = limit
        self._silent_s = silent_s

    def counts(self, direction: Hashable, view: object, time: float) -> bool:
        """Whether what `view` tells of a direction, up to `time` (seconds UTC), is counted; False for a repeat."""
        now = self._now
        if not self._begins <= time <= self._ends or len(now) >= self._limit:
            now = self._turn(time)
        told = now.get(direction)
        if told is None:
            told = self._before.get(direction, view)
            if told == view:
                now[direction] = view
        return told == view

    def counted(self, directions: Iterable[Hashable], views: Iterable[object], times: Iterable[float]) -> list[bool]:
        """As `counts`, of many that are told one after another: a call less for each."""
        counted: list[bool] = []
        now, before, limit = self._now, self._before, self._limit
        for direction, view, time in zip(directions, views, times, strict=True):
            if not self._begins <= time <= self._ends or len(now) >= limit:
                before, now = now, self._turn(time)
            told = now.get(direction)
            if told is None:
                told = before.get(direction, view)
                if told == view:
                    now[direction] = view
            counted.append(told == view)
        return counted

    def _turn(self, time: float) -> dict[Hashable, object]:
        """Begin a generation with a row of this time."""
        self._before, self._now = self._now, {}
        self._begins, self._ends = time - self._silent_s, time + self._silent_s
        return self._now

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
