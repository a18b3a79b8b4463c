"""What talks to what as tables: side by side as a square, and pairs of zones as a list, the worst first."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from schemas.asset_change import Side
from schemas.overview.matrix import MatrixCell
from weir.views.grid import Grid
from weir.views.terminal import ByWidth, clean, counted

SIDES: tuple[Side | None, ...] = ("ot", "dmz", "it", "external", None)

MOST_PAIRS = 12
"""Pairs of zones at the end of a replay: half a screen. `weir paths matrix` has all of them."""

WIDE_PAIRS = 110
"""Columns from which pairs of zones stand with all they have."""

_STYLES = {"forbidden": "red", "watched": "yellow", "quiet": ""}

LEGEND = (
    "Rows began. forbidden, watched, quiet: what the policy says of paths that no conduit declares; "
    "alerted: paths that alerted and were not learnt."
)


def print_matrix(console: Console, cells: Sequence[MatrixCell], *, short: bool = False) -> None:
    """Each site's square of sides and pairs of zones; `short`: only the pairs that cross, the worst of them."""
    sites = sorted({cell.site for cell in cells})
    for site in sites:
        own = [cell for cell in cells if cell.site == site]
        if len(sites) > 1:
            console.print(Text(f"site {clean(site)}", style="bold"))
        console.print(side_square([cell for cell in own if cell.by == "side"]))
        pairs = worst_first([cell for cell in own if cell.by == "zone" and (cell.crosses or not short)])
        shown = pairs[:MOST_PAIRS] if short else pairs
        if shown:
            console.print(pair_table(shown))
        if len(shown) < len(pairs):
            more = counted(len(pairs) - len(shown), "pair")
            console.print(f"{more} of zones more; --state-out DIR, then weir paths matrix --state DIR", style="dim")
    if cells:
        console.print(Text(LEGEND, style="dim"), soft_wrap=True)


def side_square(cells: Sequence[MatrixCell]) -> Grid:
    """Initiators' sides down, responders' across; only sides that have a path."""
    there = {side for cell in cells for side in (cell.initiator_side, cell.responder_side)}
    across = [side for side in SIDES if side in there]
    by_pair = {(cell.initiator_side, cell.responder_side): cell for cell in cells}
    table = Grid(ruled=True)
    table.add_column("from \\ to")
    for side in across:
        table.add_column(side or "unknown")
    for side in across:
        row = [_square_cell(by_pair.get((side, other))) for other in across]
        table.add_row(Text(side or "unknown", style="bold"), *row)
    return table


def worst_first(cells: Sequence[MatrixCell]) -> list[MatrixCell]:
    """What alerted first, then what is forbidden and not declared, then what crosses; the busier ones first."""

    def rank(cell: MatrixCell) -> tuple[object, ...]:
        undeclared = cell.policy == "forbidden" and cell.declared < cell.paths
        return (-cell.alerted, not undeclared, not cell.crosses, -cell.paths, _zone(cell.initiator_zone, None))

    return sorted(cells, key=rank)


def pair_table(cells: Sequence[MatrixCell]) -> ByWidth:
    """Pairs of zones; with flows and more services where it is wide."""
    return ByWidth(_pairs(cells, wide=True), _pairs(cells, wide=False), WIDE_PAIRS)


def _pairs(cells: Sequence[MatrixCell], *, wide: bool) -> Grid:
    table = Grid(ruled=wide)
    for heading in ("zone -> zone", "policy"):
        table.add_column(heading)
    for heading in ("declared", "alerted", "paths", *(("flows",) if wide else ())):
        table.add_column(heading, right=True)
    table.add_column("services (paths)")
    for cell in cells:
        ends = f"{_zone(cell.initiator_zone, cell.initiator_side)} -> {_zone(cell.responder_zone, cell.responder_side)}"
        policy = Text(cell.policy, style=_STYLES[cell.policy] if cell.declared < cell.paths else "")
        alerted = Text(f"{cell.alerted:,}" if cell.alerted else "-", style="bold red" if cell.alerted else "")
        flows = (f"{cell.flows:,}",) if wide else ()
        services = services_of(cell, 4 if wide else 2)
        table.add_row(ends, policy, _declared(cell), alerted, f"{cell.paths:,}", *flows, services)
    return table


def services_of(cell: MatrixCell, most: int) -> str:
    """The services with most paths, and how many more there are."""
    named = [f"{clean(name)} ({count:,})" for name, count in list(cell.services.items())[:most]]
    more = f" +{len(cell.services) - most}" if len(cell.services) > most else ""
    return f"{', '.join(named)}{more}"


def _declared(cell: MatrixCell) -> str:
    """How many of the paths a conduit holds."""
    if not cell.declared:
        return "-"
    return "all" if cell.declared == cell.paths else f"{cell.declared:,}"


def _square_cell(cell: MatrixCell | None) -> Text:
    if cell is None:
        return Text("-", style="dim")
    guessed = "?" if cell.inferred else ""
    policy = "declared" if cell.declared == cell.paths else cell.policy
    text = Text(f"{counted(cell.paths, 'path')}\n{counted(cell.flows, 'flow')}\n")
    text.append(f"{policy}{guessed}", style="" if policy == "declared" else _STYLES[cell.policy])
    if cell.alerted:
        text.append(f"\n{cell.alerted:,} alerted", style="bold red")
    return text


def _zone(zone: str | None, side: Side | None) -> str:
    return clean(zone) if zone is not None else f"({side or 'unknown'})"
