"""Whether another path has taken over what a silent one carried: a panel and its twin, a pair that swaps."""

from collections.abc import Mapping

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import HOUR_S
from models.findings.expected.records import PathKey

LATEST_S = HOUR_S
"""What takes over is there by then after the other fell silent, and an hour before at most. A convention."""

STANDBY_SHARE = 0.5
"""A standby speaks in at most so many of the hours in which the other does. A convention."""


def replaced(path: Path, paths: Mapping[PathKey, Path], assets: Mapping[str, Asset]) -> bool:
    """Whether one of the same zone does, or serves, since then what the silent path's end did.

    A new path, or a standby's. Whoever does it unasked is told as a new asset, a new master or a
    crossing: the path that takes over is news by itself.
    """
    initiator, responder = path.initiator_asset, path.responder_asset
    for asset_id in sorted(assets):
        asset = assets[asset_id]
        if asset.zone is None or asset is initiator or asset is responder:
            continue
        for end, key in (
            (initiator, (asset_id, path.responder, path.service)),
            (responder, (path.initiator, asset_id, path.service)),
        ):
            other = paths.get(key) if end.zone == asset.zone else None
            if other is not None and _took_over(other, path):
                return True
    return False


def _took_over(other: Path, silent: Path) -> bool:
    """Whether a path has spoken since, and before that not at all, or much less than the silent one."""
    if other.last_seen <= silent.last_seen or not other.answered:
        return False
    new = silent.last_seen - LATEST_S <= other.first_seen <= silent.last_seen + LATEST_S
    return new or _hours_share(other) <= STANDBY_SHARE * _hours_share(silent)


def _hours_share(path: Path) -> float:
    """In how many of the hours since it was met a path has spoken."""
    return path.hours / max(1.0, (path.last_seen - path.first_seen) / HOUR_S)
