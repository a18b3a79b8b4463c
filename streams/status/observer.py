"""What shells tell of their work, and to whom.

Telling costs next to nothing, asks for nothing and never fails, so that a shell
works the same whether anybody listens or not. A fact is told by message, checkpoint or partition, never by flow.
Deliberately left out: Prometheus, HTTP.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from models.pipeline import Pipeline
from schemas.dead_letter import DeadLetter
from streams.checkpoint.protocol import Checkpoint
from streams.checkpoint.tally import Tally

STUCK_S = 60.0
"""Convention: an output that has taken nothing for so long, while alerts wait, is told of."""


class Ready(Struct, frozen=True):
    """Whether the shell does its work: `missing` says what stands in the way, None that nothing does."""

    missing: str | None


class Taken(Struct, frozen=True):
    """A partition is held from here on. `pipelines` is the live table of its sites; `seconds` is what loading took."""

    partition: int
    pipelines: Mapping[str, Pipeline]
    problems: int
    seconds: float


class Left(Struct, frozen=True):
    """A partition is no longer held; `lost` where that was nobody's wish."""

    partition: int
    lost: bool


class Checkpointed(Struct, frozen=True):
    """A checkpoint is committed. `seconds` begins with gathering what changed."""

    checkpoint: Checkpoint
    seconds: float


class Committed(Struct, frozen=True):
    """A store has taken a checkpoint; this is the store's part of the seconds."""

    seconds: float


class Published(Struct, frozen=True):
    """A collector's transaction is committed."""

    tally: Tally
    dead_letters: Sequence[DeadLetter]
    seconds: float


class ConsumerLag(Struct, frozen=True):
    """How many messages of a topic's partition are committed and not applied yet."""

    topic: str
    partition: int
    messages: int


class SourceLag(Struct, frozen=True):
    """How far a source is behind what is there to be read, in bytes of files or in messages of a raw topic."""

    source: str
    unit: str
    amount: int


class SourceAbsent(Struct, frozen=True):
    """Which paths of a source are not there, each with the reason; none where all are. It costs readiness."""

    source: str
    absent: tuple[str, ...]


class ListenerFared(Struct, frozen=True, kw_only=True):
    """How a source that listens has fared since the process began.

    `received` are datagrams, or lines. `lost_in_kernel` is None where the kernel does not tell, `lost_here` came while
    too many waited. `parked` are datagrams of exporters that are not declared, and `unknown` how many of those are told
    apart. `connections` are open now, `refused` were too many. `note` is a line for people; None where all is well.
    """

    source: str
    received: int
    lost_in_kernel: int | None = None
    lost_here: int = 0
    parked: int = 0
    unknown: int = 0
    connections: int = 0
    refused: int = 0
    note: str | None = None


class ReceivedLost(Struct, frozen=True):
    """Rows that a source that listens had received, and that Kafka did not take."""

    source: str
    rows: int


class SinkFared(Struct, frozen=True, kw_only=True):
    """How an output of alerts has fared since the process began; counts are of alert revisions.

    `waiting_s` is since when it has taken nothing while some waited. `left_out` were forgotten before it took them,
    or can't be formatted; `refused` its receiver will never take; `digested` exceeded its rate, and were told of in
    a digest. `oldest_s` is the age of the oldest that waits, by event time; 0 where none waits or it is not known.
    `error` says why it does not take what waits; None when it did the last time.
    """

    sink: str
    delivered: int
    waiting: int
    waiting_s: float
    failures: int
    left_out: int
    error: str | None
    failures_in_a_row: int = 0
    refused: int = 0
    digested: int = 0
    oldest_s: float = 0.0

    @property
    def note(self) -> str | None:
        """A line for people about a sink that fails or hangs; None where it takes what comes."""
        if self.error is None and self.waiting_s < STUCK_S:
            return None
        why = f"has taken nothing for {self.waiting_s:.0f} s" if self.error is None else self.error[:200]
        tries = f" ({self.failures_in_a_row} tries)" if self.failures_in_a_row > 1 else ""
        return f"{self.sink}: {why}{tries}; {self.waiting} alerts wait for it, detection goes on"


class HeartbeatFared(Struct, frozen=True, kw_only=True):
    """How long an output has given no receipt of a heartbeat, and whether one should have come."""

    sink: str
    silent_s: float
    missing: bool


Fact = (
    Ready | Taken | Left | Checkpointed | Committed | Published | ConsumerLag | SourceLag | SourceAbsent
    | ListenerFared | ReceivedLost | SinkFared | HeartbeatFared
)  # fmt: skip


class Observer(Protocol):
    """Told by a shell, on the thread of its loop."""

    def turn(self) -> None:
        """The loop has turned."""

    def tell(self, fact: Fact) -> None:
        """Something has happened."""


class Unobserved:
    """Listens to nothing."""

    def turn(self) -> None:
        """Nothing."""

    def tell(self, fact: Fact) -> None:
        """Nothing."""


UNOBSERVED = Unobserved()
