"""Where an asset stands: its zone, level and side, declared or inferred.

Declared zones win, but for public addresses: an asset met at none but those, in no zone's own range, is a peer on the
internet, whatever zone or level its inventory row names. The row gives it a name and a zone for conduits, no side.
Only with no zones declared at all are sides inferred from who serves and who polls OT protocols, and marked so; with
zones, an address in none of them is simply undeclared.
"""

from ipaddress import IPv4Network, IPv6Network, ip_network

from models.addresses import read_address
from models.asset import Asset
from models.holdings import address_in
from models.zones import Zone, ZoneIndex, side_of_level
from schemas.services import OT_SERVICES

POLLING_HOURS = 2
"""Hours a master must have polled before it counts as OT: an intruder's first reads do not make him a master."""


def place(asset: Asset, zones: ZoneIndex) -> bool:
    """Set an asset's zone, level and side. True when its side or zone changed."""
    record = asset.record
    before = (asset.zone, asset.side, asset.side_inferred, asset.level)
    own = _zone_of_address(asset, zones)
    zone = zones.map.zones.get(record.declared_zone or "") or own
    asset.zone = zone.name if zone is not None else None
    level = record.declared_level if record.declared_level is not None or zone is None else zone.level
    asset.level = level
    asset.side_inferred = False
    if own is None and _on_the_internet(asset):
        asset.level, asset.side = None, "external"
    elif zone is not None:
        asset.side = zone.side
    elif record.external:
        # What stands for peers past a limit (`other:peers`) is nowhere: it may be anybody.
        asset.side = None
    elif record.declared_level is not None:
        asset.side = side_of_level(record.declared_level)
    elif zones.declared:
        asset.side = None
    else:
        asset.side = "ot" if record.serves_ot or record.polls_ot else "it"
        asset.side_inferred = True
    return before != (asset.zone, asset.side, asset.side_inferred, asset.level)


def shows_ot(  # noqa: PLR0913 - facts of one path
    initiator: Asset, responder: Asset, service: str, *, answered: bool, hours: int, learnt: bool
) -> bool:
    """Note what a path shows of its ends; True when that is new. Only answered OT protocols show anything."""
    if not answered or service not in OT_SERVICES:
        return False
    new = False
    if not responder.record.serves_ot and not responder.record.external:
        responder.record.serves_ot = new = True
    if learnt and hours >= POLLING_HOURS and not initiator.record.polls_ot and not initiator.record.external:
        initiator.record.polls_ot = new = True
    return new


def inside(ip: str, realm: str, zones: ZoneIndex) -> bool:
    """Whether a public address is the plant's own, claimed by a zone's range. Raises ValueError for no address."""
    address = read_address(ip)
    if address.kind != "external" or not zones.declared:
        return False
    zone = zones.find(address, realm)
    return zone is not None and zone.side in {"ot", "dmz", "it"}


def _on_the_internet(asset: Asset) -> bool:
    """Whether all addresses of an asset are public."""
    if asset.record.external:
        return asset.id.startswith("ext:")
    return bool(asset.record.ips) and all(address_in(ip).kind == "external" for ip in asset.record.ips)


def _zone_of_address(asset: Asset, zones: ZoneIndex) -> Zone | None:
    if not zones.declared:
        return None
    for ip in asset.record.ips:
        zone = zones.find(address_in(ip), asset.record.realm)
        if zone is not None:
            return zone
    if asset.record.external and asset.id.startswith("ext:") and "/" in asset.id:
        return _zone_of_prefix(ip_network(asset.id[4:]), zones)
    return None


def _zone_of_prefix(prefix: IPv4Network | IPv6Network, zones: ZoneIndex) -> Zone | None:
    """The zone that claims a whole prefix; one that claims a part of it says nothing of the rest."""
    first, last = (zones.find(read_address(str(prefix[end])), "") for end in (0, -1))
    return first if first is last else None
