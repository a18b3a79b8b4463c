"""Input formats as tables: which there are, what is proposed for a file, and what would be read of one."""

from collections.abc import Sequence

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.flow import Flow
from schemas.formats.tables.guess.proposal import Guessed
from schemas.formats.tables.mapping import MappingRecord
from weir.views.terminal import clean, counted, when

SAMPLE_ROWS = 5
"""Rows that are shown as they were understood."""


class FormatShown(Struct, frozen=True):
    """One input format, for a list."""

    name: str
    what: str
    known_by: str
    example: str
    endings: tuple[str, ...]


class Refusals(Struct):
    """Rows that were refused for one reason, and where the first of them stands."""

    reason: str
    count: int
    first_line: int | None


class Checked(Struct):
    """What would be read of a file: rows = flows + repeats + others + dead_letters + the sum of other_logs."""

    file: str
    format: str
    rows: int = 0
    flows: int = 0
    repeats: int = 0
    others: int = 0
    dead_letters: int = 0
    other_logs: dict[str, int] = {}
    doubts: dict[str, int] = {}
    remarks: dict[str, int] = {}
    refused: list[Refusals] = []
    sample: list[Flow] = []


class GuessShown(Struct):
    """A proposal for one file; `known` is its format where it needs none."""

    file: str
    known: str | None = None
    mapping: MappingRecord | None = None
    columns: tuple[Guessed, ...] = ()
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sample: list[Flow] = []
    refused: list[str] = []


def format_table(formats: Sequence[FormatShown]) -> Table:
    """A row a format: its name, what it is, what it is told by, and a command that reads it."""
    table = Table("format", "what it is", "known by", "example", box=None, pad_edge=False)
    for one in formats:
        table.add_row(*map(Text, (one.name, one.what, one.known_by, one.example)))
    return table


def print_guess(console: Console, found: GuessShown) -> None:
    """The columns of a proposal, what is to be looked at, and rows read by it."""
    table = Table("read as", "column", "told by", "example", box=None, pad_edge=False)
    for one in found.columns:
        table.add_row(*map(Text, (one.field, clean(one.column), one.by, clean(one.example))))
    console.print(table)
    if found.unused:
        console.print(Text(f"not read: {clean(', '.join(found.unused))}"))
    for note in found.notes:
        console.print(Text(f"! {clean(note)}"))
    console.print()
    console.print(Text(f"the first {counted(len(found.sample) + len(found.refused), 'row')} read by it:"))
    if found.sample:
        console.print(flow_table(found.sample))
    for reason in found.refused:
        console.print(Text(f"! {clean(reason)}"))


def print_checked(console: Console, found: Checked) -> None:
    """The rows of a file by what comes of them."""
    console.print(Text(f"{clean(found.file)}: {clean(_short(found.format))}"))
    table = Table("what", "rows", box=None, pad_edge=False, show_header=False)
    table.columns[1].justify = "right"
    for what, count in _counts(found):
        table.add_row(*map(Text, (clean(what), f"{count:,}")))
    console.print(table)
    for one in found.refused:
        line = "" if one.first_line is None else f", first in line {one.first_line:,}"
        console.print(Text(f"! refused {one.count:,}{line}: {clean(one.reason)}"))
    for doubt, count in found.doubts.items():
        console.print(Text(f"! left out of {counted(count, 'flow')}: {clean(doubt)}"))
    for remark, count in found.remarks.items():
        console.print(Text(f"! {clean(remark)}: {count:,}"))
    if found.sample:
        console.print(flow_table(found.sample))


def flow_table(flows: Sequence[Flow]) -> Table:
    """Flows as they were understood."""
    table = Table("start (UTC)", "s", "initiator", "responder", "service", "sent", "returned", "state", "began")
    table.box = None
    table.pad_edge = False
    for flow in flows:
        cells = (
            when(flow.start, "UTC"),
            f"{flow.end - flow.start:.3g}",
            _end(flow.initiator_ip, flow.initiator_port),
            _end(flow.responder_ip, flow.responder_port),
            clean(f"{flow.transport} {flow.service or ''}".strip()),
            "-" if flow.initiator_octets is None else f"{flow.initiator_octets:,}",
            "-" if flow.responder_octets is None else f"{flow.responder_octets:,}",
            flow.state,
            flow.direction,
        )
        table.add_row(*map(Text, cells))
    return table


def _counts(found: Checked) -> list[tuple[str, int]]:
    counts = [("rows", found.rows), ("flows", found.flows), ("repeats", found.repeats), ("other records", found.others)]
    counts += [(f"other rows: {name}", count) for name, count in found.other_logs.items()]
    counts.append(("dead letters", found.dead_letters))
    return [one for one in counts if one[1] or one[0] in {"rows", "flows", "dead letters"}]


def _end(address: str, port: int | None) -> str:
    if port is None:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _short(name: str) -> str:
    return "by a mapping" if name.startswith("mapped:") else name
