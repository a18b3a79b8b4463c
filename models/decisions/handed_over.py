"""What is new of a standby since it does another one's work: whoever usually came to that one comes to it now.

Told is nothing of it that the first one had as a habit; it stands in the day's first-look digest. That the standby took
over is judged by itself: as a new master of its controllers (`rogue_master.py`), which is quiet only for a twin.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.sighting import Finding, Sighting, crossing_of, placed
from models.paths.masters import are_twins
from models.paths.siblings import is_habit
from models.site import Site
from schemas.attack import AlertKind
from schemas.services.names import OT_SERVICES

_TAKEN: frozenset[AlertKind] = frozenset({"dmz-bypass", "level-skip", "new-path-crossing"})

MISSED_TURNS = 3.0
"""A master that has not asked for so many of its usual pauses has stopped, as a sensor has (`sensor_silent.py`)."""

LEAST_PAUSE_S = 300.0
"""And for so long at least: what `silence` tells apart (`SHORT_S`). A pair that takes turns has not handed over."""

MOST_OF_IT = 0.5
"""Of what the first one polled its standby polls so much at least. A convention."""


def handed_over(site: Site, sighting: Sighting) -> Asset | None:
    """Who was one end of this path until now, as a habit, and has left its work to the present end; None: nobody."""
    initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
    paths = site.graph.paths
    for before in _before(site, responder, sighting.time):
        path = paths.get((initiator.id, before.id, service))
        if path is not None and is_habit(path):
            return before
    for before in _before(site, initiator, sighting.time):
        path = paths.get((before.id, responder.id, service))
        if path is not None and is_habit(path):
            return before
    return None


def left_to_successor(site: Site, sighting: Sighting, finding: Finding) -> Finding:
    """The finding itself, or as a line of the day's digest where an end only does what the one before it did."""
    if finding.kind not in _TAKEN or finding.digest or sighting.action == "forbidden" or not sighting.answered:
        return finding
    before = handed_over(site, sighting)
    if before is None:
        return finding
    text = (
        f"{placed(sighting.initiator)} speaks {sighting.service} to {placed(sighting.responder)} for the first time, "
        f"as was usual with {before.label}, whose work was taken over"
    )
    return replace(finding, digest=True, text=text, crossing=crossing_of(sighting, finding.kind))


def _before(site: Site, asset: Asset, time: float) -> Iterator[Asset]:
    """The twins whose polling an asset has taken over, by id."""
    own = {path.key[1:]: path for path in _polls(asset)}
    if not own:
        return
    assets = site.inventory.assets
    twins = [each for each in assets.values() if each is not asset and are_twins(asset, each)]
    for twin in sorted(twins, key=lambda each: each.id):
        former = list(_polls(twin))
        shared = [path for path in former if path.key[1:] in own]
        stopped = all(time - path.last_seen > max(LEAST_PAUSE_S, MISSED_TURNS * path.gap_s) for path in former)
        later = all(own[path.key[1:]].last_seen > path.last_seen for path in shared)
        if shared and len(shared) >= MOST_OF_IT * len(former) and stopped and later:
            yield twin


def _polls(asset: Asset) -> Iterator[Path]:
    """The habits of asking by OT protocols that an asset begins."""
    for path in asset.slots.values():
        habit = path.status == "learnt" and path.learnt_by is None and path.answered
        if habit and path.initiator == asset.id and path.service in OT_SERVICES:
            yield path
