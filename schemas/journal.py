"""The journal: in which order the messages of the three input topics were applied."""

from msgspec import Struct


class JournalRun(Struct, frozen=True, gc=False):
    """Messages `first` to `last` (both included) of `topic` were applied in a row.

    The three input topics have no mutual order, so their order is itself data.
    """

    topic: str
    first: int
    last: int


class JournalPart(Struct, frozen=True):
    """The journal of `partition` before offset `end`: sites came from there when the topics were grown."""

    partition: int
    end: int


class JournalEntry(Struct, frozen=True, omit_defaults=True):
    """The runs of one checkpoint of one partition, in the order applied.

    The inputs lie in `partition`. `partitions` is how many there were then, which says which sites had
    their home there: what lay there of others was not applied. None: written before Weir made that
    difference, and everything was. What `inherited` names was applied before all that follows.
    """

    partition: int
    runs: tuple[JournalRun, ...]
    partitions: int | None = None
    inherited: tuple[JournalPart, ...] = ()
