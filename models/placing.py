"""Where an asset stands: its zone, level and side, declared or inferred.

Declared zones win. Only with no zones declared at all are sides inferred from who serves and who
polls OT protocols, and marked so; with zones, an address in none of them is simply undeclared.
"""

from models.addresses import read_address
from models.asset import Asset
from models.zones import Zone, ZoneIndex, side_of_level
from schemas.services import OT_SERVICES

POLLING_HOURS = 2
"""Hours a master must have polled before it counts as OT: an intruder's first reads do not make him a master."""


def place(asset: Asset, zones: ZoneIndex) -> bool:
    """Set an asset's zone, level and side. True when its side or zone changed."""
    record = asset.record
    before = (asset.zone, asset.side, asset.side_inferred, asset.level)
    zone = zones.map.zones.get(record.declared_zone or "")
    if zone is None:
        zone = _zone_of_address(asset, zones)
    asset.zone = zone.name if zone is not None else None
    level = record.declared_level if record.declared_level is not None or zone is None else zone.level
    asset.level = level
    asset.side_inferred = False
    if zone is not None:
        asset.side = zone.side
    elif record.external:
        # What stands for peers past a limit (`other:peers`) is nowhere: it may be anybody.
        asset.side = "external" if record.id.startswith("ext:") else None
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


def _zone_of_address(asset: Asset, zones: ZoneIndex) -> Zone | None:
    if not zones.declared:
        return None
    for ip in asset.record.ips:
        text = ip.rpartition("/")[2].partition("%")[0]
        zone = zones.find(read_address(text), asset.record.realm)
        if zone is not None:
            return zone
    if asset.record.external and asset.id.startswith("ext:") and "/" in asset.id:
        return zones.find(read_address(asset.id[4:].partition("/")[0]), asset.record.realm)
    return None
