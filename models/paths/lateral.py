"""Controllers among themselves: a new path between two of them by something that is no OT protocol.

A controller talks to its masters, and to neighbours by OT protocols (`masters.py`). A shell, a file share or an unnamed
port between two of them is how malware goes on within a cell.
"""

from collections.abc import Mapping

from msgspec import Struct

from models.baseline.asset import Asset
from models.paths.masters import may_control
from models.paths.siblings import is_habit
from schemas.services.names import OT_SERVICES

EVERYDAY: frozenset[str] = frozenset({"ntp", "ptp", "icmp", "lldp", "snmp", "syslog", "dns"})
"""What devices say to each other to keep time and names, or to be looked after."""


class Lateral(Struct, frozen=True):
    """Two controllers that begin to talk.

    `declared`: conduits name who uses an OT protocol in the responder's zone. `alike`: pairs of other controllers of
    the same two zones that usually talk by this service.
    """

    declared: bool
    alike: int


def lateral(
    assets: Mapping[str, Asset], initiator: Asset, responder: Asset, service: str, *, declared: bool
) -> Lateral | None:
    """What is known of others like these two; None where one is no controller of OT, or it is said every day."""
    if service in OT_SERVICES or service in EVERYDAY or not (may_control(initiator) and may_control(responder)):
        return None
    alike = sum(
        path.initiator == each.id and path.service == service and is_habit(path) and may_control(path.responder_asset)
        for each in assets.values()
        if each.zone == initiator.zone and each is not initiator and may_control(each)
        for path in each.slots.values()
        if path.responder_asset.zone == responder.zone
    )
    return Lateral(declared, alike)
