"""What an inventory file comes to, for a person: what is taken, how its columns were read, what is refused and why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.asset_change import AssetChange
from schemas.formats.assets.declared_zones import undeclared_zones
from schemas.formats.assets.reading import Mapped, Note, NotLive, Reading, Refused, Unused, named_columns
from weir.views.terminal import clean, counted

MOST_TAKEN = 10
"""Assets shown as a sample: `--json` has all of them."""

MOST_ROWS = 50
"""Refused rows, notes and rows not in use that are shown each; `--json` has all of them."""

MOST_IN_A_REPLAY = 5
"""Refused rows shown at the end of a replay."""


class Totals(Struct, frozen=True):
    """One file in numbers: assets (or other statements) taken, rows refused and not in use, and what to look at."""

    taken: int
    refused: int
    not_live: int
    refused_by_column: dict[str, int]
    columns_not_read: tuple[str, ...]
    zones_not_declared: tuple[str, ...]


class Checked(Struct, omit_defaults=False):
    """`weir assets check --json`: one file, whole. `docs/inventories.md` explains the keys."""

    file: str
    taken: tuple[AssetChange, ...]
    mapped: tuple[Mapped, ...]
    unused: tuple[Unused, ...]
    refused: tuple[Refused, ...]
    not_live: tuple[NotLive, ...]
    notes: tuple[Note, ...]
    totals: Totals


def totals(reading: Reading) -> Totals:
    """A reading in numbers. A refused row counts by the column that is at fault, or as `row` where no single one is."""
    return Totals(
        taken=len(reading.changes),
        refused=len(reading.refused),
        not_live=len(reading.not_live),
        refused_by_column=dict(Counter(one.column or "row" for one in reading.refused).most_common()),
        columns_not_read=tuple(one.column for one in reading.unused),
        zones_not_declared=undeclared_zones(reading),
    )


def checked(file: str, reading: Reading) -> Checked:
    """A reading as its JSON has it."""
    return Checked(
        file=file,
        taken=reading.changes,
        mapped=reading.mapped,
        unused=reading.unused,
        refused=reading.refused,
        not_live=reading.not_live,
        notes=reading.notes,
        totals=totals(reading),
    )


def print_check(console: Console, file: str, reading: Reading, *, zones_given: bool | None = None) -> None:
    """All of one file, in sections, with the totals last; those that would be empty are left away.

    `zones_given`: whether zone files were held against it; None: that is not to be said.
    """
    console.print(_head(file, reading), soft_wrap=True)
    more = (
        f", and {len(reading.unused) - MOST_ROWS:,} more that are not read" if len(reading.unused) > MOST_ROWS else ""
    )
    _section(console, f"columns{more}", _columns(reading))
    taken = reading.changes[:MOST_TAKEN]
    more = f", the first {len(taken)} of {len(reading.changes):,}" if len(taken) < len(reading.changes) else ""
    _section(console, f"taken{more}", _taken(taken) if taken else None)
    _section(console, _titled("refused", reading.refused), _refused(reading.refused) if reading.refused else None)
    _section(
        console, _titled("not in use", reading.not_live), _not_live(reading.not_live) if reading.not_live else None
    )
    _section(console, _titled("notes", reading.notes), _notes(reading.notes) if reading.notes else None)
    summed = _summed(reading, zones_given=zones_given)
    _section(console, "in all", Text("\n".join(summed)) if summed else None)


def print_inventories(console: Console, readings: Sequence[Reading], files: Sequence[str]) -> None:
    """What the inventories of a replay came to: a line each, and of refused rows the first with their reasons."""
    for index, reading in enumerate(readings):
        file = files[index] if index < len(files) else reading.source
        console.print(_head(file, reading), soft_wrap=True)
        for note in reading.notes:
            if note.line is None:
                console.print(Text(f"  {clean(note.text)}", style="dim"), soft_wrap=True)
        if reading.unused:
            names = clean(named_columns(reading.unused))
            console.print(Text(f"  columns not read: {names}", style="dim"), soft_wrap=True)
        for one in reading.refused[:MOST_IN_A_REPLAY]:
            console.print(Text(f"  refused {clean(one.place)}: {clean(one.reason)}", style="dim"), soft_wrap=True)
        if reading.refused or reading.not_live:
            console.print(Text(f"  all of it: weir assets check {clean(file)}", style="dim"), soft_wrap=True)


def _summed(reading: Reading, *, zones_given: bool | None) -> list[str]:
    """What is to be mended, a line a kind."""
    found = totals(reading)
    lines: list[str] = []
    if found.refused:
        by = ", ".join(f"{clean(column)} ({count:,})" for column, count in found.refused_by_column.items())
        lines.append(f"{counted(found.refused, 'row')} refused, by column: {by}")
    if found.columns_not_read:
        names = clean(named_columns(reading.unused))
        lines.append(f"{counted(len(found.columns_not_read), 'column')} not read: {names}")
    if found.zones_not_declared:
        names = ", ".join(map(clean, found.zones_not_declared))
        lines.append(f"{counted(len(found.zones_not_declared), 'zone')} that no zone file declares: {names}")
    if zones_given is False and any(change.zone is not None for change in reading.changes):
        lines.append("the zones it names were not looked at: --zones zones.toml holds them against yours")
    return lines


def _head(file: str, reading: Reading) -> Text:
    sites = sorted({change.site for change in reading.changes})
    where = f" for site {sites[0]}" if len(sites) == 1 else f" for {len(sites)} sites" if sites else ""
    head = Text(clean(file), style="bold")
    head.append(f": {counted(len(reading.changes), _what(reading))} taken{where}", style="not bold")
    if reading.refused:
        head.append(", ", style="not bold")
        head.append(f"{counted(len(reading.refused), 'row')} refused", style="bold red")
    if reading.not_live:
        head.append(f", {counted(len(reading.not_live), 'row')} not in use", style="not bold yellow")
    return head


def _what(reading: Reading) -> str:
    only_assets = all(change.subject == "asset" and change.change == "declared" for change in reading.changes)
    return "asset" if only_assets else "statement"


def _section(console: Console, title: str, table: RenderableType | None) -> None:
    if table is not None:
        console.print()
        console.print(Group(Text(title, style="bold"), Padding(table, (0, 0, 0, 2))))


def _titled(title: str, rows: Sequence[object]) -> str:
    return title if len(rows) <= MOST_ROWS else f"{title}, the first {MOST_ROWS} of {len(rows):,}"


def _columns(reading: Reading) -> Table | None:
    if not reading.mapped and not reading.unused:
        return None
    table = _grid("heading", "read as")
    for one in reading.mapped:
        table.add_row(Text(clean(one.column)), Text(_FIELD_WORDS.get(one.field, one.field), style="green"))
    for left in reading.unused[:MOST_ROWS]:
        table.add_row(Text(clean(left.column)), Text(f"not read: {clean(left.reason)}", style="dim"))
    return table


_FIELD_WORDS = {"purdue_level": "Purdue level", "location": "tag (a location)", "status": "state of life"}
"""How a field is called before a person, where its name is not plain."""


def _taken(changes: Iterable[AssetChange]) -> Table:
    table = _grid("asset", "addresses", "site", "zone", "level", "role", "crit.")
    for change in changes:
        level = "" if change.purdue_level is None else f"{change.purdue_level:g}"
        table.add_row(
            Text(clean(change.name or change.id)),
            Text(clean(_addresses(change)), style="" if change.addresses else "dim"),
            Text(clean(change.site)),
            Text(clean(change.zone or "")),
            level,
            Text(clean(change.role or "")),
            "" if change.criticality is None else str(change.criticality),
        )
    return table


def _addresses(change: AssetChange, most: int = 2) -> str:
    found = dict.fromkeys(one for binding in change.addresses for one in (binding.ip, binding.mac) if one is not None)
    texts = sorted(found, key=lambda text: len(text) == 17 and text[2] == ":")
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return f"{', '.join(texts[:most])}{more}" if texts else "none"


def _refused(rows: Sequence[Refused]) -> Table:
    table = _grid("line", "asset", "column", "value", "reason", right={"line"})
    for one in rows[:MOST_ROWS]:
        table.add_row(
            str(one.line),
            Text(clean(one.name or "")),
            Text(clean(one.column or "")),
            Text(clean(one.value or ""), style="red"),
            Text(clean(one.reason)),
        )
    return table


def _not_live(rows: Sequence[NotLive]) -> Table:
    table = _grid("line", "asset", "state", right={"line"})
    for one in rows[:MOST_ROWS]:
        table.add_row(str(one.line), Text(clean(one.name or "")), Text(clean(one.state)))
    return table


def _notes(notes: Sequence[Note]) -> Table:
    table = _grid("line", "column", "note", right={"line"})
    for one in notes[:MOST_ROWS]:
        table.add_row("" if one.line is None else str(one.line), Text(clean(one.column or "")), Text(clean(one.text)))
    return table


def _grid(*headings: str, right: frozenset[str] | set[str] = frozenset()) -> Table:
    """Without lines, and with words folded rather than cut, so that they can be copied."""
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold", justify="right" if heading in right else "left")
    return table
