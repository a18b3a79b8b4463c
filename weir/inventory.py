"""Paths and assets as tables, and what is said of them at the end of a replay."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from models.summary import AssetSummary
from schemas.path import PathRecord
from weir.terminal import TimeZoneOf, clean, when


def crosses(path: PathRecord) -> bool:
    """Whether its two ends lie on different sides, as far as both are known."""
    sides = (path.initiator_side, path.responder_side)
    return None not in sides and sides[0] != sides[1]


def path_table(paths: Iterable[PathRecord], time_zone_of: TimeZoneOf) -> Table:
    """Paths with their sides, status, first and last sight, days and flows."""
    table = Table(expand=False, header_style="bold", pad_edge=False)
    for heading in ("sides", "initiator -> responder", "service", "status", "first seen", "last seen"):
        table.add_column(heading)
    table.add_column("days", justify="right")
    table.add_column("flows", justify="right")
    for path in paths:
        zone = time_zone_of(path.site)
        first = _end(path.initiator, path.initiator_name)
        last = _end(path.responder, path.responder_name)
        table.add_row(
            f"{path.initiator_side or '?'} -> {path.responder_side or '?'}",
            Text(f"{first} -> {last}"),
            Text(clean(path.service)),
            path.status,
            when(path.first_seen, zone),
            when(path.last_seen, zone),
            str(path.days),
            f"{path.flows:,}",
        )
    return table


def asset_table(assets: Iterable[AssetSummary], time_zone_of: TimeZoneOf) -> Table:
    """Assets with their place, what they serve, and how well they are known."""
    table = Table(expand=False, header_style="bold", pad_edge=False)
    for heading in ("site", "asset", "name", "addresses", "side", "zone", "role", "serves", "last seen"):
        table.add_column(heading)
    table.add_column("paths", justify="right")
    table.add_column("ready", justify="right")
    for asset in assets:
        inferred = " (inferred)" if asset.side_inferred else ""
        table.add_row(
            Text(clean(asset.site)),
            Text(clean(asset.id)),
            Text(clean(asset.name or "")),
            Text(clean(", ".join(asset.ips[:3]))),
            f"{asset.side or 'unknown'}{inferred}",
            Text(clean(asset.zone or "")),
            Text(clean(asset.role or "")),
            Text(clean(_some(asset.services_served))),
            when(asset.last_seen, time_zone_of(asset.site)),
            str(asset.paths),
            "-" if asset.readiness is None else f"{asset.readiness:.2f}",
        )
    return table


def _end(asset: str, name: str | None) -> str:
    return clean(name or asset)


def _some(names: Sequence[str], most: int = 4) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
