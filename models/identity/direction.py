"""Who began, where the sensor does not know: from ports and from what is known already.

A sensor that missed a handshake may have the roles turned round. Two signs tell: a well-known port at
the "initiator" against an ephemeral one at the "responder", and a path known the other way round. Of ICMP the type
tells: a reply in the first packet seen means that the request was missed.
"""

from collections.abc import Callable

from msgspec.structs import replace

from schemas.flow import ConnectionState, Flow
from schemas.services.icmp import ICMP_NAMES, reports_on_another, request_of
from schemas.services.names import by_port, is_ephemeral

KnowsReverse = Callable[[Flow], bool]

FAILED: frozenset[ConnectionState] = frozenset({"attempted", "rejected"})
"""The states of a flow to which nobody answered, or that was refused."""

UNWELCOME: frozenset[ConnectionState] = FAILED | {"reset"}
"""The states of a flow that may have come to nothing: `said_nothing` tells it of one that was reset."""

_HANDSHAKE_PACKETS = 2
_HANDSHAKE_OCTETS = 100
"""A responder's SYN-ACK with all usual options (60 octets with headers, RFC 9293 and 7323) and its RST (40): what is
not more than these holds no word of it."""


def oriented(flow: Flow, knows_reverse: KnowsReverse) -> Flow:
    """The flow with the roles that are most likely true; the same object where nothing speaks against it.

    TCP with a seen handshake is never turned. UDP has none, so ports speak even where the sensor is certain.
    An ICMP reply is turned into the request that it answers.
    """
    if flow.transport in ICMP_NAMES:
        request = request_of(flow.initiator_port)
        # The request itself was not seen, so who began stays a guess.
        return flow if request is None else replace(turned(flow), initiator_port=request, direction="unsure")
    if flow.initiator_port is None or flow.responder_port is None or flow.transport not in {"tcp", "udp"}:
        return flow
    if flow.direction == "certain" and flow.transport == "tcp":
        return flow
    from_service = by_port(flow.transport, flow.initiator_port) is not None
    to_service = by_port(flow.transport, flow.responder_port) is not None
    if from_service and is_ephemeral(flow.responder_port):
        return turned(flow)
    if from_service == to_service and knows_reverse(flow):
        return turned(flow)
    return flow


def turned(flow: Flow) -> Flow:
    """The flow with its two ends exchanged, marked as flipped."""
    return replace(
        flow,
        initiator_ip=flow.responder_ip,
        responder_ip=flow.initiator_ip,
        initiator_port=flow.responder_port,
        responder_port=flow.initiator_port,
        initiator_mac=flow.responder_mac,
        responder_mac=flow.initiator_mac,
        initiator_octets=flow.responder_octets,
        responder_octets=flow.initiator_octets,
        initiator_packets=flow.responder_packets,
        responder_packets=flow.initiator_packets,
        direction="flipped",
    )


def said_nothing(flow: Flow) -> bool:
    """Whether a try came to nothing: unanswered, refused, or accepted and reset before the responder said anything.

    So a server behaves that has too many sessions, and a program behind a port that somebody else opened.
    """
    if flow.state in FAILED:
        return True
    octets, packets = flow.responder_octets, flow.responder_packets
    if flow.state != "reset" or flow.transport != "tcp" or octets is None or packets is None:
        return False
    return packets <= _HANDSHAKE_PACKETS and octets <= _HANDSHAKE_OCTETS


def only_reports(flow: Flow) -> bool:
    """Whether a flow is an ICMP message about somebody's packet ("port unreachable"), so no conversation of its own."""
    return flow.transport in ICMP_NAMES and reports_on_another(flow.initiator_port, flow.initiator_ip)


def answered(flow: Flow) -> bool:
    """Whether the responder is_answered: established, or anything came back in a flow whose state says less."""
    if flow.state == "established":
        return True
    if flow.state in {"reset", "unknown"}:
        return bool(flow.responder_octets) or bool(flow.responder_packets)
    return False
