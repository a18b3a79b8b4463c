"""Tables as compact JSON for the page's script: a column each, and texts that come again and again only once."""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

ColumnKind = Literal["text", "link", "number", "octets", "time"]
"""How a column is shown and sorted. link: a text that leads to the section `#` + its second half (see `linked`)."""

Cell = str | float | None


class Column(Struct, frozen=True, kw_only=True):
    """A heading and what is below it, a cell a row. None is an empty cell. `choose`: few values, offered as a list.

    A time is in minutes of the plant's clock (`told.wall_minutes`), octets and numbers are themselves. `order` are the
    values of a text in the order in which they sort, where that is not the alphabet.
    """

    label: str
    kind: ColumnKind = "text"
    cells: Sequence[Cell] = ()
    choose: bool = False
    order: tuple[str, ...] = ()


class Table(Struct, frozen=True, kw_only=True):
    """`key` is unique on the page; `what` names one row; `elsewhere` is the command that lists all."""

    key: str
    caption: str
    what: str
    columns: tuple[Column, ...]
    elsewhere: str

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.columns[0].cells)

    def first(self, most: int) -> list[list[Cell]]:
        """The first rows, a cell a column."""
        return [[column.cells[row] for column in self.columns] for row in range(min(most, self.rows))]


class PackedColumn(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`values` are the different texts as they sort, and `cells` are their numbers.

    Where there are no values, cells are figures above `base`.
    """

    label: str
    kind: ColumnKind
    cells: Sequence[float | None]
    values: Sequence[str] = ()
    base: float = 0
    choose: bool = False


class PackedTable(Struct, frozen=True, kw_only=True):
    """What the script reads."""

    what: str
    columns: Sequence[PackedColumn]


LINK_MARK = "\x1f"
"""Between what a link says and where it leads: no text that is shown has it (`told.text` takes it away)."""


def linked(said: str, anchor: str) -> str:
    """A cell of a column of links."""
    return f"{said}{LINK_MARK}{anchor}"


def packed(table: Table) -> bytes:
    """The table as JSON that may stand in a script element."""
    return in_script(PackedTable(what=table.what, columns=[_packed(each) for each in table.columns]))


def in_script(record: object) -> bytes:
    """JSON without any sign that could end the element, or begin another one or a comment."""
    found = msgspec.json.encode(record)
    for sign, escaped in ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026")):
        found = found.replace(sign, escaped)
    # Line ends of JavaScript that JSON lets stand in strings.
    return found.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")


def _packed(column: Column) -> PackedColumn:
    if column.kind not in {"text", "link"}:
        figures = [None if cell is None else _whole(float(cell)) for cell in column.cells]
        base = min((each for each in figures if each is not None), default=0) if column.kind == "time" else 0
        above = [None if each is None else each - base for each in figures]
        return PackedColumn(label=column.label, kind=column.kind, cells=above, base=base, choose=column.choose)
    places = {value: place for place, value in enumerate(column.order)}
    found = {str(cell) for cell in column.cells if cell is not None}
    values = sorted(found, key=lambda value: (places.get(value, len(places)), value.casefold(), value))
    places = {value: place for place, value in enumerate(values)}
    cells = [None if cell is None else places[str(cell)] for cell in column.cells]
    return PackedColumn(label=column.label, kind=column.kind, cells=cells, values=values, choose=column.choose)


def _whole(value: float) -> float:
    """Without a fraction where there is none: two characters less a cell."""
    return int(value) if value.is_integer() else round(value, 3)


def joined(parts: Iterable[str | None]) -> str:
    """Several texts in a cell."""
    return ", ".join(part for part in parts if part)
