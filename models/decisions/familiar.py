"""What is new for a device and usual for its kind: a third controller of a cell, one more desk.

Nothing alerts of it where nothing else is odd: a path is learnt, and a device that is new goes into the day's digest.
It must never quieten what the policy forbids, what nobody answered, a path between two devices known for long, or a
newcomer that begins something in OT or the DMZ.
"""

from msgspec.structs import replace

from models.alerts.kinship import familiar
from models.baseline import baseline
from models.baseline.asset import Asset
from models.findings.sighting import GUARDED, Finding, Sighting, crossing_of
from models.paths.base_measure import Lift
from models.paths.siblings import Kin, likeness
from models.site import Site
from schemas.attack import AlertKind

COMPARED: frozenset[AlertKind] = frozenset({"dmz-bypass", "level-skip", "new-asset", "new-path-crossing"})
"""Kinds of which siblings say how unusual they are."""

ALIKE = 2
"""Siblings that must do the same before it goes without an alert: one of a kind may be as odd as the newcomer."""


def compared(site: Site, sighting: Sighting, finding: Finding) -> Sighting:
    """The sighting with both ends beside their siblings, where its finding is of a kind that asks for it.

    Its surprise takes its base measure from them then.
    """
    initiator, responder = sighting.initiator, sighting.responder
    if finding.digest or finding.kind not in COMPARED or sighting.novelty == "operation":
        return sighting
    found = likeness(site.graph, site.inventory.assets, initiator, responder, sighting.service)
    return replace(
        sighting,
        likeness=found,
        initiator_bits=_bits(sighting, initiator, responder, found.initiator_lift),
        responder_bits=_bits(sighting, responder, initiator, found.responder_lift),
    )


def _bits(sighting: Sighting, asset: Asset, peer: Asset, base: Lift) -> float | None:
    """The more surprising of peer and service for one end, by its own history and by its role's and zone's."""
    began = asset is sighting.initiator
    own = baseline.new_peer_bits(asset, peer.id, as_initiator=began)
    service = baseline.new_service_bits(asset, sighting.service, as_initiator=began)
    if asset.record.external or own is None or service is None:
        return None
    peers, services = (asset.peers_out, asset.services_out) if began else (asset.peers_in, asset.services_in)
    by_peer = 0.0 if peer.id in peers else max(0.0, own + base.peer)
    by_service = 0.0 if sighting.service in services else max(0.0, service + base.service)
    return max(by_peer, by_service)


def tempered(sighting: Sighting, finding: Finding) -> Finding | None:
    """What is left of a finding once siblings were heard: itself, a line in the day's digest, or nothing."""
    found = sighting.likeness
    if found is None or sighting.action == "forbidden" or not sighting.answered or not _is_usual(sighting):
        return finding
    if finding.kind != "new-asset":
        return None
    said = familiar(sighting)
    text = said[0].text if said else finding.text
    return replace(finding, digest=True, text=text, crossing=crossing_of(sighting, finding.kind))


def _is_usual(sighting: Sighting) -> bool:
    found = sighting.likeness
    if found is None:
        return False
    initiator, responder = found.initiator, found.responder
    if responder is not None and _does_as_most(responder) and not _is_odd(sighting, responder):
        return True
    if initiator is None or _is_odd(sighting, initiator):
        return False
    return initiator.asset.side not in GUARDED and _does_as_most(initiator)


def _does_as_most(kin: Kin) -> bool:
    return kin.is_new and kin.most_do and kin.doing >= ALIKE


def _is_odd(sighting: Sighting, kin: Kin) -> bool:
    """Whether something else speaks against a newcomer: another maker, an address taken from another, what is held."""
    asset = kin.asset
    if kin.same_maker is False or asset.record.took_over is not None:
        return True
    this = (sighting.initiator.id, sighting.responder.id, sighting.service)
    return any(path.status != "learnt" and path.key != this for path in asset.slots.values())
