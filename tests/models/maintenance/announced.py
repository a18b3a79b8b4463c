"""Windows as tests announce them."""

from typing import Any

from schemas.asset_change import AssetChange
from tests.models import builders as b
from tests.models.alerts.situations import T

END = T + 4 * b.HOUR


def announced(**fields: Any) -> AssetChange:
    """Maintenance of the cell for four hours, unless said otherwise."""
    facts: dict[str, Any] = {
        "site": b.SITE, "time": T, "source": "cli", "subject": "zone", "change": "maintenance-started", "id": "cell",
        "expires": END, "owner": "ana", "reason": "firmware of line 1",
    }  # fmt: skip
    return AssetChange(**(facts | fields))


def ended(**fields: Any) -> AssetChange:
    """It is over, unless said otherwise."""
    return announced(**({"change": "maintenance-ended", "expires": None, "owner": None, "reason": None} | fields))
