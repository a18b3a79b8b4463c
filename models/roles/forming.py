"""Forms the roles of a site anew: with the first Tick of each local day, from what is learnt by then.

A fixed time of the event clock, so that every shell forms them from the same paths. An asset's role is kept with the
asset until the next day; one that came since has none. A run over 300 assets takes 0.04 s and over 5,000 desks of one
zone 0.1 to 0.3 s (measured, `docs/performance.md`): a day costs next to nothing, and a week would let newcomers wait.
"""

from collections.abc import Iterable, Mapping

from models.baseline.asset import Asset
from models.roles.clusters import clusters
from models.roles.ids import role_ids
from models.roles.profile import Way, profiles


def form(assets: Mapping[str, Asset], ways: Iterable[Way]) -> set[str]:
    """Give all assets, by id, the roles that the ways tell. Returns the ids of those that have another than before."""
    before = {asset_id: asset.record.role_id for asset_id, asset in assets.items()}
    found: dict[str, str] = {}
    by_place = profiles(assets, ways)
    for place in sorted(by_place):
        own = by_place[place]
        groups = clusters(own)
        for cluster, role_id in zip(groups, role_ids(place, groups, own, before), strict=True):
            found.update(dict.fromkeys(cluster.members, role_id))
    changed = {asset_id for asset_id, old in before.items() if found.get(asset_id) != old}
    for asset_id in changed:
        assets[asset_id].record.role_id = found.get(asset_id)
    return changed
