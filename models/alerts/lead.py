"""Says the main thing first: what of a finding its title and its first sentence are to tell.

An address that another device has taken over outweighs what that device does under it: whoever reads the inventory's
name there is misled. So such a finding is told as that, with both names; what it was found as becomes a reason.
"""

from msgspec.structs import replace

from models.baseline.asset import Asset, TakenOver
from models.event_time.calendar import DAY_S
from models.findings.sighting import GUARDED, Finding, Sighting, Words
from models.identity.addresses import read_address
from schemas.alert import Advice, Reason

TAKEN_OVER_POINTS = 15.0
"""Three quarters of a level: an unknown device that speaks to a controller under a known name reads critical. A
convention."""

TOLD_S = 3 * DAY_S
"""For how long after an address was taken over its alerts say so first: as long as an episode lasts without a flow."""


def lead(sighting: Sighting, finding: Finding) -> Finding:
    """The finding as it is to be told."""
    found = _taken_over(sighting)
    if found is None:
        return finding
    asset, taken = found
    began = asset is sighting.initiator
    other = sighting.responder if began else sighting.initiator
    did = _did(sighting, other, began=began)
    return replace(
        finding,
        points=TAKEN_OVER_POINTS,
        title=f"Address taken over from {taken.name}: {taken.ip} is now used by {_device(asset)}, which {did}",
        text=(
            f"{taken.ip} was the address of {taken.name}; another device, {_device(asset)}, has taken it over and {did}"
        ),
        reasons=(Reason(text=finding.text, weight=finding.points), *finding.reasons),
        words=Words(techniques=finding.words.techniques, advice=_advice(asset, taken)),
        seen=None,
        usual=None,
        unit=None,
    )


def _taken_over(sighting: Sighting) -> tuple[Asset, TakenOver] | None:
    """The end that speaks from an address which was another's until lately, in OT or the DMZ; None: neither does."""
    flow = sighting.flow
    for asset, ip in ((sighting.initiator, flow.initiator_ip), (sighting.responder, flow.responder_ip)):
        taken = asset.record.took_over
        if taken is None or asset.side not in GUARDED or sighting.time - taken.time > TOLD_S:
            continue
        if read_address(ip).text == taken.ip:
            return asset, taken
    return None


def _did(sighting: Sighting, other: Asset, *, began: bool) -> str:
    if not began:
        return f"{'answers' if sighting.answered else 'is tried by'} {other.label} ({sighting.service})"
    return f"{'reaches' if sighting.answered else 'tries to reach'} {other.label} ({sighting.service})"


def _device(asset: Asset) -> str:
    """A device by its name; where it has none, by its MAC."""
    record = asset.record
    named = record.name or record.declared_id
    if named is not None:
        return named
    mac = record.macs[0].rpartition("/")[2] if record.macs else asset.id.partition(":")[2]
    return f"MAC {mac}"


def _advice(asset: Asset, taken: TakenOver) -> Advice:
    return Advice(
        f"the switch port of {_device(asset)}",
        f"Find the switch port on which {_device(asset)} is learnt, and see which device is there. If {taken.name} was "
        "replaced or got a new network card, say so in the inventory. If not, unplug it: it may pose as "
        f"{taken.name} and receive its traffic (M0801 Access Management).",
    )
