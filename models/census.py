"""A site in a few figures, for those who watch over Weir rather than the plant.

Law: it is a query, changes nothing, and no decision rests on it. It walks all assets and paths of the
site, so whoever asks decides how often.
"""

from msgspec import Struct

from models import baseline
from models.site import Site


class Census(Struct, frozen=True, kw_only=True):
    """How much there is of a site. `assets` have a readiness of their own; `ready` of them have reached it.

    `watermark` is the site's event time, `latest_flow` the latest time of any flow that was believed,
    both seconds UTC; None before the first Tick and the first flow. `ledger` counts paths that wait.
    """

    assets: int
    ready: int
    paths: int
    ledger: int
    open_alerts: int
    watermark: float | None
    latest_flow: float | None


def take_census(site: Site) -> Census:
    """Count a site. Readiness is asked at the latest event time of all sensors, as the list of assets does."""
    marks = [mark.time for mark in site.watermarks.marks.values()]
    latest = max([site.clock, *marks])
    until = site.settings.learn_until
    known = [
        share
        for asset in site.inventory.assets.values()
        if (share := baseline.readiness(asset, latest, until)) is not None
    ]
    return Census(
        assets=len(known),
        ready=sum(share >= baseline.READY_AT for share in known),
        paths=len(site.graph.paths),
        ledger=sum(path.status != "learnt" for path in site.graph.paths.values()),
        open_alerts=sum(alert.status == "open" for alert in site.alerting.alerts.values()),
        watermark=site.watermarks.clock(),
        latest_flow=max(marks, default=None),
    )
