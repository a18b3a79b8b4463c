"""Whether another path has taken over what one carried that is silent, or fails: a panel and its twin, a pair."""

from collections.abc import Mapping

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.expected.records import PathKey
from schemas.services.names import CONTROL_SERVICES

LATEST_S, EARLIEST_S = HOUR_S, DAY_S
"""What takes over is there by then after the other fell silent, and a day before at most: tries at the old address may
go on. Conventions."""

STANDBY_SHARE = 0.5
"""A standby speaks in at most so many of the hours in which the other does. A convention."""

BEFORE_S = DAY_S
"""What takes over is met so long after the other at least: all paths of a log's first day are new. A convention."""

Zones = Mapping[str, list[Asset]]
"""The assets of each zone."""


def by_zone(assets: Mapping[str, Asset]) -> Zones:
    """All assets that stand in a zone, by zone."""
    zones: dict[str, list[Asset]] = {}
    for asset in assets.values():
        if asset.zone is not None:
            zones.setdefault(asset.zone, []).append(asset)
    return zones


def replaced(path: Path, paths: Mapping[PathKey, Path], zones: Zones) -> bool:
    """Whether one of the same zone does, or serves, since then what the silent path's end did.

    A new path, or a standby's. Whoever does it unasked is told as a new asset, a new master or a
    crossing: the path that takes over is news by itself.
    """
    initiator, responder, service = path.initiator_asset, path.responder_asset, path.service
    others = [paths.get((each.id, responder.id, service)) for each in zones.get(initiator.zone or "", ())]
    others += [paths.get((initiator.id, each.id, service)) for each in zones.get(responder.zone or "", ())]
    return any(other is not None and other is not path and _took_over(other, path) for other in others)


def responder_replaced(path: Path, answered: float, time: float) -> bool:
    """Whether the initiator of a failing path reads another of the responder's zone instead, by the same service.

    `answered` is when the path was answered last, seconds UTC; `time` is now. Only a path that began within an hour of
    that counts, not a standby's, and none by which somebody works on a host: there, tries that fail are passwords.
    """
    zone = path.responder_asset.zone
    if zone is None or path.service in CONTROL_SERVICES:
        return False
    return any(
        other.service == path.service
        and other.responder_asset.zone == zone
        and other.answered
        and abs(other.first_seen - answered) <= LATEST_S
        and other.first_seen - path.first_seen >= BEFORE_S
        and time - other.last_seen <= LATEST_S
        for other in path.initiator_asset.slots.values()
        if other is not path
    )


def _took_over(other: Path, silent: Path) -> bool:
    """Whether a path has spoken since, and before that not at all, or much less than the silent one."""
    if other.last_seen <= silent.last_seen or not other.answered:
        return False
    new = silent.last_seen - EARLIEST_S <= other.first_seen <= silent.last_seen + LATEST_S
    return new or _hours_share(other) <= STANDBY_SHARE * _hours_share(silent)


def _hours_share(path: Path) -> float:
    """In how many of the hours since it was met a path has spoken."""
    return path.hours / max(1.0, (path.last_seen - path.first_seen) / HOUR_S)
