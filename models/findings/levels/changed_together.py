"""Paths that have changed at once, as what they have in common: an asset, a zone, the plant; or each by itself."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Literal

from msgspec import Struct

from models.baseline.path import Path

Subject = Literal["path", "begins", "serves", "zone", "plant", "several"]
"""What has changed. begins, serves: what an asset begins, or by what it is reached. several: more than an analyst wants
one by one."""

FEWEST: dict[Subject, int] = {"begins": 2, "serves": 2, "zone": 3, "plant": 6}
"""Fewer paths are not called their asset's, their zone's or the plant's. A convention."""

SHARE = 0.5
"""And so many of all that are watched there. A convention."""

WIDER = 1.25
"""A wider one explains it better where it has so many times the paths: some that move by chance are no reason."""

SINGLY = 3
"""So many are told one by one; of more at once there is one alert."""

ALIKE_STEPS = 3.0
"""Half of the paths of a zone lie within so many steps (a ratio of 1.4) where one cause slows all of them, as a sensor
that samples. A plant that stops slows each as it likes."""


class Group(Struct, frozen=True):
    """What has changed, its id or name (empty for a path, the plant, and several), and its paths, by key."""

    subject: Subject
    name: str
    members: tuple[Path, ...]


def groups(found: Iterable[Path], moving: Iterable[Path], watched: Iterable[Path]) -> list[Group]:
    """What explains the paths that were found, by those that move the same way and all that are watched."""
    found = sorted(found, key=_key)
    if not found:
        return []
    mine = {path.key: path for path in chain(moving, found)}
    by_place = _by_place(mine.values())
    counts = {place: len(paths) for place, paths in _by_place(watched).items()}
    told: list[Group] = []
    covered: set[tuple[str, str, str]] = set()
    for path in found:
        if path.key not in covered:
            group = _best(path, by_place, counts)
            covered.update(member.key for member in group.members)
            told.append(group)
    if len(told) <= SINGLY:
        return told
    everything = {member.key: member for group in told for member in group.members}
    return [Group("several", "", tuple(everything[key] for key in sorted(everything)))]


def alike(ratios: Sequence[float]) -> bool:
    """Whether the middle half of ratios, in steps, lies close together."""
    ordered = sorted(ratios)
    quarter = len(ordered) // 4
    return ordered[-1 - quarter] - ordered[quarter] <= ALIKE_STEPS


def _best(path: Path, by_place: dict[tuple[Subject, str], list[Path]], counts: dict[tuple[Subject, str], int]) -> Group:
    best = Group("path", "", (path,))
    for place in _places(path):
        members = by_place[place]
        enough = len(members) >= max(FEWEST[place[0]], SHARE * counts.get(place, 0))
        if enough and len(members) >= WIDER * len(best.members):
            best = Group(*place, tuple(sorted(members, key=_key)))
    return best


def _by_place(paths: Iterable[Path]) -> dict[tuple[Subject, str], list[Path]]:
    found: dict[tuple[Subject, str], list[Path]] = {}
    for path in paths:
        for place in _places(path):
            found.setdefault(place, []).append(path)
    return found


def _places(path: Path) -> list[tuple[Subject, str]]:
    """What a path belongs to, from narrow to wide."""
    ends = (path.initiator_asset.zone, path.responder_asset.zone)
    zones: list[tuple[Subject, str]] = [("zone", zone) for zone in sorted({zone for zone in ends if zone is not None})]
    return [("begins", path.initiator), ("serves", path.responder), *zones, ("plant", "")]


def _key(path: Path) -> tuple[str, str, str]:
    return path.key
