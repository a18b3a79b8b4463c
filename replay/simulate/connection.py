"""A connection of the simulated plant: what one row of Zeek's conn.log says.

Everything the simulator makes is one of these, and both outputs, the log row and the Flow, are
read off it. Times are rounded to microseconds, as Zeek prints them, so that a flow read back from
the log is the flow given directly.
"""

from msgspec import Struct

from schemas.flow import Flow
from schemas.formats.zeek.conn import meaning, service_name

TRANSPORT_NUMBERS = {"tcp": 6, "udp": 17}
"""IANA protocol numbers, for `ip_proto`; what the plant speaks."""

_HEADER_OCTETS = {"tcp": 40, "udp": 28}
"""IPv4 header without options, 20 octets (RFC 791), and that of TCP (RFC 9293) or UDP (RFC 768)."""


class Connection(Struct, frozen=True, gc=False):
    """One connection. `duration` None: a single packet; octets None: nothing of the payload was seen.

    Octets are payload; `service`, `conn_state` and `history` are Zeek's own words.
    """

    start: float
    duration: float | None
    initiator_ip: str
    initiator_port: int
    responder_ip: str
    responder_port: int
    transport: str
    service: str | None
    conn_state: str
    history: str
    initiator_octets: int | None
    responder_octets: int | None
    initiator_packets: int
    responder_packets: int
    missed_octets: int = 0

    @property
    def end(self) -> float:
        """When it ended, UTC seconds: when the sensor writes it."""
        return self.start + (self.duration or 0.0)

    @property
    def initiator_ip_octets(self) -> int:
        """Octets of the initiator's IP packets, headers included."""
        return (self.initiator_octets or 0) + self.initiator_packets * _HEADER_OCTETS[self.transport]

    @property
    def responder_ip_octets(self) -> int:
        """Octets of the responder's IP packets, headers included."""
        return (self.responder_octets or 0) + self.responder_packets * _HEADER_OCTETS[self.transport]


class Seen(Struct, frozen=True, gc=False):
    """A connection as the sensor writes it: with its uid and the MAC addresses on the wire there."""

    connection: Connection
    uid: str
    initiator_mac: str | None
    responder_mac: str | None


def to_flow(seen: Seen, *, site: str, sensor: str) -> Flow:
    """The flow that the Zeek reader makes of the connection's row; a test holds them equal."""
    connection = seen.connection
    state, direction, flaws = meaning(connection.transport, connection.conn_state, connection.history)
    return Flow(
        site=site,
        sensor=sensor,
        uid=seen.uid,
        start=connection.start,
        end=connection.end,
        initiator_ip=connection.initiator_ip,
        initiator_port=connection.initiator_port,
        initiator_mac=seen.initiator_mac,
        responder_ip=connection.responder_ip,
        responder_port=connection.responder_port,
        responder_mac=seen.responder_mac,
        transport=connection.transport,
        service=None if connection.service is None else service_name(connection.service),
        initiator_octets=connection.initiator_ip_octets,
        responder_octets=connection.responder_ip_octets,
        initiator_packets=connection.initiator_packets,
        responder_packets=connection.responder_packets,
        state=state,
        direction=direction,
        flaws=flaws,
    )
