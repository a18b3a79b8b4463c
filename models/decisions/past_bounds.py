"""Judges what a bound leaves without an asset or a path of its own, before it is pooled.

What touches OT or the DMZ is told apart up to second bounds (a reserve of assets, more paths of an initiator); the rest
is pooled at the first ones, since it never alerts alone. Past the second bounds each flow is judged by its true ends:
one that alerts counts to its alert, which names them, and makes no path, so that nothing of it is learnt; one that
does not counts on the pool's path.
"""

from msgspec.structs import replace

from models.baseline.asset import Asset, new_asset
from models.baseline.path import Path
from models.boundary.placing import place
from models.decisions.decision import Decision
from models.findings.scan_tracker import port_tried
from models.findings.sighting import Sighting
from models.paths.graph import MAX_GUARDED_PATHS, MAX_PATHS, MAX_PATHS_PER_ASSET, MAX_PATHS_WITH_GUARDED
from models.site import Site
from schemas.services.names import is_named

OTHER_PEERS = "other:peers"

OTHER_SERVICES = "other"


class PastBounds:
    """Finds where flows count for which there is no room."""

    def __init__(self, site: Site, decision: Decision) -> None:
        self._site = site
        self._decision = decision

    def concerns(self, initiator: Asset, responder: Asset) -> bool:
        """Whether a new path between these two is past a bound."""
        inventory = self._site.inventory
        return (
            len(initiator.slots) >= MAX_PATHS_PER_ASSET
            or len(self._site.graph.paths) >= MAX_PATHS
            or not inventory.keeps(initiator)
            or not inventory.keeps(responder)
        )

    def told_apart(self, sighting: Sighting) -> bool:
        """Whether the sighting's path is made after all, with stand-ins made assets of the site."""
        inventory = self._site.inventory
        initiator, responder = sighting.initiator, sighting.responder
        room = len(initiator.slots) < MAX_GUARDED_PATHS and len(self._site.graph.paths) < MAX_PATHS_WITH_GUARDED
        if not room or not self._singular(sighting):
            return False
        for asset in (initiator, responder):
            if inventory.keeps(asset):
                continue
            # An internet peer has an end in OT or the DMZ always: among those, who alerts comes first.
            if asset.record.external and self._decision.loud(sighting) is None:
                return False
            if not inventory.keep(asset):
                return False
        return True

    def _singular(self, sighting: Sighting) -> bool:
        """Whether it may not be pooled for want of room at the first bounds."""
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        rulings = self._site.verdicts.rulings
        word = rulings.of_path(initiator, responder, service, sighting.time, is_answered=sighting.answered)
        return sighting.guarded or (word is not None and word.decision == "malicious")

    def path(self, sighting: Sighting, day: int) -> tuple[Path | None, bool]:
        """The path on which a flow counts, None where it was counted to an alert; and whether for this flow alone."""
        site, flow = self._site, sighting.flow
        if sighting.guarded and not site.learning(sighting.time):
            door = port_tried(flow)
            begins = sighting.initiator.id
            sweep = site.scan_tracker.note(begins, flow.responder_ip, door, flow.end, answered=sighting.answered)
            if not sighting.answered:
                sweep.tried(sighting.service, sighting.responder)
            sighting = replace(sighting, sweep=sweep)
        if self._decision.alarm_past_bounds(sighting):
            return None, True
        initiator, responder, service = self._pooled(sighting)
        key = (initiator.id, responder.id, service)
        path = site.graph.paths.get(key)
        if path is None:
            path = site.graph.add(key, flow.end, day)
            path.answered = sighting.answered
            path.octets = float((flow.initiator_octets or 0) + (flow.responder_octets or 0))
            site.begin(path, flow.end, day)
            site.graph.learn(path)
        return path, not self._lasting(sighting)

    def _pooled(self, sighting: Sighting) -> tuple[Asset, Asset, str]:
        """The ends and the service of the path that stands for all of a pool; past twice the bound services are one."""
        inventory = self._site.inventory
        paths = self._site.graph.paths
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        if not inventory.keeps(initiator):
            initiator = inventory.pool(initiator)
        if not inventory.keeps(responder):
            responder = inventory.pool(responder)
        used = len(initiator.slots)
        if used >= MAX_PATHS_PER_ASSET and (initiator.id, responder.id, service) not in paths:
            responder = self._other_peers(sighting.time)
            service = OTHER_SERVICES if used >= 2 * MAX_PATHS_PER_ASSET else service
        if len(paths) >= MAX_PATHS and (initiator.id, responder.id, service) not in paths:
            initiator = responder = self._other_peers(sighting.time)
            service = OTHER_SERVICES
        for asset in (initiator, responder):
            place(asset, self._site.zones)
        return initiator, responder, service

    def _other_peers(self, time: float) -> Asset:
        inventory = self._site.inventory
        return inventory.assets.get(OTHER_PEERS) or inventory.adopt(new_asset(OTHER_PEERS, "", time, external=True))

    def _lasting(self, sighting: Sighting) -> bool:
        """Whether the same addresses are pooled for good: neither end can turn out guarded, the service has a name."""
        return self._site.zones.declared and not sighting.guarded and is_named(sighting.service)
