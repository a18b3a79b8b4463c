"""How much longer an asset has to be watched until it is ready, if nothing new comes: quiet days, to plan by.

Readiness is the lower of two coverages, by hour and by day, capped by the days watched (`baseline.py`). The cap rises
by itself. A coverage rises with each hour and day in which known paths are seen again, at the pace that they had so
far. A path that was seen once and comes again raises it faster, so it is an upper estimate; a new path puts it off.
"""

from models.baseline.asset import Asset
from models.baseline.baseline import READY_AT, ready_from
from models.event_time.calendar import DAY_S

TELLING_DAYS = 2.0
"""Watched for less, nothing can have come again on another day: the days that the cap takes are all that is known."""


def quiet_days(asset: Asset, time: float) -> float | None:
    """Days without anything new until an asset can be ready, 0 where it is by its history.

    None where that can't be told: nothing is learnt of it, or nothing that it does ever came again.
    """
    out, back = asset.initiated, asset.responded
    if not out.hour_draws + back.hour_draws:
        return None
    watched = max(0.0, time - asset.record.first_seen) / DAY_S
    needs = [max(0.0, ready_from(asset) - time) / DAY_S]
    for draws, once in (
        (out.hour_draws + back.hour_draws, out.hours_once + back.hours_once),
        (out.day_draws + back.day_draws, out.days_once + back.days_once),
    ):
        missing = once / (1.0 - READY_AT) - draws
        if missing <= 0.0:
            continue
        again = draws - once
        if again:
            needs.append(missing * max(1.0, watched) / again)
        elif watched >= TELLING_DAYS:
            return None
    return max(needs)
