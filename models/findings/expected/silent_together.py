"""Paths that fell silent at one time, as what they have in common: an asset, a zone, several zones; or one path.

Compared are those expected paths that are overdue with those that have spoken since: a path that may well pause now
says nothing either way.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.expected import usual_pauses
from models.findings.expected.records import Expected

Subject = Literal["path", "begins", "serves", "asset", "zone", "zones"]
"""What is silent. begins, serves: all that an asset begins, all by which it is reached, while it does the other."""

AT_ONCE_S = 120.0
"""A path that spoke so long after another one had stopped has not stopped with it: twice as often as pauses are looked
at."""

ZONE_PATHS, ASSET_PATHS = 3, 2
"""Fewer overdue paths are not called their zone's, or their asset's. A convention."""

STILL_SPEAKING = 0.2
"""Of a silent zone's paths so many may speak: a gateway's, seen from elsewhere. A convention."""


class Together(Struct, frozen=True):
    """What is silent, its name or id (empty for several zones), and the paths that show it."""

    subject: Subject
    name: str
    members: tuple[Expected, ...]

    @property
    def cause(self) -> tuple[str, ...]:
        """What makes two silences one alert."""
        return (self.subject, *self.members[0].path.key) if self.subject == "path" else (self.subject, self.name)


def together(first: Expected, expected: Iterable[Expected], now: float) -> Together:
    """What one silent path shares with those that fell silent with it or before."""
    bound = (first.kept.paused or 0.0) + AT_ONCE_S
    overdue: list[Expected] = []
    speaking: list[Path] = []
    for each in expected:
        if each.path.last_seen > bound:
            speaking.append(each.path)
        elif now - each.path.last_seen > usual_pauses.longest_s(each.kept.waits) or each is first:
            overdue.append(each)
    zones = sorted(_zones(first.path))
    silent = [zone for zone in sorted(_all_zones(overdue)) if _zone_is(zone, overdue, speaking)]
    if len(silent) > 1 and not silent_apart(silent, overdue) and set(zones) & set(silent):
        return Together("zones", "", tuple(each for each in overdue if _zones(each.path) & set(silent)))
    for zone in zones:
        if zone in silent:
            return Together("zone", zone, tuple(each for each in overdue if zone in _zones(each.path)))
    for subject, belongs in _OF_ASSETS:
        for asset in sorted((first.path.initiator_asset, first.path.responder_asset), key=_id):
            members = tuple(each for each in overdue if belongs(each.path, asset.id))
            if (
                first in members
                and len(members) >= ASSET_PATHS
                and not any(belongs(path, asset.id) for path in speaking)
            ):
                return Together(subject, asset.id, members)
    return Together("path", "", (first,))


def belongs(subject: str, name: str, path: Path) -> bool:
    """Whether a path that falls silent later is part of a silence that is told."""
    if subject == "zone":
        return name in _zones(path)
    found = [test for each, test in _OF_ASSETS if each == subject]
    return any(test(path, name) for test in found)


def silent_apart(zones: Sequence[str], overdue: Sequence[Expected]) -> bool:
    """Whether the zones share all their silent paths: then it is one of them, seen from both."""
    found = [{each.key for each in overdue if zone in _zones(each.path)} for zone in zones]
    return any(not (one - other) for one in found for other in found if one is not other)


def _zone_is(zone: str, overdue: Sequence[Expected], speaking: Sequence[Path]) -> bool:
    """Whether a zone is silent: most of its paths, to or from two of its assets or more."""
    silent = [each.path for each in overdue if zone in _zones(each.path)]
    alive = sum(zone in _zones(path) for path in speaking)
    assets = {end.id for path in silent for end in (path.initiator_asset, path.responder_asset) if end.zone == zone}
    return len(silent) >= ZONE_PATHS and len(assets) > 1 and alive <= STILL_SPEAKING * (alive + len(silent))


def _all_zones(overdue: Iterable[Expected]) -> set[str]:
    return {zone for each in overdue for zone in _zones(each.path)}


def _zones(path: Path) -> set[str]:
    found = (path.initiator_asset.zone, path.responder_asset.zone)
    return {zone for zone in found if zone is not None}


def _touches(path: Path, asset: str) -> bool:
    return asset in (path.initiator, path.responder)


def _begins(path: Path, asset: str) -> bool:
    return path.initiator == asset


def _serves(path: Path, asset: str) -> bool:
    return path.responder == asset


_OF_ASSETS: tuple[tuple[Subject, Callable[[Path, str], bool]], ...] = (
    ("asset", _touches),
    ("begins", _begins),
    ("serves", _serves),
)


def _id(asset: Asset) -> str:
    return asset.id
