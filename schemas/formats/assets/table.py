"""The rows of a spreadsheet's text: its delimiter, its headings (wherever they stand), and what is no row."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from schemas.formats.assets.headings import Columns, columns_of
from schemas.formats.assets.reading import Note, shown
from schemas.formats.assets.text import plain_cell

DELIMITERS = (",", ";", "\t", "|")

HEADING_WITHIN = 20
"""Rows in which the headings are looked for: above them stand titles, dates and who made the list."""

MAX_ROW_LINES = 100
"""Lines of one row (cells may hold line breaks): past it, a quote was opened and never closed."""

MAX_CELL_CHARACTERS = 131_072
"""The bound of Python's csv module; a cell past it costs its row."""

_SEPARATOR_LINE = re.compile(r"\"?sep=(.|\\t)\"?\s*", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Row(Struct, frozen=True):
    """A row and the line (from 1) that it begins in. `broken` says why it is none; its cells are then raw text."""

    line: int
    cells: tuple[str, ...]
    broken: str | None = None


class Table(Struct, frozen=True):
    """A spreadsheet: how its columns are understood, its rows below the headings, and what was decided."""

    headings: tuple[str, ...]
    columns: Columns
    rows: list[Row]
    notes: list[Note]


def table_of(text: str, source: str) -> Table:
    """The table in a text. Raises ValueError where no row of headings names an ip, a mac, a name or an id."""
    lines = _LINE_END.split(text)
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        msg = f"{source}: the file is empty; its first line must name the columns, such as name,ip,mac,zone,level"
        raise ValueError(msg)
    named = _SEPARATOR_LINE.fullmatch(lines[first])
    begin = first if named is None else first + 1
    delimiters = DELIMITERS if named is None else ("\t" if named[1] == "\\t" else named[1],)
    found = [_headings(lines, begin, delimiter) for delimiter in delimiters]
    delimiter, heading, columns = max(found, key=lambda one: (len(one[2].of_field), len(one[1].cells)))
    if not columns.identify:
        names = ", ".join(shown(cell) for cell in heading.cells[:12] if cell.strip())
        msg = f"{source}, line {heading.line}: no column ip, mac, hostname or id among: {names or 'nothing'}"
        raise ValueError(msg)
    rows: list[Row] = []
    notes: list[Note] = []
    above = 0
    for row in _rows(lines, begin, delimiter):
        if row.line < heading.line:
            above += 1
        elif row.line > heading.line and row.cells == heading.cells:
            notes.append(Note(text="the headings once more: no row", line=row.line))
        elif row.line > heading.line:
            rows.append(row)
    if above:
        notes.insert(0, Note(text=f"{_rows_are(above)} not read: the headings are in line {heading.line}"))
    return Table(heading.cells, columns, rows, notes)


def too_many_cells(row: Row, headings: Sequence[str]) -> str | None:
    """Why a row cannot be told apart into its columns: it has more filled cells than there are headings."""
    if not any(cell.strip() for cell in row.cells[len(headings) :]):
        return None
    return (
        f"{len(row.cells)} cells under {len(headings)} headings; a cell that holds the delimiter must stand in quotes"
    )


def _headings(lines: Sequence[str], begin: int, delimiter: str) -> tuple[str, Row, Columns]:
    """The row that knows most columns among the first, the earliest of equals."""
    best: tuple[Row, Columns] | None = None
    for row in islice(_rows(lines, begin, delimiter), HEADING_WITHIN):
        columns = columns_of(row.cells)
        if best is None or (columns.identify, len(columns.of_field)) > (best[1].identify, len(best[1].of_field)):
            best = row, columns
    row, columns = best or (Row(begin + 1, ()), columns_of(()))
    return delimiter, row, columns


def _rows(lines: Sequence[str], begin: int, delimiter: str) -> Iterator[Row]:
    """The rows that are not empty; a broken one costs its first line, and reading goes on with the next."""
    index = begin
    while index < len(lines):
        text, after = _row_text(lines, index, delimiter)
        line, index = index + 1, after
        if text is None:
            yield Row(line, (lines[line - 1],), "a quote is opened and not closed")
            continue
        if not text.strip():
            continue
        try:
            parts = [f"{one}\n" for one in text.split("\n")]
            cells = next(csv.reader(parts, delimiter=delimiter, skipinitialspace=True))
        except (csv.Error, StopIteration) as error:
            yield Row(line, (text[:MAX_CELL_CHARACTERS],), f"no row of a table: {error}")
            continue
        stripped = tuple(map(plain_cell, cells))
        if any(stripped):
            yield Row(line, stripped)


def _row_text(lines: Sequence[str], index: int, delimiter: str) -> tuple[str | None, int]:
    """The text of the row that begins at a line, and where the next begins; None where its quote is never closed."""
    if not _goes_on(lines[index], delimiter, within=False):
        return lines[index], index + 1
    for after in range(index + 1, min(index + MAX_ROW_LINES, len(lines))):
        closing = _closing(lines[after], 0)
        if closing < 0:
            continue
        rest = lines[after][closing + 1 :].lstrip(" ")
        if rest and not rest.startswith(delimiter):
            # That quote opens a cell of another row: this one's was never closed.
            break
        if not _goes_on(lines[after], delimiter, within=True):
            return "\n".join(lines[index : after + 1]), after + 1
    return None, index + 1


def _goes_on(line: str, delimiter: str, *, within: bool) -> bool:
    """Whether a quoted cell goes on past the end of a line; `within` says that one went on at its beginning.

    A quote in a cell that began without one is text.
    """
    if not within and '"' not in line:
        return False
    position = 0
    while position < len(line) or within:
        if not within:
            while line.startswith(" ", position):
                position += 1
            within = line.startswith('"', position)
            position += within
        if within:
            position = _closing(line, position)
            if position < 0:
                return True
            within = False
        end = line.find(delimiter, position)
        if end < 0:
            return False
        position = end + 1
    return False


def _closing(line: str, position: int) -> int:
    """Where the quote is that closes a cell, from a position within it; -1 for nowhere. A doubled quote is text."""
    position = line.find('"', position)
    while position >= 0 and line.startswith('""', position):
        position = line.find('"', position + 2)
    return position


def _rows_are(count: int) -> str:
    return "1 row above the headings is" if count == 1 else f"{count} rows above the headings are"
