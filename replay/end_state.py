"""What a replay ends with, as one checkpoint that a store keeps: so that lists read it as the state of a run.

It has no positions: a replay's files are no sources that anybody goes on reading. Of what was refused the newest are
kept, as a store does; the replay's own dead letters have all of them.
"""

from collections import deque
from collections.abc import Mapping, Sequence

from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.path import PathRecord
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint

MOST_LETTERS = 10_000
"""At most 4 kB each, so 40 MB."""


class EndState:
    """Gathers what came out while a replay goes on, and at its end what the pipelines know."""

    def __init__(self) -> None:
        self._alerts: list[Alert] = []
        self._letters: deque[DeadLetter] = deque(maxlen=MOST_LETTERS)
        self._records: list[StateRecord] = []
        self._paths: list[PathRecord] = []

    def add_alerts(self, alerts: Sequence[Alert]) -> None:
        """Alert revisions, in order."""
        self._alerts += alerts

    def add_dead_letters(self, letters: Sequence[DeadLetter]) -> None:
        """What was refused, in order."""
        self._letters += letters

    def add_paths(self, paths: Sequence[PathRecord]) -> None:
        """Paths as they were told, in order: the history of each."""
        self._paths += paths

    def add_pipelines(self, pipelines: Mapping[str, Pipeline]) -> None:
        """What pipelines know that were never asked for their records before. They are told apart by site."""
        for site in sorted(pipelines):
            self._records += pipelines[site].changed_records()

    def add_records(self, records: Sequence[StateRecord]) -> None:
        """What pipelines knew that are elsewhere."""
        self._records += records

    def drained(self) -> Checkpoint:
        """All of it, and nothing is left."""
        taken = self.checkpoint()
        self._alerts, self._records, self._paths = [], [], []
        self._letters.clear()
        return taken

    def checkpoint(self) -> Checkpoint:
        """All of it."""
        return Checkpoint(
            alerts=self._alerts,
            records=self._records,
            paths=self._paths,
            dead_letters=list(self._letters),
            runs=[],
            positions={},
        )
