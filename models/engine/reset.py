"""Back to learning: what was learnt of an asset or a site goes, what people said of it stays.

Whatever is forgotten leaves no figure anywhere that knew it. Names, addresses, zones,
conduits and verdicts were declared, once, and would not come again; so they stay. So do the numbers of
alerts raised before, since an id must never mean two alerts.
"""

from collections.abc import Sequence

import msgspec

from models.alerts.alert_state import Ending
from models.baseline.asset import Asset, AssetRecord
from models.baseline.path import Path
from models.boundary.placing import place
from models.boundary.zones import ZoneIndex
from models.site import Site
from schemas.asset_change import AssetChange

_DECLARED = (
    "id", "realm", "name", "declared_id", "ips", "macs", "segments", "role", "vendor", "model", "firmware",
    "owner", "tags", "criticality", "declared_zone", "declared_level", "external", "retired",
    "declared_at",
)  # fmt: skip
"""What identifies an asset, and what an inventory says of it. The rest is learnt."""


def relearn_asset(site: Site, asset: Asset) -> None:
    """Forget an asset's paths, those towards it, and all figures of it. It stays, and is known to have been met."""
    graph = site.graph
    for path in sorted(graph.paths.values(), key=_by_key):
        if asset.id in {path.initiator, path.responder}:
            graph.forget(path)
    alive, last_seen = asset.record.alive, asset.record.last_seen
    asset.record = msgspec.structs.replace(_declared(asset, latest(site)), alive=alive, last_seen=last_seen)
    site.windows.forget(asset)
    asset.count_slots()
    place(asset, site.zones)
    site.inventory.changed_assets.add(asset.id)
    if site.scan_tracker.by_initiator.pop(asset.id, None) is not None:
        site.scan_tracker.dirty = True
    for detector in site.listeners.all:
        detector.forget(asset.id)
    if site.flood_tracker.by_responder.pop(asset.id, None) is not None:
        site.flood_tracker.dirty = True


def named(site: Site, change: AssetChange) -> list[Asset] | str:
    """The assets that a statement names, itself, by their zone or by the site, by id; or why it names none."""
    if change.subject == "asset":
        asset = site.inventory.find(change.id)
        return f"no asset {change.id!r} to learn anew" if asset is None else [asset]
    assets = [site.inventory.assets[each] for each in sorted(site.inventory.assets)]
    if change.subject == "zone":
        if change.id not in site.zones.map.zones:
            return f"no zone {change.id!r} is declared, so nothing of it is to be learnt anew"
        return [asset for asset in assets if asset.zone == change.id]
    if change.subject == "site" and change.id == site.name:
        return assets
    return f"learning restarts of an asset, a zone or this site, and not of the {change.subject} {change.id!r}"


def learn_again(site: Site, assets: Sequence[Asset]) -> None:
    """Forget what was learnt of assets while the site goes on: their learnt paths, and how long they were watched.

    All else stays, since an attack may be under way: who and where they are, that nobody knows a device, paths that
    wait for a word or were judged malicious with their alerts, sweeps, and what people said.
    """
    anew, time = {asset.id for asset in assets}, latest(site)
    for path in sorted(site.graph.paths.values(), key=_by_key):
        if path.status == "learnt" and not anew.isdisjoint((path.initiator, path.responder)):
            site.graph.forget(path)
    for asset in assets:
        record = asset.record
        record.first_seen, record.days, record.day, record.statistics = time, 0, -1, None
        site.windows.forget(asset)
        site.inventory.changed_assets.add(asset.id)
        for detector in site.listeners.all:
            detector.forget(asset.id)


def close_down(site: Site) -> None:
    """Forget all paths and close all alerts of a site, so that their readers hear of it."""
    for path in sorted(site.graph.paths.values(), key=_by_key):
        site.graph.forget(path)
    for alert_id in sorted(site.alerting.alerts):
        site.alerting.close(
            site.alerting.alerts[alert_id], latest(site), Ending("all that was learnt of the site was reset")
        )


def begin_again(site: Site, *, keep_declared: bool) -> Site:
    """A site as new; with `keep_declared` it has the other's zones, conduits, verdicts and inventory."""
    new = Site(site.name, site.settings, site.calendar)
    new.alerting.episodes, new.alerting.episodes_dirty = site.alerting.episodes, True
    if not keep_declared:
        return new
    new.zones, new.zones_dirty = ZoneIndex(site.zones.map), True
    for asset_id in sorted(site.inventory.assets):
        asset = site.inventory.assets[asset_id]
        if asset.record.declared_id is not None:
            declared = Asset(_declared(asset, latest(site)))
            new.inventory.adopt_restored(declared)
            place(declared, new.zones)
            new.inventory.changed_assets.add(asset_id)
    for window in site.maintenance.windows.values():
        new.maintenance.put_back(window)
        new.maintenance.changed.add(window.id)
    for word in site.verdicts.standing.words.values():
        new.verdicts.standing.put_back(word, new.inventory.assets)
        new.verdicts.standing.changed.add(word.id)
    for group in site.taught.groups.values():
        new.taught.put_back(group)
        new.taught.changed.add(group.id)
    return new


def latest(site: Site) -> float:
    """The latest event time a site has seen; 0 before any."""
    return max([site.clock, *(mark.time for mark in site.watermarks.marks.values())])


def _declared(asset: Asset, time: float) -> AssetRecord:
    record = asset.record
    kept = {name: getattr(record, name) for name in _DECLARED}
    return AssetRecord(first_seen=time, **kept)


def _by_key(path: Path) -> tuple[str, str, str]:
    return path.key
