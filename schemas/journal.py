"""The journal: in which order the messages of the three input topics were applied."""

from msgspec import Struct


class JournalRun(Struct, frozen=True, gc=False):
    """Messages `first` to `last` (both included) of `topic` were applied in a row.

    The three input topics have no mutual order, so their order is itself data.
    """

    topic: str
    first: int
    last: int


class JournalEntry(Struct, frozen=True):
    """The runs of one checkpoint of one partition, in the order applied."""

    partition: int
    runs: tuple[JournalRun, ...]
