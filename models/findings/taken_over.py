"""Which end of a sighting speaks from an address that was another's until lately, and how that is told."""

from models.baseline.asset import Asset, TakenOver
from models.event_time.calendar import DAY_S
from models.findings.sighting import GUARDED, Sighting
from models.identity.addresses import read_address
from schemas.alert import Advice
from schemas.flow import Flow

TOLD_S = 3 * DAY_S
"""For how long after an address was taken over what its new holder does is told as that: as long as an episode lasts
without a flow."""


def taken_over(
    initiator: Asset, responder: Asset, flow: Flow, learn_until: float | None
) -> tuple[Asset, TakenOver] | None:
    """The end in OT or the DMZ whose address was another's, and since when; None: neither, or by design.

    What was taken over while all was learnt is usual.
    """
    for asset, ip in ((initiator, flow.initiator_ip), (responder, flow.responder_ip)):
        taken = asset.record.took_over
        if taken is None or asset.side not in GUARDED or taken.how == "swapped":
            continue
        if flow.end - taken.time > TOLD_S or (learn_until is not None and taken.time < learn_until):
            continue
        if read_address(ip).text == taken.ip:
            return asset, taken
    return None


def title_of(sighting: Sighting, asset: Asset, taken: TakenOver) -> str:
    """A line with both names."""
    did = _did(sighting, asset)
    if taken.how == "both":
        return f"Two devices use the address of {taken.name}: {device(asset)}, which {did}, also has {taken.ip}"
    return f"Address taken over from {taken.name}: {taken.ip} is now used by {device(asset)}, which {did}"


def text_of(sighting: Sighting, asset: Asset, taken: TakenOver) -> str:
    """A sentence with both names, without its full stop."""
    did = _did(sighting, asset)
    if taken.how == "both":
        return f"{taken.ip} is used by two devices in turn, {taken.name} and {device(asset)}; the latter {did}"
    return f"{taken.ip} was the address of {taken.name}; another device, {device(asset)}, has taken it over and {did}"


def advice_of(asset: Asset, taken: TakenOver) -> Advice:
    """The next step: the switch knows where a MAC is."""
    return Advice(
        f"the switch port of {device(asset)}",
        f"Find the switch port on which {device(asset)} is learnt, and see which device is there. If {taken.name} was "
        "replaced or got a new network card, say so in the inventory. If not, unplug it: it may pose as "
        f"{taken.name} and receive its traffic (M0801 Access Management).",
    )


def device(asset: Asset) -> str:
    """A device by its name; where it has none, by its MAC."""
    record = asset.record
    named = record.name or record.declared_id
    if named is not None:
        return named
    mac = record.macs[0].rpartition("/")[2] if record.macs else asset.id.partition(":")[2]
    return f"MAC {mac}"


def _did(sighting: Sighting, asset: Asset) -> str:
    if asset is not sighting.initiator:
        other = sighting.initiator.label
        return f"{'answers' if sighting.answered else 'is tried by'} {other} ({sighting.service})"
    other = sighting.responder.label
    return f"{'reaches' if sighting.answered else 'tries to reach'} {other} ({sighting.service})"
