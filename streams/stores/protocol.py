"""What a shard needs of a store: load everything, commit a checkpoint as one."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, field

from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.journal import JournalRun
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.tally import Tally


class Loaded(Struct):
    """All of a partition's state: its records, and up to where each source is applied.

    `problems` names, a line each, records that the store could not give whole; they are not among `records`.
    """

    records: list[StateRecord]
    positions: dict[str, int]
    problems: list[str] = []


class Checkpoint(Struct, kw_only=True):
    """What one commit makes true, all or nothing.

    `positions` maps a source (a topic, or a file's identity) to what is applied: the last offset of
    a topic, the bytes read of a file. `runs` is the journal: which messages, in which order.
    `tally` is for those who watch; a store keeps nothing of it.
    """

    alerts: Sequence[Alert]
    records: Sequence[StateRecord]
    paths: Sequence[PathRecord]
    dead_letters: Sequence[DeadLetter]
    runs: Sequence[JournalRun]
    positions: dict[str, int]
    tally: Tally = field(default_factory=Tally)


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
