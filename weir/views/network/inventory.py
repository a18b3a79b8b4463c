"""Paths and assets as tables, and what is said of them at the end of a replay."""

from collections.abc import Iterable, Sequence

from schemas.asset_summary import AssetSummary
from schemas.overview.inventory import InventoryCount
from schemas.path import PathRecord
from weir.views.grid import Grid
from weir.views.terminal import ByWidth, TimeZoneOf, clean, when

WIDE_PATHS = 120
WIDE_ASSETS = 160
"""Columns from which a table stands with all it has."""


def crosses(path: PathRecord) -> bool:
    """Whether its two ends lie on different sides, as far as both are known."""
    sides = (path.initiator_side, path.responder_side)
    return None not in sides and sides[0] != sides[1]


def path_table(paths: Iterable[PathRecord], time_zone_of: TimeZoneOf) -> ByWidth:
    """Paths with their sides, status, first and last sight, days and flows; without the times where it is narrow."""
    shown = list(paths)
    narrow = _narrow_table("sides", "initiator -> responder", "service", "status")
    narrow.add_column("flows", right=True)
    for path in shown:
        narrow.add_row(_sides(path), _ends(path), clean(path.service), _status(path), f"{path.flows:,}")
    return ByWidth(_wide_paths(shown, time_zone_of), narrow, WIDE_PATHS)


def _wide_paths(paths: Iterable[PathRecord], time_zone_of: TimeZoneOf) -> Grid:
    table = Grid(ruled=True)
    for heading in ("sides", "initiator -> responder", "service", "status", "first seen", "last seen"):
        table.add_column(heading)
    table.add_column("days", right=True)
    table.add_column("flows", right=True)
    for path in paths:
        zone = time_zone_of(path.site)
        table.add_row(
            _sides(path),
            _ends(path),
            clean(path.service),
            _status(path),
            when(path.first_seen, zone),
            when(path.last_seen, zone),
            str(path.days),
            f"{path.flows:,}",
        )
    return table


def _status(path: PathRecord) -> str:
    """The path's status; what declared learning took against the policy says that somebody is to look at it."""
    return "learnt, to review" if path.unreviewed else path.status


def asset_table(assets: Iterable[AssetSummary], time_zone_of: TimeZoneOf) -> ByWidth:
    """Assets with their place, what they serve, and how well they are known; the least of it where it is narrow."""
    shown = list(assets)
    narrow = _narrow_table("asset", "address", "side", "zone", "role")
    narrow.add_column("ready", right=True)
    for asset in shown:
        label = asset.name or asset.id
        narrow.add_row(
            clean(label),
            clean(", ".join(asset.ips[:1])),
            f"{asset.side or 'unknown'}{'?' if asset.side_inferred else ''}",
            clean(asset.zone or ""),
            clean(asset.role or ""),
            _ready(asset),
        )
    return ByWidth(_wide_assets(shown, time_zone_of), narrow, WIDE_ASSETS)


def _wide_assets(assets: Iterable[AssetSummary], time_zone_of: TimeZoneOf) -> Grid:
    table = Grid(ruled=True)
    for heading in ("site", "asset", "name", "addresses", "side", "zone", "role", "serves", "last seen"):
        table.add_column(heading)
    table.add_column("paths", right=True)
    table.add_column("ready", right=True)
    for asset in assets:
        inferred = " (inferred)" if asset.side_inferred else ""
        table.add_row(
            clean(asset.site),
            clean(asset.id),
            clean(asset.name or ""),
            clean(", ".join(asset.ips[:3])),
            f"{asset.side or 'unknown'}{inferred}",
            clean(asset.zone or ""),
            clean(asset.role or ""),
            clean(_some(asset.services_served)),
            when(asset.last_seen, time_zone_of(asset.site)),
            str(asset.paths),
            _ready(asset),
        )
    return table


def _narrow_table(*headings: str) -> Grid:
    """Without lines."""
    table = Grid(ruled=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _ready(asset: AssetSummary) -> str:
    return "-" if asset.readiness is None else f"{asset.readiness:.2f}"


def _sides(path: PathRecord) -> str:
    return f"{path.initiator_side or '?'} -> {path.responder_side or '?'}"


def _ends(path: PathRecord) -> str:
    return f"{_end(path.initiator, path.initiator_name)} -> {_end(path.responder, path.responder_name)}"


def _end(asset: str, name: str | None) -> str:
    return clean(name or asset)


def _some(names: Sequence[str], most: int = 4) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def inventory_lines(counts: Sequence[InventoryCount]) -> list[str]:
    """What was declared against what was seen, a line a site; nothing where nothing was declared."""
    named = len(counts) > 1
    return [
        f"{f'site {clean(one.site)}: ' if named else ''}inventory: {one.declared:,} declared, "
        f"{one.never_seen:,} never seen, {one.undeclared:,} seen and not declared"
        for one in counts
        if one.declared
    ]
