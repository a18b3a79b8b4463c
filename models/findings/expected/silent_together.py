"""Paths that fell silent at one time, as what they have in common: an asset, a zone, several zones; or one path.

Compared are those expected paths that are overdue with those that have spoken since: a path that may well pause now
says nothing either way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.expected.records import Expected
from schemas.state import KEY_SEPARATOR

Subject = Literal["path", "polls", "offers", "begins", "serves", "asset", "zone", "zones"]
"""What is silent. begins, serves: all that an asset begins, all by which it is reached, while it does the other. polls,
offers: the same by one service, while others go on."""

AT_ONCE_S = 120.0
"""A path that spoke so long after another one should have spoken again has not stopped with it: twice as often as
pauses are looked at."""

ZONE_PATHS, ASSET_PATHS, SERVICE_PATHS = 3, 2, 3
"""Fewer overdue paths are not called their zone's, their asset's, or those of one service of it. A convention."""

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
    # What speaks every five minutes may have stopped at any moment until it was due again.
    bound = (first.kept.paused or 0.0) + min(first.path.gap_s, first.kept.longest_s) + AT_ONCE_S
    overdue: list[Expected] = []
    speaking: list[Path] = []
    for each in expected:
        if each.path.last_seen > bound:
            speaking.append(each.path)
        elif each.key == first.key or now - each.path.last_seen > each.kept.longest_s:
            overdue.append(each)
    silent = _silent_zones(overdue, speaking)
    mine = sorted(zone for zone in _zones(first.path) if zone in silent)
    if mine and len(silent) > 1 and not _seen_from_both(silent):
        by_key = {each.key: each for found in silent.values() for each in found}
        return Together("zones", "", tuple(by_key[key] for key in sorted(by_key)))
    if mine:
        return Together("zone", mine[0], tuple(silent[mine[0]]))
    for subject, belongs in _OF_ASSETS:
        for asset in sorted(_ends(first.path), key=_id):
            members = tuple(each for each in overdue if belongs(each.path, asset.id))
            is_mine = len(members) >= ASSET_PATHS and belongs(first.path, asset.id)
            if is_mine and not any(belongs(path, asset.id) for path in speaking):
                return Together(subject, asset.id, members)
    return _by_service(first, overdue, speaking) or Together("path", "", (first,))


def belongs(subject: str, name: str, path: Path) -> bool:
    """Whether a path that falls silent later is part of a silence that is told."""
    if subject == "zone":
        return name in _zones(path)
    named = [of_service for each, of_service in _OF_SERVICES if each == subject]
    if named:
        return named[0](path) == name
    found = [test for each, test in _OF_ASSETS if each == subject]
    return any(test(path, name) for test in found)


def _by_service(first: Expected, overdue: Sequence[Expected], speaking: Sequence[Path]) -> Together | None:
    """All that one asset asks, or is asked, by one service, where none of it speaks."""
    for role, of_service in _OF_SERVICES:
        name = of_service(first.path)
        members = tuple(each for each in overdue if of_service(each.path) == name)
        if len(members) >= SERVICE_PATHS and not any(of_service(path) == name for path in speaking):
            return Together(role, name, members)
    return None


def _silent_zones(overdue: Iterable[Expected], speaking: Iterable[Path]) -> dict[str, list[Expected]]:
    """The silent zones with their silent paths: most of all, to or from two of its assets or more."""
    silent: dict[str, list[Expected]] = {}
    for each in overdue:
        for zone in _zones(each.path):
            silent.setdefault(zone, []).append(each)
    alive = dict.fromkeys(silent, 0)
    for path in speaking:
        for zone in _zones(path):
            if zone in alive:
                alive[zone] += 1
    return {
        zone: found
        for zone, found in sorted(silent.items())
        if len(found) >= ZONE_PATHS
        and alive[zone] <= STILL_SPEAKING * (alive[zone] + len(found))
        and len({end.id for each in found for end in _ends(each.path) if end.zone == zone}) > 1
    }


def _seen_from_both(silent: Mapping[str, Sequence[Expected]]) -> bool:
    """Whether the silent paths of one zone are all another's, too: then it is one of them, seen from both."""
    found = [{each.key for each in paths} for paths in silent.values()]
    return any(one is not other and one <= other for one in found for other in found)


def _ends(path: Path) -> tuple[Asset, Asset]:
    return path.initiator_asset, path.responder_asset


def _zones(path: Path) -> set[str]:
    return {end.zone for end in _ends(path) if end.zone is not None}


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


def _polls(path: Path) -> str:
    return KEY_SEPARATOR.join((path.initiator, path.service))


def _offers(path: Path) -> str:
    return KEY_SEPARATOR.join((path.responder, path.service))


_OF_SERVICES: tuple[tuple[Subject, Callable[[Path], str]], ...] = (("polls", _polls), ("offers", _offers))
"""What is silent by one service, named by an asset's id and the service."""


def _id(asset: Asset) -> str:
    return asset.id
