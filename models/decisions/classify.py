"""Classify and score: what is known of a new path before anything is decided about it."""

from msgspec.structs import replace

from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.path import Path
from models.baseline.surprise import coverage
from models.boundary.policy import Action, action_between
from models.findings.scan_tracker import Sweep
from models.findings.sighting import Novelty, Sighting
from models.findings.taken_over import taken_over
from models.paths.lateral import lateral
from models.paths.masters import mastery, may_control
from models.site import Site
from schemas.asset_change import Side
from schemas.flow import Flow
from schemas.services.names import OT_SERVICES, is_ephemeral, service_of
from schemas.services.operations import OperationClass

OFFICE: frozenset[Side | None] = frozenset({"it", "external"})
"""The sides that the boundary keeps apart from OT. The DMZ is there to be met."""


class Classifier:
    """Makes sightings; changes nothing."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._off = frozenset(site.settings.detectors_off)

    def sighting(  # noqa: PLR0913 - a record's fields, by name
        self,
        flow: Flow,
        initiator: Asset,
        responder: Asset,
        service: str,
        *,
        is_answered: bool,
        newcomer: Asset | None = None,
        sweep: Sweep | None = None,
        novelty: Novelty = "path",
        operations: tuple[OperationClass, ...] = (),
        away_s: float | None = None,
    ) -> Sighting:
        """A new path with its sides, the policy's word, both ends' surprise and readiness."""
        site, time = self._site, flow.end
        if "new-asset" in self._off:
            # Else who begins to command a controller would wait to be told with the news that it is there.
            newcomer = None
        inferred = initiator.side_inferred or responder.side_inferred
        until = site.settings.learn_until
        initiator_readiness = baseline.readiness(initiator, time, until)
        responder_readiness = baseline.readiness(responder, time, until)
        in_conduit = self._declared(flow, initiator, responder, service)
        found = Sighting(
            flow=flow,
            time=time,
            initiator=initiator,
            responder=responder,
            service=service,
            answered=is_answered,
            action=self.action(initiator, responder),
            inferred=inferred,
            in_conduit=in_conduit,
            initiator_bits=_bits(initiator, responder.id, service, as_initiator=True),
            responder_bits=_bits(responder, initiator.id, service, as_initiator=False),
            initiator_readiness=initiator_readiness,
            responder_readiness=responder_readiness,
            ready=max(initiator_readiness or 0.0, responder_readiness or 0.0) >= baseline.READY_AT,
            seasoned=any(baseline.seasoned(asset, time) for asset in (initiator, responder)),
            has_dmz=site.zones.has_dmz,
            sweep=sweep,
            newcomer=newcomer,
            newcomers_readiness=0.0 if newcomer is None else self._newcomers_readiness(newcomer, time),
            novelty=novelty,
            operations=operations,
            away_s=away_s,
            settled=(until is not None and until <= time) or baseline.days_cap(site.began, time) >= baseline.READY_AT,
            taken_over=taken_over(initiator, responder, flow, until),
            straddler=self._straddler(initiator, responder) if is_answered else None,
            off=self._off,
        )
        return found if in_conduit or site.learning(time) else self._with_mastery(found)

    def _declared(self, flow: Flow, initiator: Asset, responder: Asset, service: str) -> bool:
        """Whether a conduit holds a flow; where its sensor did not see who began, one for the other direction may."""
        zones, time, word = self._site.zones, flow.end, flow.service
        began, reached, transport = initiator.zone, responder.zone, flow.transport
        if zones.conduit_for(
            began, reached, service, time, transport=transport, port=flow.responder_port, sensor_word=word
        ):
            return True
        if flow.direction != "unsure" or not is_ephemeral(flow.responder_port) or flow.initiator_port is None:
            return False
        turned = service_of(word, transport, flow.initiator_port)
        return zones.conduit_for(
            reached, began, turned, time, transport=transport, port=flow.initiator_port, sensor_word=word
        )

    def in_conduit(self, path: Path) -> bool:
        """Whether a declared conduit holds a known path: by its port, or by those that its service usually has."""
        began, reached = path.initiator_asset.zone, path.responder_asset.zone
        return self._site.zones.conduit_for_service(began, reached, path.service, path.last_seen)

    def action(self, initiator: Asset, responder: Asset) -> Action:
        """The policy's word, see `action_between`."""
        site = self._site
        return action_between(site.settings.policy, initiator, responder, has_dmz=site.zones.has_dmz)

    def _with_mastery(self, found: Sighting) -> Sighting:
        """The same with what is known of who commands a controller; from outside of OT only where it is to act.

        It walks the initiator's paths, so not while everything is new, when there is a first sight for each of them. An
        end that was watched for long and is not ready may be so for what people said.
        """
        initiator, responder, service = found.initiator, found.responder, found.service
        if service not in OT_SERVICES and (initiator.side, responder.side) == ("ot", "ot"):
            return self._with_lateral(found)
        if service not in OT_SERVICES or responder.side != "ot" or initiator.side == "external":
            return found
        acting = bool(found.acts)
        declared = self._site.zones.declares_service_into(responder.zone, service, found.time)
        if not (found.ready or found.seasoned or declared) or not (initiator.side == "ot" or acting):
            return found
        known = mastery(self._site.graph, initiator, responder, service, acting=acting, declared=declared)
        return found if known is None else replace(found, mastery=known)

    def _with_lateral(self, found: Sighting) -> Sighting:
        """The same with what is known of two controllers that begin to talk by no OT protocol."""
        initiator, responder = found.initiator, found.responder
        if not (may_control(initiator) and may_control(responder)):
            return found
        declared = self._site.zones.names_masters_of(responder.zone, found.time)
        if not (found.ready or found.seasoned or declared):
            return found
        known = lateral(self._site.inventory.assets, initiator, responder, found.service, declared=declared)
        return replace(found, lateral=known)

    def _straddler(self, initiator: Asset, responder: Asset) -> Asset | None:
        """The end that is an unknown device and talks on both sides of the boundary, this path included.

        What it began counts whether it is learnt or held; of what reached it, what is learnt.
        """
        for asset, other in ((initiator, responder), (responder, initiator)):
            if not asset.is_stranger or other.side not in {"ot", *OFFICE}:
                continue
            wanted = OFFICE if other.side == "ot" else {"ot"}
            met = {path.responder_asset.side for path in asset.slots.values() if path.answered}
            met |= {known.side for each in asset.peers_in if (known := self._site.inventory.assets.get(each))}
            if met & wanted:
                return asset
        return None

    def _newcomers_readiness(self, newcomer: Asset, time: float) -> float:
        """How complete the list of OT assets is, 0 to 1: Good-Turing over days, capped by the days watched.

        The cap alone for one past the bounds: the list is too long then to be walked for each of its flows.
        """
        site = self._site
        until = site.settings.learn_until
        if until is not None and site.began < until <= time:
            return 1.0
        cap = baseline.days_cap(site.began, time)
        if cap <= 0.0 or not site.inventory.keeps(newcomer):
            return cap
        known = [
            asset.record.days
            for asset in self._site.inventory.assets.values()
            if asset.side == "ot" and asset.record.days
        ]
        by_day = coverage(draws=sum(known), once=known.count(1))
        return max(0.0, min(by_day, cap))


def _bits(asset: Asset, peer: str, service: str, *, as_initiator: bool) -> float | None:
    """The more surprising of peer and service for one end; None for internet peers and assets with no history."""
    if asset.record.external:
        return None
    peer_bits = baseline.new_peer_bits(asset, peer, as_initiator=as_initiator)
    service_bits = baseline.new_service_bits(asset, service, as_initiator=as_initiator)
    if peer_bits is None or service_bits is None:
        return None
    return max(peer_bits, service_bits)
