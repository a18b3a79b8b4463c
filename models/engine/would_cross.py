"""What a refused flow would have been: a crossing is worth a word even where its time is believed by nobody."""

from models.baseline.asset import Asset, new_asset
from models.boundary.placing import place
from models.findings.sighting import GUARDED
from models.identity.addresses import read_address
from models.identity.endpoint import Endpoint, ends_of
from models.site import Site
from schemas.flow import Flow

WOULD_CROSS = "it would have been a crossing"
"""Stands in the reason of such a refusal, and is what a summary counts them by."""


def crossing_named(site: Site, flow: Flow) -> str | None:
    """How a flow would cross, as in `it to ot`; None where it would not, or where a side is not known."""
    try:
        initiator, responder = (_standing(site, end) for end in ends_of(flow))
    except ValueError:
        return None
    sides = (initiator.side, responder.side)
    if None in sides or sides[0] == sides[1] or GUARDED.isdisjoint(sides):
        return None
    return f"{sides[0]} to {sides[1]}"


def _standing(site: Site, end: Endpoint) -> Asset:
    """Who holds an address, or somebody who stands where it lies and is kept nowhere."""
    holder = site.inventory.holder(end)
    if holder is not None:
        return holder
    address = read_address(end.ip)
    if address.kind == "nobody":
        return site.nobody
    external = address.kind == "external"
    asset = new_asset(f"ext:{address.prefix}" if external else address.text, end.realm, end.time, external=external)
    if not external:
        asset.record.ips.append(address.text)
    place(asset, site.zones)
    return asset
