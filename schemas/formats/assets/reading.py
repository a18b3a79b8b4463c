"""What the reading of an inventory came to: what is taken, how its columns were understood, what is refused and why."""

from collections.abc import Sequence

from msgspec import Struct

from schemas.asset_change import AssetChange

MAX_SHOWN = 128
"""Characters of a cell that are shown: enough to find it, too little to fill a terminal."""


MOST_LINES = 5
"""Lines that a note names; how many more there are it says."""


class Mapped(Struct, frozen=True):
    """A column that is read, by its heading, and the field that it gives."""

    column: str
    field: str


class Unused(Struct, frozen=True):
    """A column that is not read, by its heading, and why."""

    column: str
    reason: str


class Refused(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A row that is not taken. `line` counts from 1; `column` and `value` are None where no single cell is at fault.

    `cells` is the row as it stands in the file, to be mended and read again.
    """

    source: str
    line: int
    reason: str
    column: str | None = None
    value: str | None = None
    name: str | None = None
    cells: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it is, in words: `assets.csv, line 7, column IP Address`."""
        return f"{self.source}, line {self.line}" + (f", column {self.column}" if self.column else "")


class Note(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Something that was decided or left out, of a row (`line`) or of the whole file (`line` None)."""

    text: str
    line: int | None = None
    column: str | None = None
    value: str | None = None


class NotLive(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A row whose state says that the device is not in use, so that it is not declared."""

    line: int
    state: str
    name: str | None = None


class Origin(Struct, frozen=True):
    """A row of which an asset was made: its line, its cells as they stand, and the heading of each of its addresses."""

    line: int
    cells: tuple[str, ...]
    column_of: dict[str, str]


class Reading(Struct, frozen=True, kw_only=True):
    """One inventory file, read.

    `origins` are the rows of each of `changes`, the first first. `headings` are those of the file, in its order (empty
    for JSON). `sites` are the sites that its own cells name, as they are spelled there, in order of first sight.
    """

    source: str
    changes: tuple[AssetChange, ...] = ()
    origins: tuple[tuple[Origin, ...], ...] = ()
    headings: tuple[str, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    unused: tuple[Unused, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[Note, ...] = ()
    not_live: tuple[NotLive, ...] = ()
    sites: tuple[str, ...] = ()


class RunSites(Struct, frozen=True, kw_only=True):
    """The sites of the run that reads an inventory.

    `default` is the site of whatever names none. `known` are all sites that the run's flows may have;
    `only` says that they have no other than `default`, so that a file that names one site must mean it.
    """

    default: str
    known: tuple[str, ...] = ()
    only: bool = False


def named_columns(unused: Sequence[Unused], most: int = 20) -> str:
    """Columns in a line: the first few, and how many more there are."""
    more = f" and {len(unused) - most} more" if len(unused) > most else ""
    return ", ".join(one.column for one in unused[:most]) + more


def shown(text: str) -> str:
    """A cell as it is shown: in one line, and cut."""
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_SHOWN else f"{flat[: MAX_SHOWN - 3]}..."


def lines_are(lines: list[int]) -> str:
    """Lines in words: "line 2", or the first few and how many more."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
    return f"lines {', '.join(map(str, lines[:MOST_LINES]))}{more}"
