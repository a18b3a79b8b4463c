"""Where an asset stands: its zone, level and side, declared or inferred.

Declared zones win, but for public addresses: an asset met at none but those, in no zone's own range, is a peer on the
internet, whatever zone or level its inventory row names. The row gives it a name and a zone for conduits, no side.
Only with no zones declared at all are sides inferred from who serves and who polls OT protocols, and marked so; with
zones, an address in none of them is simply undeclared.
"""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from models.baseline.asset import Asset
from models.boundary.zones import Zone, ZoneIndex, side_of_level
from models.identity.addresses import Address, read_address
from models.identity.holdings import address_in
from schemas.services.names import OT_SERVICES

POLLING_HOURS = 2
"""Hours a master must have polled before it counts as OT: an intruder's first reads do not make him a master."""

WIDEST_CLAIM_V4, WIDEST_CLAIM_V6 = 8, 16
"""The widest public ranges that a zone can claim for the plant: nobody holds more than an IPv4 /8 (IANA's registry) or
an IPv6 /16. A zone for all that is elsewhere, as 0.0.0.0/0, gives the internet a name and no side."""


def place(asset: Asset, zones: ZoneIndex) -> bool:
    """Set an asset's zone, level and side. True when its side or zone changed."""
    record = asset.record
    before = (asset.zone, asset.side, asset.side_inferred, asset.level)
    own, claimed = zone_of_address(asset, zones)
    zone = zones.map.zones.get(record.declared_zone or "") or own
    asset.zone = zone.name if zone is not None else None
    level = record.declared_level if record.declared_level is not None or zone is None else zone.level
    asset.level = level
    asset.side_inferred = False
    if not claimed and on_the_internet(asset):
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
    return zone is not None and zone.side != "external" and _claims(zone, address)


def _claims(zone: Zone, address: Address) -> bool:
    """Whether a zone speaks for an address: one as wide as the internet, or of no known side, claims no part of it."""
    if address.kind != "external":
        return True
    widest = WIDEST_CLAIM_V4 if address.version == 4 else WIDEST_CLAIM_V6
    return zone.side is not None and any(
        network.version == address.version and network.prefixlen >= widest and _covers(network, address)
        for network in map(_network, zone.cidrs)
    )


def _covers(network: IPv4Network | IPv6Network, address: Address) -> bool:
    return int(network.network_address) <= address.value <= int(network.broadcast_address)


@lru_cache(maxsize=4_096)
def _network(cidr: str) -> IPv4Network | IPv6Network:
    return ip_network(cidr, strict=False)


def on_the_internet(asset: Asset) -> bool:
    """Whether all addresses of an asset are public."""
    if asset.record.external:
        return asset.id.startswith(("ext:", "public:"))
    return bool(asset.record.ips) and all(address_in(ip).kind == "external" for ip in asset.record.ips)


def zone_of_address(asset: Asset, zones: ZoneIndex) -> tuple[Zone | None, bool]:
    """The zone in whose range an asset lies, and whether it claims it: those that do come first."""
    if not zones.declared:
        return None, False
    addresses = [address_in(ip) for ip in asset.record.ips]
    if asset.record.external and asset.id.startswith("ext:") and "/" in asset.id:
        prefix = ip_network(asset.id[4:])
        # A zone that holds a part of a prefix says nothing of the rest.
        ends = [read_address(str(prefix[end])) for end in (0, -1)]
        if zones.find(ends[0], "") is zones.find(ends[1], ""):
            addresses.append(ends[0])
    loose = None
    for address in addresses:
        zone = zones.find(address, asset.record.realm)
        if zone is not None and _claims(zone, address):
            return zone, True
        loose = loose or zone
    return loose, False
