"""Planted connections as flows, as the site's own sensor would have written them."""

from collections.abc import Sequence

from replay.simulate.large.stage import Call
from replay.simulate.large.tape import REFUSED, UNANSWERED
from replay.simulate.shapes import FIRST_EPHEMERAL_PORT
from schemas.flow import ConnectionState, Flow

_SEGMENT_OCTETS, _HEADER_OCTETS = 1_400, 40
"""As the simulated sensor counts: payload of a full packet, and IPv4 and TCP headers."""

_PORTS = 16_384
"""How many ephemeral ports RFC 6335 has."""


def flows_of(calls: Sequence[Call], *, site: str, sensor: str, name: str, with_macs: bool) -> list[Flow]:
    """In order of their ends. A MAC is told within a /24 alone: elsewhere it would be that of some router."""
    flows = [
        _flow(call, site, sensor, f"planted-{name}-{place}", FIRST_EPHEMERAL_PORT + place % _PORTS, with_macs)
        for place, call in enumerate(calls)
    ]
    return sorted(flows, key=lambda flow: (flow.end, flow.start, flow.uid or ""))


def _flow(call: Call, site: str, sensor: str, uid: str, port: int, with_macs: bool) -> Flow:  # noqa: FBT001, PLR0913, PLR0917 - as a row has them
    near = with_macs and call.initiator.network == call.responder.network
    tried = call.shape in {UNANSWERED, REFUSED}
    state: ConnectionState = "rejected" if call.shape is REFUSED else "attempted" if tried else "established"
    sent, received = (1, 1 if call.shape is REFUSED else 0) if tried else _packets(call)
    return Flow(
        site=site,
        sensor=sensor,
        start=call.start,
        end=call.start + call.duration,
        initiator_ip=call.initiator.ip,
        responder_ip=call.responder.ip,
        transport="tcp",
        initiator_port=port,
        responder_port=call.port,
        uid=uid,
        initiator_mac=(call.initiator.mac or None) if near else None,
        responder_mac=(call.responder.mac or None) if near else None,
        service=None if tried else call.named,
        initiator_octets=call.sent + _HEADER_OCTETS * sent,
        responder_octets=call.received + _HEADER_OCTETS * received,
        initiator_packets=sent,
        responder_packets=received,
        state=state,
    )


def _packets(call: Call) -> tuple[int, int]:
    return 3 + call.sent // _SEGMENT_OCTETS, 2 + call.received // _SEGMENT_OCTETS
