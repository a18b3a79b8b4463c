"""An inventory against the traffic: what was declared, what of it was never seen, what was seen undeclared."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from schemas.asset_summary import AssetSummary

InventoryPart = Literal["declared", "undeclared", "never-seen"]
"""declared: an inventory names it. undeclared: it was heard, and none names it. never-seen: declared and not heard."""


class InventoryCount(Struct, frozen=True, kw_only=True):
    """Assets of one site by part; `never_seen` are among the declared ones. Internet peers are in none."""

    site: str
    declared: int
    never_seen: int
    undeclared: int


def inventory_parts(asset: AssetSummary) -> tuple[InventoryPart, ...]:
    """Which parts an asset is of; none for internet peers, and for addresses that others only tried."""
    if asset.declared:
        return ("declared",) if asset.heard else ("declared", "never-seen")
    return ("undeclared",) if asset.heard and not asset.external else ()


def inventory_count(site: str, assets: Iterable[AssetSummary]) -> InventoryCount:
    """How many assets of a site are in each part."""
    parts = Counter(part for asset in assets for part in inventory_parts(asset))
    return InventoryCount(
        site=site, declared=parts["declared"], never_seen=parts["never-seen"], undeclared=parts["undeclared"]
    )
