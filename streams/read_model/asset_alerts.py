"""The alerts of one asset beside what its site's state has of it."""

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.overview.asset_detail import AlertBrief, AssetDetail
from streams.read_model.wanted import AlertsWanted, Page

MOST_ALERTS = 50
"""Of one asset: more than a screenful. `weir alerts list --asset` has all of them."""


def alerts_about(detail: AssetDetail) -> AlertsWanted:
    """What to ask the alerts for."""
    return AlertsWanted(site=detail.summary.site, asset=detail.summary.id, limit=MOST_ALERTS)


def with_alerts(detail: AssetDetail, found: Page[Alert]) -> AssetDetail:
    """The asset with its alerts, the newest first."""
    briefs = tuple(
        AlertBrief(
            id=alert.id,
            time=alert.time,
            level=alert.level,
            severity=alert.severity,
            status=alert.status,
            title=alert.title,
        )
        for alert in reversed(found.items)
    )
    return replace(detail, alerts=briefs, alerts_total=found.total)
