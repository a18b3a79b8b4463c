"""What a source of records is, for every shell: files, logs, topics, standard input."""

from typing import Literal, Protocol

from schemas.formats.memory import SensorMemory
from streams.messages import Batch

LagUnit = Literal["bytes", "messages"]
"""In what is counted how far a source is behind."""


class Asked(Protocol):
    """Something that gives batches when asked, and never waits."""

    def poll(self) -> Batch | None:
        """What came next; None when there is nothing now."""

    def close(self) -> None:
        """Let go of files."""


class Source(Asked, Protocol):
    """A source of flows: it also says when there is no more."""

    @property
    def ended(self) -> bool:
        """Whether nothing will ever come again (standard input at its end)."""

    @property
    def idle(self) -> bool:
        """Whether all that is there by now was given: what `--once` waits for."""


class Measured(Source, Protocol):
    """A source of flows that knows how far it is behind."""

    unit: LagUnit

    def behind(self) -> int:
        """How much is there and not given yet, in `unit`; nothing where that can't be known."""


class FlowSource(Measured, Protocol):
    """One that also remembers for its formats."""

    memory: SensorMemory


class Memories(Protocol):
    """Keeps what a source needs besides a position, as part of the next commit of its shell."""

    def remember(self, source: str, memory: bytes | None) -> None:
        """Keep it with the next commit; None forgets it."""

    def memory(self, source: str) -> bytes | None:
        """What was committed; None when nothing was."""
