"""What all readers of tables share: headings at any place, rows under them, and what is neither.

A reader says what its headings are, and makes a flow of a row under them in a fast way; a row that does not fit
there is read again the careful way, which gives the flow or says which field is wrong.
"""

from collections.abc import Sequence

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.row import address
from schemas.formats.stray_bytes import cleaned
from schemas.formats.tables.cells import cells_of, delimiter_of, without_empty_end

_MOST_ADDRESSES = 65_536


class TableReader:
    """Reads one table; see `RecordReader`. A format's own reader fills in the five last methods.

    `delimiter` None: that of the first line.
    """

    def __init__(self, context: ReaderContext, *, sensor: str, delimiter: str | None = None) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else sensor
        self._source = context.source
        self.delimiter = delimiter or ","
        self._given = delimiter
        self._headings: list[str] = []

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        fast = self.fast
        for number, line in enumerate(lines, first_line_number):
            flow: Flow | None
            try:
                flow = fast(line)
            except (ValueError, LookupError):
                try:
                    flow = self._careful(line)
                except ValueError as error:
                    reason = str(error)
                    letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
                    continue
            if flow is not None:
                flows.append(flow)
        return flows, letters

    def _careful(self, line: bytes) -> Flow | None:
        """A line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        bare = cleaned(line)
        if not bare.strip():
            return None
        text = bare.decode("utf-8", "replace")
        if not self._headings:
            self.delimiter = self._given or delimiter_of(text)
        cells = cells_of(text, self.delimiter)
        if self.begins(cells):
            return None
        other = self.other(cells)
        if other is not None:
            self.notes.pass_over(other)
            return None
        if not self._headings:
            msg = "a row before any headings: what its cells are is unknown. Give the file with its first line"
            raise ValueError(msg)
        width = len(self._headings)
        if len(cells) < width or any(cells[width:]):
            msg = f"{len(cells)} cells under {width} headings"
            raise ValueError(msg)
        # Of two columns with one name the first counts.
        return self.slow(dict(zip(reversed(self._headings), reversed(cells[:width]), strict=True)))

    def begins(self, cells: list[str]) -> bool:
        """Whether these are headings, which then hold for what follows."""
        names = self.names(without_empty_end(cells))
        if names is None:
            return False
        self._headings = names
        self.lay_out(names)
        return True

    def names(self, cells: Sequence[str]) -> list[str] | None:
        """The columns by the names used here, where these cells are headings; else None."""
        raise NotImplementedError

    def lay_out(self, names: Sequence[str]) -> None:
        """Make ready for rows with these columns."""
        raise NotImplementedError

    def other(self, cells: Sequence[str]) -> str | None:  # noqa: ARG002 - most tables have none
        """What a line that is no row of a flow is counted as; None for a row."""
        return None

    def fast(self, line: bytes) -> Flow:
        """The flow of a usual row. Raises ValueError or LookupError, with nothing noted yet, where care is needed."""
        raise NotImplementedError

    def slow(self, fields: dict[str, str]) -> Flow | None:
        """The flow of a row by its columns; None where it is counted otherwise. Raises ValueError."""
        raise NotImplementedError


class Addresses(dict[str, str]):
    """An address as written -> in its one form; a plain dict's look-up costs half of `lru_cache`'s."""

    def __missing__(self, written: str) -> str:
        if len(self) >= _MOST_ADDRESSES:
            self.clear()
        found = self[written] = address(written.strip())
        return found
