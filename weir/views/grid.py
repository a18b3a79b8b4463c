"""A table that is drawn line by line, for lists of hundreds of rows.

Rich's own asks each cell several times how wide it is and cuts it to pieces: 1.5 ms a row (measured), which is most of
a list's time. Where all cells fit, what is drawn here is what rich would draw, to the last character; a test compares
both. Where they do not, the widest columns are narrowed and their cells folded, never cut: what is cut cannot be copied
into a command.
"""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

Cell = str | Text

_BOLD = Style(bold=True)


class Grid:
    """A table with a heading. `ruled`: with lines round its cells; otherwise with a space between them."""

    def __init__(self, *, ruled: bool) -> None:
        self._ruled = ruled
        self._headings: list[str] = []
        self._right: list[bool] = []
        self._rows: list[tuple[Cell, ...]] = []

    def add_column(self, heading: str, *, right: bool = False) -> None:
        """One more column; `right`: its cells stand at the right."""
        self._headings.append(heading)
        self._right.append(right)

    def add_row(self, *cells: Cell) -> None:
        """One more row, a cell a column. Nothing in a cell is markup."""
        self._rows.append(cells)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich asks for."""
        if options.ascii_only:
            yield self._by_rich()
            return
        rows = [[_lines(cell) for cell in row] for row in self._rows]
        widths = [cell_len(heading) for heading in self._headings]
        for row in rows:
            for column, lines in enumerate(row):
                widths[column] = max(widths[column], *map(_width, lines))
        room = options.max_width - self._between(len(widths))
        if sum(widths) > room:
            widths = _narrowed(widths, room)
            rows = [[_folded(lines, width, console) for lines, width in zip(row, widths, strict=True)] for row in rows]
        for line in self._drawn(console, rows, widths):
            yield from line
            yield Segment.line()

    def _between(self, columns: int) -> int:
        """What stands between cells: rich puts a space on either side of each, but for the outer edges."""
        return 3 * (columns - 1) + 2 if self._ruled else 2 * (columns - 1)

    def _drawn(
        self, console: Console, rows: Sequence[Sequence[Sequence[Cell]]], widths: Sequence[int]
    ) -> Iterator[list[Segment]]:
        heading: list[Sequence[Cell]] = [
            _folded([Text(each, style=_BOLD)], width, console)
            for each, width in zip(self._headings, widths, strict=True)
        ]
        if not self._ruled:
            yield from self._row(console, heading, widths, ("", "  ", ""))
            for row in rows:
                yield from self._row(console, row, widths, ("", "  ", ""))
            return
        yield [_rule("┏┳┓", "━", widths)]
        yield from self._row(console, heading, widths, ("┃", " ┃ ", "┃"))
        yield [_rule("┡╇┩", "━", widths)]
        for row in rows:
            yield from self._row(console, row, widths, ("│", " │ ", "│"))
        yield [_rule("└┴┘", "─", widths)]

    def _row(
        self, console: Console, row: Sequence[Sequence[Cell]], widths: Sequence[int], edges: tuple[str, str, str]
    ) -> Iterator[list[Segment]]:
        left, between, right = edges
        for number in range(max(len(lines) for lines in row)):
            segments, text = list[Segment](), left
            for column, lines in enumerate(row):
                text += between if column else ""
                cell = lines[number] if number < len(lines) else ""
                plain = cell if isinstance(cell, str) else cell.plain
                space = " " * (widths[column] - cell_len(plain))
                if self._right[column]:
                    text += space
                if isinstance(cell, str) or console.no_color or not console.is_terminal:
                    text += plain
                else:
                    segments += (Segment(text), *_coloured(cell, console))
                    text = ""
                if not self._right[column]:
                    text += space
            yield [*segments, Segment(text + right)]

    def _by_rich(self) -> Table:
        """The same for a terminal that has no lines."""
        table = Table(expand=False, header_style="bold", pad_edge=False)
        if not self._ruled:
            table.box = None
        for heading, right in zip(self._headings, self._right, strict=True):
            table.add_column(heading, justify="right" if right else "left", overflow="fold")
        for row in self._rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
        return table


def _width(line: Cell) -> int:
    return cell_len(line if isinstance(line, str) else line.plain)


def _narrowed(widths: Sequence[int], room: int) -> list[int]:
    """The widths with the widest ones made narrower, all of them alike, until they fit; none below 1."""
    left = room
    narrowed = list(widths)
    for rank, column in enumerate(sorted(range(len(widths)), key=lambda each: widths[each])):
        narrowed[column] = max(1, min(widths[column], left // (len(widths) - rank)))
        left -= narrowed[column]
    return narrowed


def _folded(lines: Sequence[Cell], width: int, console: Console) -> Sequence[Cell]:
    """The lines of a cell, those that are too long broken at a word where there is one."""
    if all(_width(line) <= width for line in lines):
        return lines
    found: list[Cell] = []
    for line in lines:
        text = Text(line) if isinstance(line, str) else line
        found += text.wrap(console, width, overflow="fold") if _width(line) > width else [line]
    return found


def _coloured(line: Text, console: Console) -> Iterable[Segment]:
    """A line with its colours; `Text.render` leaves those of a whole text to others."""
    return line.render(console) if line.spans else (Segment(line.plain, console.get_style(line.style)),)


def _lines(cell: Cell) -> Sequence[Cell]:
    if isinstance(cell, Text) and (cell.spans or cell.style):
        return [*cell.split("\n", allow_blank=True)]
    return [*str(cell).split("\n")]


def _rule(corners: str, line: str, widths: Sequence[int]) -> Segment:
    """A line across: a cell has a space on either side, but for the outer edges."""
    parts = [line * (width + (column > 0) + (column < len(widths) - 1)) for column, width in enumerate(widths)]
    return Segment(corners[0] + corners[1].join(parts) + corners[2])
