"""What a shard needs of a store: load everything, commit a checkpoint as one."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, field

from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.journal import JournalRun
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.checkpoint.site_homes import Home, Resent
from streams.checkpoint.tally import Tally


class Loaded(Struct):
    """All of a partition's state: its records, up to where each source is applied, and which sites it is the home of.

    `problems` names, a line each, records that the store could not give whole; they are not among `records`.
    `home` None: there is one partition, and every site is at home.
    """

    records: list[StateRecord]
    positions: dict[str, int]
    problems: list[str] = []
    home: Home | None = None


class Checkpoint(Struct, kw_only=True):
    """What one commit makes true, all or nothing.

    `positions` maps a source (a topic, or a file's identity) to what is applied: the last offset of
    a topic, the bytes read of a file. `runs` is the journal: which messages, in which order.
    `tally` is for those who watch; a store keeps nothing of it. `resent` are messages that lay away from their
    site's home, to be written there.
    """

    alerts: Sequence[Alert]
    records: Sequence[StateRecord]
    paths: Sequence[PathRecord]
    dead_letters: Sequence[DeadLetter]
    runs: Sequence[JournalRun]
    positions: dict[str, int]
    tally: Tally = field(default_factory=Tally)
    resent: Sequence[Resent] = ()


class Store(Protocol):
    """Keeps one partition's state. One owner at a time: a second one is refused or fences the first."""

    async def load(self) -> Loaded:
        """Everything committed so far; takes ownership."""

    async def commit(self, checkpoint: Checkpoint) -> None:
        """Make the checkpoint durable, whole or not at all. Raises when it is not."""

    async def close(self) -> None:
        """Give ownership back; nothing is committed by it."""


class StoreLost(Exception):
    """Another owner has taken the partition: forget the shard, acknowledge nothing."""
