"""A row of an inventory as what is declared of one asset, or why it is not taken."""

import re
from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import Struct

from schemas.asset_change import AssetChange
from schemas.formats.assets import words
from schemas.formats.assets.addresses import bindings, ips_of, macs_of
from schemas.formats.assets.headings import Columns
from schemas.formats.assets.reading import Note, NotLive, Refused, lines_are, shown
from schemas.formats.assets.states import state_of_life
from schemas.formats.assets.table import Row, too_many_cells

_Value = TypeVar("_Value")

MAX_TAGS = 64
"""As `AssetChange` bounds them; tags past it are left out, since they decide nothing."""

MAX_NAME = 255


class Cell(Struct, frozen=True):
    """A filled cell: its heading, its index and its text."""

    column: str
    index: int
    text: str


class Taken(Struct, frozen=True):
    """What a row declares.

    `named` says whether it bears an id or a name, or only addresses; `column_of` is the heading of each address.
    """

    line: int
    row: Row
    change: AssetChange
    named: bool
    column_of: dict[str, str]


class RowReader:
    """Reads the rows of one file; what it notes on them gathers in `notes`."""

    def __init__(self, headings: tuple[str, ...], columns: Columns, *, time: float, source: str) -> None:
        self.notes: list[Note] = []
        self._unknown_states: dict[tuple[str, str], list[int]] = {}
        self._headings = headings
        self._columns = columns
        self._time = time
        self._source = source

    def cells(self, row: Row) -> dict[str, list[Cell]]:
        """Field -> its filled cells, the best heading first; cells that say nothing are left out."""
        found: dict[str, list[Cell]] = {}
        for field, indexes in self._columns.of_field.items():
            for index in indexes:
                text = row.cells[index] if index < len(row.cells) else ""
                if not words.says_nothing(text):
                    found.setdefault(field, []).append(Cell(self._headings[index], index, text))
        return found

    def read(self, row: Row, sites: dict[str, str], default: str) -> Taken | Refused | NotLive:
        """One row. `sites` maps the texts of the site column, `default` is the site of a row that names none."""
        if row.broken is not None:
            return self._refused(row, row.broken)
        many = too_many_cells(row, self._headings)
        if many is not None:
            return self._refused(row, many)
        cells = self.cells(row)
        for cell in cells.get("status", ()):
            state = state_of_life(cell.text)
            if state == "unknown":
                self._unknown_states.setdefault((cell.column, shown(cell.text)), []).append(row.line)
            if state == "not live":
                name = next((found.text for field in ("name", "id", "ip") for found in cells.get(field, ())), None)
                return NotLive(line=row.line, state=shown(cell.text), name=None if name is None else shown(name))
        return self._declared(row, cells, sites, default)

    def of_states(self) -> list[Note]:
        """A note for each state of life that is not known, at its first row."""
        notes = []
        for (column, state), lines in self._unknown_states.items():
            where = "" if len(lines) == 1 else f"{lines_are(lines)}: "
            text = f"{where}{state!r} is no state of life that is known: taken as in use"
            notes.append(Note(text=text, line=lines[0], column=column, value=state))
        return notes

    def _declared(self, row: Row, cells: dict[str, list[Cell]], sites: dict[str, str], default: str) -> Taken | Refused:
        ips: list[str] = []
        macs: list[str] = []
        column_of: dict[str, str] = {}
        for field, read, into in (("ip", ips_of, ips), ("mac", macs_of, macs)):
            for cell in cells.get(field, ()):
                try:
                    found, notes = read(cell.text)
                except ValueError as error:
                    return self._refused(row, str(error), cell)
                into += [one for one in found if one not in into]
                column_of |= {one: shown(cell.column) for one in found if one not in column_of}
                self.notes += [Note(text=note, line=row.line, column=cell.column) for note in notes]
        site = cells.get("site")
        if site and site[0].text not in sites:
            return self._refused(row, f"{shown(site[0].text)!r} cannot name a site", site[0])
        name = self._first(cells, "name")
        identity = self._first(cells, "id") or name
        if identity is None and not ips and not macs:
            return self._refused(row, "no ip, mac, hostname or id in it, so the row names no asset")
        change = AssetChange(
            site=sites[site[0].text] if site else default,
            time=self._time,
            source=self._source[:MAX_NAME],
            subject="asset",
            change="declared",
            id=identity or (macs + ips)[0],
            addresses=tuple(bindings(ips, macs)),
            name=name,
            role=self._first(cells, "role"),
            vendor=self._first(cells, "vendor"),
            model=self._first(cells, "model"),
            firmware=self._first(cells, "firmware"),
            zone=self._first(cells, "zone"),
            purdue_level=self._number(
                row, cells, "purdue_level", words.purdue_level, "is no Purdue level that is known"
            ),
            criticality=self._criticality(row, cells),
            owner=self._first(cells, "owner"),
            tags=self._tags(row, cells),
            realm=self._first(cells, "realm") or "",
        )
        try:
            # The constructor does not check bounds; a round trip through the decoder does.
            change = msgspec.convert(msgspec.to_builtins(change), AssetChange)
        except msgspec.ValidationError as error:
            return self._refused(row, _without_path(error), _cell_of(error, cells))
        return Taken(row.line, row, change, named=identity is not None, column_of=column_of)

    def _refused(self, row: Row, reason: str, cell: Cell | None = None) -> Refused:
        names = [found.text for field in ("name", "id") for found in self.cells(row).get(field, ())]
        return Refused(
            source=self._source,
            line=row.line,
            reason=reason,
            column=None if cell is None else shown(cell.column),
            value=None if cell is None else shown(cell.text),
            name=None if row.broken or not names else shown(names[0]),
            cells=row.cells,
        )

    def _first(self, cells: dict[str, list[Cell]], field: str) -> str | None:
        # A line break within a name is the cell's, not the name's.
        return " ".join(cells[field][0].text.split()) if field in cells else None

    def _number(
        self, row: Row, cells: dict[str, list[Cell]], field: str, read: Callable[[str], _Value | None], why: str
    ) -> _Value | None:
        for cell in cells.get(field, ()):
            value = read(cell.text)
            if value is not None:
                return value
            self.notes.append(
                Note(
                    text=f"{shown(cell.text)!r} {why}: left out",
                    line=row.line,
                    column=cell.column,
                    value=shown(cell.text),
                )
            )
        return None

    def _criticality(self, row: Row, cells: dict[str, list[Cell]]) -> int | None:
        first = next(iter(cells.get("criticality", ())), None)
        numbers = first is None or first.index not in self._columns.words_only
        return self._number(
            row,
            cells,
            "criticality",
            lambda text: words.criticality(text, numbers=numbers),
            "is no criticality that is known",
        )

    def _tags(self, row: Row, cells: dict[str, list[Cell]]) -> tuple[str, ...]:
        tags = [tag for cell in cells.get("tags", ()) for tag in _several_tags(cell.text)]
        tags += [" ".join(cell.text.split()) for cell in cells.get("location", ())]
        tags = [tag[:MAX_NAME] for tag in dict.fromkeys(tags)]
        if len(tags) > MAX_TAGS:
            self.notes.append(Note(text=f"{len(tags)} tags; the first {MAX_TAGS} are taken", line=row.line))
        return tuple(tags[:MAX_TAGS])


def _several_tags(text: str) -> list[str]:
    """Tags by comma, semicolon or bar, so that one may hold spaces; by spaces where none of these is there."""
    parts = re.split(r"[,;|\n]+", text) if re.search(r"[,;|\n]", text) else text.split()
    return [tag for part in parts if (tag := " ".join(part.split()))]


def _without_path(error: msgspec.ValidationError) -> str:
    text = str(error)
    what, _, path = text.partition(" - at `$.")
    field = path.removesuffix("`").partition("[")[0]
    return f"{field}: {what[0].lower()}{what[1:]}" if field else text


def _cell_of(error: msgspec.ValidationError, cells: dict[str, list[Cell]]) -> Cell | None:
    field = str(error).partition(" - at `$.")[2].removesuffix("`").partition("[")[0]
    found = cells.get(field) or cells.get({"addresses": "ip", "id": "name"}.get(field, field))
    return found[0] if found else None
