"""What `weir zones check` says of a zone file: its zones and conduits, and where traffic contradicts them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from models.boundary.contradicting import SideContradiction
from models.boundary.network_evidence import addresses_by_network
from replay.summary import ReplaySummary
from schemas.asset_change import AssetChange
from weir.views.grid import Grid
from weir.views.network.zone_proposals import SIDE_NAMES, print_questions
from weir.views.terminal import clean, counted

MOST_ROWS = 60
"""Zones and conduits in a table each; --json has all."""

MOST_NETWORKS = 8


class Checked(Struct, omit_defaults=True, kw_only=True):
    """One zone file, and what flows show. `undeclared` counts hosts that spoke and stand in no zone, by network.

    `hosts` counts those that spoke by zone; None where no flows were given.
    """

    file: str
    zones: list[AssetChange]
    conduits: list[AssetChange]
    hosts: dict[str, int] | None = None
    undeclared: dict[str, int] = {}
    contradictions: list[SideContradiction] = []


def zone_check(file: str, changes: Iterable[AssetChange], summary: ReplaySummary | None) -> Checked:
    """What was read of the file, and with a replay what that met."""
    listed = list(changes)
    checked = Checked(
        file=file,
        zones=[change for change in listed if change.subject == "zone"],
        conduits=[change for change in listed if change.subject == "conduit"],
    )
    if summary is None:
        return checked
    spoken = [one for site in summary.sites for one in site.assets if one.alive and not one.external]
    checked.hosts = dict(Counter(one.zone for one in spoken if one.zone is not None))
    homeless = Counter(cidr for one in spoken if one.zone is None for _, cidr in addresses_by_network(one))
    checked.undeclared = dict(homeless.most_common())
    checked.contradictions = summary.side_contradictions()
    return checked


def print_zone_check(console: Console, checked: Checked) -> None:
    """For a person; what contradicts stands last."""
    counts = f"{counted(len(checked.zones), 'zone')} and {counted(len(checked.conduits), 'conduit')}"
    console.print(Text(f"{clean(checked.file)}: {counts}; they agree with each other", style="bold"))
    if checked.zones:
        console.print(_zones(checked.zones, checked.hosts))
    if checked.conduits:
        console.print(_conduits(checked.conduits))
    if checked.undeclared:
        most = list(checked.undeclared.items())[:MOST_NETWORKS]
        named = ", ".join(f"{clean(cidr)} ({counted(count, 'host')})" for cidr, count in most)
        more = len(checked.undeclared) - len(most)
        console.print(
            Text(f"In no zone: {named}{f' and {more} more networks' if more else ''}", style="bold"), soft_wrap=True
        )
    if checked.hosts is not None and not checked.contradictions:
        console.print("The traffic contradicts no declared side.")
    print_questions(console, checked.contradictions)


def _zones(zones: Sequence[AssetChange], hosts: dict[str, int] | None) -> Grid:
    table = Grid(ruled=False)
    for heading in ("zone", "side", "level", "realm", "networks"):
        table.add_column(heading)
    if hosts is not None:
        table.add_column("hosts", right=True)
    for zone in zones[:MOST_ROWS]:
        level = "" if zone.level is None else f"{zone.level:g}"
        row = [clean(zone.id), SIDE_NAMES[zone.side], level, clean(zone.realm), ", ".join(zone.cidrs)]
        table.add_row(*row, *([] if hosts is None else [f"{hosts.get(zone.id, 0):,}"]))
    return table


def _conduits(conduits: Sequence[AssetChange]) -> Grid:
    table = Grid(ruled=False)
    for heading in ("conduit", "services", "owner"):
        table.add_column(heading)
    for one in conduits[:MOST_ROWS]:
        ends = f"{clean(one.from_zone or '')} -> {clean(one.to_zone or '')}"
        table.add_row(ends, clean(", ".join(one.services)) or "all", clean(one.owner or ""))
    return table
