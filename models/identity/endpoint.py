"""The two ends of a flow: what of it tells who stands there."""

from msgspec import Struct

from models.identity.addresses import read_address
from schemas.flow import Flow


class Endpoint(Struct, frozen=True, gc=False):
    """One end of a flow as the sensor gave it.

    `scope` tells segments apart for link-local addresses. `local`: both ends lie on one segment, so that
    the MAC is the device's own; on a flow between segments one of the two is a router's, and none tells which.
    """

    ip: str
    mac: str | None
    realm: str
    scope: str
    time: float
    local: bool = True


def ends_of(flow: Flow, not_before: float = 0.0) -> tuple[Endpoint, Endpoint]:
    """Initiator and responder of a flow; sensor and VLAN are the scope. Raises ValueError where one is no address.

    Assets met by a flow far behind its sensor count from `not_before`: their days watched are days that Weir watched.
    """
    scope = flow.sensor if flow.vlan is None else f"{flow.sensor}/{flow.vlan}"
    met = max(flow.end, not_before)
    local = read_address(flow.initiator_ip).segment == read_address(flow.responder_ip).segment
    return (
        Endpoint(flow.initiator_ip, flow.initiator_mac, flow.realm, scope, met, local),
        Endpoint(flow.responder_ip, flow.responder_mac, flow.realm, scope, met, local),
    )
