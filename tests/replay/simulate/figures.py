"""Plans that the simulator's tests share, and what they look up without asking the simulator."""

from functools import cache
from ipaddress import ip_address, ip_network

import msgspec

from replay.simulate import SimulationPlan
from replay.simulate.connection import Connection
from replay.simulate.scene import Scene
from replay.simulate.sensor import sightings
from schemas.services.names import service_of

SMALL = SimulationPlan(days=10, attack_day=8, cells=2, workstations=12, rate=0.2, seed=5)
QUIET = msgspec.structs.replace(SMALL, attacks=(), near_misses=False)

_SIDES = (
    (ip_network("10.0.0.0/16"), "it"),
    (ip_network("10.1.0.0/16"), "dmz"),
    (ip_network("10.2.0.0/16"), "ot"),
)

Path = tuple[str, str, str]


def side(ip: str) -> str:
    """The side of an address by the plant's numbering, not by its zones."""
    address = ip_address(ip)
    return next((name for network, name in _SIDES if address in network), "external")


@cache
def rows(plan: SimulationPlan) -> tuple[Connection, ...]:
    """A plan's connections as the sensor writes them."""
    return tuple(seen.connection for seen in sightings(Scene(plan)))


def path(connection: Connection) -> Path:
    """Initiator, responder and service; rows the sensor turned round are put right."""
    if connection.conn_state == "OTH" and connection.initiator_port < connection.responder_port:
        port = connection.initiator_port
        return connection.responder_ip, connection.initiator_ip, service_of(None, connection.transport, port)
    service = service_of(connection.service, connection.transport, connection.responder_port)
    return connection.initiator_ip, connection.responder_ip, service


def touches_the_plant(connection: Connection) -> bool:
    """Whether an end lies in OT or DMZ."""
    return bool({side(connection.initiator_ip), side(connection.responder_ip)} & {"ot", "dmz"})


def crosses(connection: Connection) -> tuple[str, str]:
    """The sides a connection goes between, by its true roles."""
    initiator, responder, _ = path(connection)
    return side(initiator), side(responder)
