"""Says in words why an asset stands in its zone and on its side, as `placing.py` decided it."""

from ipaddress import ip_network

from models.baseline.asset import Asset
from models.boundary.placing import POLLING_HOURS, on_the_internet, zone_of_address
from models.boundary.zones import Zone, ZoneIndex
from models.identity.addresses import Address
from models.identity.holdings import address_in


def place_reason(asset: Asset, zones: ZoneIndex) -> str:
    """One sentence, in the order in which `place` asks."""
    record = asset.record
    own, claimed = zone_of_address(asset, zones)
    zone = zones.map.zones.get(record.declared_zone or "")
    if not claimed and on_the_internet(asset):
        named = "" if zone is None else f"; the inventory gives it zone {zone.name} for conduits, which moves no side"
        return f"only public addresses, which no zone claims for the plant{named}"
    if zone is not None:
        where = "" if own is None or own is zone else f", though its address lies in {own.name}"
        return f"the inventory puts it into zone {zone.name}{where}"
    if own is not None and not record.external:
        return _by_address(asset, own)
    return _without_zone(asset, zones)


def _without_zone(asset: Asset, zones: ZoneIndex) -> str:
    record = asset.record
    said = record.declared_zone
    missing = f"; the inventory names zone {said}, which nobody declared" if said else ""
    if record.external:
        return "it stands for many peers, so its side is not known"
    if record.declared_level is not None:
        return f"the inventory gives it level {record.declared_level:g}, and no zone holds its addresses{missing}"
    if zones.declared:
        return f"no zone holds its addresses{missing}"
    return f"a guess, since no zones are declared: {_inferred(asset)}{missing}"


def _inferred(asset: Asset) -> str:
    if asset.record.serves_ot:
        return "it answered an OT protocol"
    if asset.record.polls_ot:
        return f"it polled an OT protocol in {POLLING_HOURS} different hours"
    return "it was not seen to answer or poll an OT protocol"


def _by_address(asset: Asset, zone: Zone) -> str:
    for address in (address_in(ip) for ip in asset.record.ips):
        for cidr in zone.cidrs:
            if _holds(cidr, address):
                return f"{address.text} lies in {cidr} of zone {zone.name}"
    return f"its address lies in zone {zone.name}"


def _holds(cidr: str, address: Address) -> bool:
    network = ip_network(cidr, strict=False)
    return network.version == address.version and (
        int(network.network_address) <= address.value <= int(network.broadcast_address)
    )
