"""An inventory as a spreadsheet's text (CSV and its like): each row becomes what is declared of one asset.

A row that cannot be read is refused with its place and reason, and the others are taken; columns that no heading of
the table names are left alone, since inventories have many. Rows of one id are one asset with all their addresses.
"""

from collections.abc import Iterable, Sequence

from schemas.asset_change import AssetChange
from schemas.formats.assets.conflicts import settled
from schemas.formats.assets.reading import Note, NotLive, Reading, Refused, RunSites
from schemas.formats.assets.rows import RowReader, Taken
from schemas.formats.assets.sites import named_sites
from schemas.formats.assets.table import Row, Table, table_of
from schemas.formats.assets.text import decoded
from schemas.formats.assets.words import says_nothing

MOST_NAMES = 5
"""Assets that a note names; how many there are it says."""


def read_csv(content: bytes, *, sites: RunSites, time: float, source: str) -> Reading:
    """What an inventory declares, in the file's order; `source` names it on each change and in errors.

    A row's own site wins over the run's: a company's inventory holds many plants, with the same private addresses.
    Raises ValueError for a file in which no row can be told: binary, empty, or without headings.
    """
    table, encoding = _table(content, source)
    reader = RowReader(table.headings, table.columns, time=time, source=source)
    cells = _site_cells(table)
    names = named_sites(cells, sites)
    taken: list[Taken] = []
    refused: list[Refused] = []
    not_live: list[NotLive] = []
    for row in table.rows:
        match reader.read(row, names.of_cell, sites.default):
            case Taken() as one:
                taken.append(one)
            case Refused() as one:
                refused.append(one)
            case NotLive() as one:
                not_live.append(one)
    whole = settled(taken, source)
    notes = [Note(text=encoding)] if encoding else []
    notes += [*names.notes, *_of_sites(taken, table, sites), *_without_address(whole.changes)]
    notes += sorted([*table.notes, *reader.notes, *reader.of_states(), *whole.notes], key=lambda note: note.line or 0)
    return Reading(
        source=source,
        changes=whole.changes,
        origins=whole.origins,
        headings=table.headings,
        mapped=table.columns.mapped,
        unused=table.columns.unused,
        refused=tuple(sorted([*refused, *whole.refused], key=lambda one: one.line)),
        notes=tuple(notes),
        not_live=tuple(not_live),
        sites=tuple(dict.fromkeys(cells)),
    )


def sites_in_csv(content: bytes, source: str) -> tuple[str, ...]:
    """The sites that a file names, as it spells them, in order of first sight. Raises as `read_csv`."""
    return tuple(dict.fromkeys(_site_cells(_table(content, source)[0])))


def _table(content: bytes, source: str) -> tuple[Table, str | None]:
    """The table, and a word on the encoding where that was guessed; that may be why no heading is known."""
    text, encoding = decoded(content, source)
    try:
        return table_of(text, source), encoding
    except ValueError as error:
        if encoding is None:
            raise
        msg = f"{error}; {encoding}"
        raise ValueError(msg) from None


def _site_cells(table: Table) -> list[str]:
    """The texts of the site column, of the rows that have one."""
    index = table.columns.of_field.get("site", (None,))[0]
    if index is None:
        return []
    cells = (_cell(row, index) for row in table.rows if row.broken is None)
    return [cell for cell in cells if not says_nothing(cell)]


def _cell(row: Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _of_sites(taken: Sequence[Taken], table: Table, sites: RunSites) -> Iterable[Note]:
    """Rows without a site in a file that has some."""
    index = table.columns.of_field.get("site", (None,))[0]
    named = [index is not None and not says_nothing(_cell(one.row, index)) for one in taken]
    rows = named.count(False)
    if any(named) and rows:
        yield Note(text=f"{rows} {'row names' if rows == 1 else 'rows name'} no site: taken for {sites.default}")


def _without_address(changes: Sequence[AssetChange]) -> Iterable[Note]:
    bare = [change.name or change.id for change in changes if not change.addresses]
    if bare:
        more = f" and {len(bare) - MOST_NAMES} more" if len(bare) > MOST_NAMES else ""
        have = "1 asset has" if len(bare) == 1 else f"{len(bare)} assets have"
        yield Note(text=f"{have} no address, so no traffic can be told as theirs: {', '.join(bare[:MOST_NAMES])}{more}")
