"""The assets of a site as people list them."""

from models.queries.answered import Answered
from models.queries.asset_summary import summary_of
from models.site import Site
from schemas.asset_summary import AssetSummary


def summarise(site: Site) -> list[AssetSummary]:
    """All assets of a site, by id."""
    latest = max([site.clock, *(mark.time for mark in site.watermarks.marks.values())])
    assets, until = site.inventory.assets, site.settings.learn_until
    answered = Answered(site.graph.paths.values())
    return [
        summary_of(site.name, asset, latest, until, paths=len(asset.slots), answered=answered)
        for _, asset in sorted(assets.items())
    ]
