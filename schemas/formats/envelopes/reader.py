"""Reads rows that stand inside something: a shipper's object, a header of syslog or of a container's log, or nothing.

Each row is taken out, told by its content, and read by the reader of its format. What could not be read is a dead
letter with the bytes and the place of the outer row, and says in which field the row stood.
"""

from collections.abc import Sequence

from schemas.dead_letter import DeadLetter, dead
from schemas.formats.ecs.flow import Read
from schemas.formats.ecs.reader import EcsRows
from schemas.formats.envelopes.telling import InnerRow, Teller
from schemas.formats.memory import Record
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext, RecordReader


class EnvelopeReader:
    """Reads rows of any format, each told by itself; see `RecordReader`."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._ecs = EcsRows(context)
        self._teller = Teller(context, self._ecs)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Record], list[DeadLetter]]:
        """The records of some lines; see `RecordReader`."""
        out = _Out()
        run = _Run()
        for index, line in enumerate(lines):
            try:
                told = self._teller.told(line)
            except (ValueError, RecursionError) as error:
                if line.strip():
                    out.letters.append(self._letter(line, str(error), index + first_line_number))
                continue
            if isinstance(told, InnerRow):
                if told.document is not None or told.by.reader is not run.reader:
                    self._read(run, lines, first_line_number, out)
                    run.begin(told, index)
                else:
                    run.rows.append(told)
                    run.indices.append(index)
                if told.document is None:
                    continue
            # What is read by itself comes after the rows before it.
            self._read(run, lines, first_line_number, out)
            if isinstance(told, Read):
                self._tell(told, out)
        self._read(run, lines, first_line_number, out)
        self._count()
        out.letters.sort(key=lambda letter: letter.position or 0)
        return out.records, out.letters

    def told_as(self, line: bytes) -> tuple[str, str, bytes] | None:
        """What a line is told to be: a format, the field that its row stands in, and the row; None for nothing.

        For showing it to a person: what it tells is not counted. Raises ValueError for what no format takes.
        """
        told = self._teller.told(line)
        if isinstance(told, InnerRow):
            return told.by.format, told.field, told.row
        return None if told is None and not line.strip() else ("ecs", "", line)

    def _read(self, run: "_Run", lines: Sequence[bytes], first_line_number: int, out: "_Out") -> None:
        """Read the rows of a run by their reader, and begin another."""
        reader = run.reader
        if reader is None:
            return
        before = reader.repeats
        found, refused = reader.read([row.row for row in run.rows], 0)
        out.records += found
        self.repeats += reader.repeats - before
        self.notes.add(reader.notes.take())
        for letter in refused:
            row, index = run.rows[letter.position or 0], run.indices[letter.position or 0]
            if row.document is not None and self._tell_again(row.document, out):
                continue
            reason = f"in its field {row.field}: {letter.reason}" if row.field else letter.reason
            out.letters.append(self._letter(lines[index], reason, index + first_line_number))
        run.reader = None

    def _tell_again(self, document: bytes, out: "_Out") -> bool:
        """Read a document by its own fields, whose original row could not be read; whether that went."""
        try:
            read = self._teller.read_again(document)
        except (ValueError, RecursionError):
            return False
        if read is not None:
            self._tell(read, out)
        return True

    def _tell(self, read: Read, out: "_Out") -> None:
        flow = self._ecs.told(read)
        if flow is not None:
            out.records.append(flow)

    def _count(self) -> None:
        """Take over what was counted on the way."""
        self._ecs.trim()
        self.notes.add(self._ecs.notes.take())
        self.notes.add(self._teller.notes.take())
        self.repeats += self._ecs.repeats
        self._ecs.repeats = 0

    def _letter(self, line: bytes, reason: str, number: int) -> DeadLetter:
        return dead(source=self._source, reason=reason, raw=line, position=number, site=self._site)


class _Out:
    """What was read so far."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.letters: list[DeadLetter] = []


class _Run:
    """Rows of one reader that stand one after another: read together, since tables read many rows at once."""

    def __init__(self) -> None:
        self.reader: RecordReader | None = None
        self.rows: list[InnerRow] = []
        self.indices: list[int] = []

    def begin(self, row: InnerRow, index: int) -> None:
        """Begin with a row; those before were read."""
        self.reader = row.by.reader
        self.rows = [row]
        self.indices = [index]
