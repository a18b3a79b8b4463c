"""One asset as people list it."""

from models.baseline import baseline
from models.baseline.asset import Asset
from models.queries.answered import Answered
from schemas.asset_summary import AssetSummary


def summary_of(  # noqa: PLR0913 - what is known of one asset, and when
    site: str, asset: Asset, latest: float, learn_until: float | None, *, paths: int, answered: Answered
) -> AssetSummary:
    """An asset at its site's latest event time; `paths` are those that it began."""
    record = asset.record
    return AssetSummary(
        id=asset.id,
        site=site,
        first_seen=record.first_seen,
        last_seen=record.last_seen,
        peers=len(asset.peers_out.keys() | asset.peers_in.keys()),
        services_served=answered.services(asset.id),
        services_used=tuple(sorted(asset.services_out)),
        paths=paths,
        alive=record.alive,
        heard=record.alive or (record.days > 0 and not answered.only_tried(asset.id)),
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
        owner=record.owner,
        criticality=record.criticality,
        readiness=baseline.readiness(asset, latest, learn_until),
        external=record.external,
        note=record.note,
    )
