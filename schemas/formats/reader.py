"""What every input format gives: a reader that is fed lines and answers with records and dead letters.

A reader is pure: it opens nothing, and knows a file's name only to write it on dead letters. It keeps
what the lines themselves taught it (a header, the connections already told), so one reader serves one file.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.zeek.uids import UidMemory
from schemas.tick import Tick
from schemas.verdict import Verdict

Record = Flow | Tick | AssetChange | Verdict


class NoFlowsError(ValueError):
    """The file is sound but of a kind that holds no flows, such as Zeek's stats.log.

    In a folder that is no reason to stop; a file named by hand is refused with this message.
    """


class ReaderContext(Struct, frozen=True, kw_only=True):
    """What a reader cannot read from the lines.

    `site` and `sensor` are written on every flow that does not bring its own; a `sensor` of None is the
    format's own name. `uids` is shared by all files of one sensor, so that a connection told in
    conn_long.log and again in conn.log counts once. `path` is the kind of Zeek log where neither the
    file's header nor its rows say it.
    """

    site: str
    source: str
    sensor: str | None = None
    uids: UidMemory | None = None
    path: str | None = None


class RecordReader(Protocol):
    """Turns the lines of one source into records, in their order."""

    repeats: int
    """Rows read so far that told nothing new of a connection already told: neither record nor dead letter."""

    notes: Notes
    """What was noted since somebody took it: fields left out, and rows of logs that hold no flows."""

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[Sequence[Record], list[DeadLetter]]:
        """The records of some lines (without their line ends), and a dead letter for each that is none.

        Blank lines and comments are nothing. `first_line_number` counts from 1.
        """


ReaderFactory = Callable[[ReaderContext], RecordReader]
