"""A store in memory: for tests, and for runs whose state need not outlive them.

It keeps what a checkpoint made true, whole or not at all, and shows it as plain lists.
"""

from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.journal import JournalRun
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint, Loaded
from streams.checkpoint.site_homes import Home, Resent


class MemoryStore:
    """Everything committed, in order. A second shard may load what a first one left."""

    def __init__(self, home: Home | None = None) -> None:
        self.home = home
        self.resent: list[Resent] = []
        self.state: dict[str, bytes] = {}
        self.positions: dict[str, int] = {}
        self.alerts: list[Alert] = []
        self.paths: dict[str, PathRecord] = {}
        self.dead_letters: list[DeadLetter] = []
        self.journal: list[JournalRun] = []
        self.checkpoints = 0

    async def load(self) -> Loaded:
        """Everything committed so far."""
        records = [StateRecord(key, value) for key, value in sorted(self.state.items())]
        return Loaded(records=records, positions=dict(self.positions), home=self.home)

    async def commit(self, checkpoint: Checkpoint) -> None:
        """Keep the checkpoint."""
        for record in checkpoint.records:
            if record.value is None:
                self.state.pop(record.key, None)
            else:
                self.state[record.key] = record.value
        self.alerts += checkpoint.alerts
        for path in checkpoint.paths:
            self.paths[path.key] = path
        self.dead_letters += checkpoint.dead_letters
        self.journal += checkpoint.runs
        self.resent += checkpoint.resent
        self.positions = dict(checkpoint.positions)
        self.checkpoints += 1

    async def close(self) -> None:
        """Nothing to give back."""
