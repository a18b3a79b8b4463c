"""The assets of a site as people list them."""

from msgspec import Struct

from models.baseline import baseline
from models.site import Site
from schemas.asset_change import Side


class AssetSummary(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One asset. `readiness` is 0 to 1 at the site's latest event time; None for shared roles and internet peers."""

    id: str
    site: str
    first_seen: float
    last_seen: float
    peers: int
    services_served: tuple[str, ...]
    services_used: tuple[str, ...]
    paths: int
    alive: bool
    name: str | None = None
    declared_id: str | None = None
    ips: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    role: str | None = None
    vendor: str | None = None
    zone: str | None = None
    purdue_level: float | None = None
    side: Side | None = None
    side_inferred: bool = False
    criticality: int | None = None
    readiness: float | None = None
    external: bool = False
    note: str | None = None


def summarise(site: Site) -> list[AssetSummary]:
    """All assets of a site, by id."""
    latest = max([site.clock, *(mark.time for mark in site.watermarks.marks.values())])
    summaries: list[AssetSummary] = []
    for asset_id in sorted(site.inventory.assets):
        asset = site.inventory.assets[asset_id]
        record = asset.record
        summaries.append(
            AssetSummary(
                id=asset_id,
                site=site.name,
                first_seen=record.first_seen,
                last_seen=record.last_seen,
                peers=len(asset.peers_out.keys() | asset.peers_in.keys()),
                services_served=tuple(sorted(asset.services_in)),
                services_used=tuple(sorted(asset.services_out)),
                paths=len(asset.slots),
                alive=record.alive,
                name=record.name,
                declared_id=record.declared_id,
                ips=tuple(record.ips),
                macs=tuple(record.macs),
                role=record.role,
                vendor=record.vendor,
                zone=asset.zone,
                purdue_level=asset.level,
                side=asset.side,
                side_inferred=asset.side_inferred,
                criticality=record.criticality,
                readiness=baseline.readiness(asset, latest, site.settings.learn_until),
                external=record.external,
                note=record.note,
            )
        )
    return summaries
