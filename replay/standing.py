"""What a replay has handed on so far, and what of it must be known to go on where it was stopped.

The files are read again from their beginning, which gives the same batches, and those that were applied are passed
over: so no reader, no merging and no clock made of event times needs to be kept.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from models.engine.would_cross import WOULD_CROSS
from replay.given.statements import STATEMENTS
from replay.summary import ReplaySummary
from schemas.alert import Alert
from schemas.dead_letter import DeadLetter
from schemas.formats.notes import IMPOSSIBLE_DURATION, Notes
from schemas.state import StateRecord

FIRST_DEAD_LETTERS = 5
"""Kept for the summary: enough to see what is wrong."""

AlertKey = tuple[str, str]
"""Site and id."""


class Refused(Struct):
    """What was refused: `letters` in all, of them `flows` and `others` that had been counted as read.

    `statements` are those of files of assets, zones and verdicts; `crossings` would have crossed into or out of OT or
    the DMZ; `shortened` flows were taken with another duration.
    """

    letters: int = 0
    flows: int = 0
    others: int = 0
    statements: int = 0
    crossings: int = 0
    shortened: int = 0
    first: list[DeadLetter] = []
    first_crossings: list[DeadLetter] = []

    def add(self, letters: Sequence[DeadLetter], read: set[int]) -> None:
        """Count some; `read` are the ids (Python's) of those that readers refused, so that no flow came of them."""
        crossings = [letter for letter in letters if WOULD_CROSS in letter.reason]
        self.crossings += len(crossings)
        self.first_crossings += crossings[: FIRST_DEAD_LETTERS - len(self.first_crossings)]
        for letter in letters:
            if letter.source == STATEMENTS:
                self.statements += 1
                continue
            self.letters += 1
            if id(letter) not in read:
                is_flow = b'"initiator_ip"' in letter.raw
                self.flows += is_flow
                self.others += not is_flow
        self.first += letters[: max(FIRST_DEAD_LETTERS - len(self.first), 0)]

    def put_into(self, summary: ReplaySummary) -> None:
        """Take it off what was read, and tell it."""
        summary.flows -= self.flows
        summary.others -= self.others
        summary.dead_letters = self.letters
        summary.refused_statements = self.statements
        summary.refused_crossings = self.crossings
        summary.first_dead_letters = self.first
        summary.first_refused_crossings = self.first_crossings
        if self.shortened:
            summary.notes.add(Notes({IMPOSSIBLE_DURATION: self.shortened}))


class Standing(Struct):
    """Where a replay stands between two batches: `batches` are applied, and all that came of them is handed on.

    `alerts` are those raised so far, in order of first sight. `state_until` is that of the summary, and `time` the
    event time of the last record, seconds UTC; None before any.
    """

    batches: int
    refused: Refused
    alerts: list[AlertKey]
    state_until: float | None
    time: float | None


class Resumed(Struct, frozen=True):
    """What a replay goes on from: where it stood, the state's records, and the last revisions of its alerts."""

    standing: Standing
    records: Sequence[StateRecord]
    alerts: Mapping[AlertKey, Alert]
