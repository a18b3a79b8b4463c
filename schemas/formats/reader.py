"""What every input format gives: a reader that is fed lines and answers with records and dead letters.

A line is what the format's files are cut into (`schemas/formats/lines.py`): where that is no text, a table's row, a
record of a binary file or a datagram.

A reader is pure: it opens nothing, and knows a file's name only to write it on dead letters. It keeps
what the lines themselves taught it (a header, the connections already told), so one reader serves one file.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from schemas.dead_letter import DeadLetter
from schemas.formats.memory import Record, SensorMemory
from schemas.formats.notes import Notes


class NoFlowsError(ValueError):
    """The file is sound but of a kind that holds no flows, such as Zeek's stats.log.

    In a folder that is no reason to stop; a file named by hand is refused with this message.
    """


class ReaderContext(Struct, frozen=True, kw_only=True):
    """What a reader cannot read from the lines.

    `site` and `sensor` are written on every flow that does not bring its own; a `sensor` of None is the
    format's own name. `memory` is shared by all files of one sensor; None: this reader remembers for itself.
    `name` is the file's own, which may tell what it holds; None where there is no file, as in a topic.
    """

    site: str
    source: str
    sensor: str | None = None
    memory: SensorMemory | None = None
    name: str | None = None


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
