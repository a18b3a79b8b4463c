"""A device that nobody declared, was there once, and comes back after a month or more: as much news as a new one.

A sensor that was off for as long makes everything return, so the other end must have been seen meanwhile.
"""

from models.baseline.asset import Asset
from models.event_time.calendar import DAY_S

RETURN_S = 30 * DAY_S
"""Past holidays, and past what is done monthly. A convention."""

_MOST_MISSED = 0.5
"""Of the days that a device was away, the other end may have been unseen on so many."""


def away_s(asset: Asset, other: Asset, time: float) -> float | None:
    """How long a device had been away that comes back with a flow to or from `other`; None: not for long enough.

    Asked before the flow counts as a sign of life. Only devices within OT that no inventory has.
    """
    record = asset.record
    gap = time - record.last_seen
    if gap < RETURN_S or not record.last_seen or record.external or record.declared_id is not None:
        return None
    if asset.side != "ot" or asset.side_inferred or not record.alive:
        return None
    missed_days = (time - other.record.first_seen) / DAY_S - other.record.days
    return gap if missed_days * DAY_S <= _MOST_MISSED * gap else None
