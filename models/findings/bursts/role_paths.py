"""An asset's connections in one role, path by path.

Paths have no windows of their own, which would cost each flow. What each had in a window is told while a run lasts, by
what it had in all when the window before ended.
"""

from collections.abc import Iterator, Mapping
from heapq import nlargest
from typing import Literal

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.bursts.busiest import FEWEST_KEPT

BEGUN: Literal["begun"] = "begun"
ANSWERED: Literal["answered"] = "answered"
Role = Literal["begun", "answered"]
"""begun: what the asset initiated. answered: what others initiated with it."""

MOST_LOOKED_UP = 16_384
"""Peers times services of a responder: past it none of its paths is looked at, since that would take milliseconds each
five minutes."""

MOST_NOTED = 1_024
"""Paths whose totals are noted of an asset while a run lasts: those that have most. Some 60 octets each."""

Paths = Mapping[tuple[str, str, str], Path]


def paths_of(asset: Asset, role: Role, paths: Paths) -> Iterator[Path]:
    """Its paths in a role, in an order that a restart keeps. `paths` are all of the site."""
    if role == BEGUN:
        yield from (asset.slots[slot] for slot in sorted(asset.slots))
    elif len(asset.peers_in) * len(asset.services_in) <= MOST_LOOKED_UP:
        for peer in sorted(asset.peers_in):
            for service in sorted(asset.services_in):
                path = paths.get((peer, asset.id, service))
                if path is not None:
                    yield path


def total(asset: Asset, role: Role, paths: Paths) -> float:
    """All connections that an asset ever had in a role, by the paths that the site has of it."""
    return float(sum(path.flows for path in paths_of(asset, role, paths)))


def totals(asset: Asset, role: Role, paths: Paths) -> dict[str, int]:
    """All connections of each of an asset's paths that has a third of a burst's at least, by the path's name."""
    had = ((path.flows, name_of(path)) for path in paths_of(asset, role, paths) if path.flows > FEWEST_KEPT)
    return {name: flows for flows, name in nlargest(MOST_NOTED, had)}


def since(noted: Mapping[str, int], asset: Asset, role: Role, paths: Paths) -> Iterator[tuple[Path, int]]:
    """The connections of each of an asset's paths since `totals` were noted, of those that had any."""
    whole = len(noted) < MOST_NOTED
    for path in paths_of(asset, role, paths):
        before = noted.get(name_of(path))
        if before is None and whole:
            # It had next to none.
            before = 0
        if before is not None and path.flows > before:
            yield path, path.flows - before


def name_of(path: Path) -> str:
    """A path's key in one text."""
    return "|".join(path.key)
