"""One flow tuple of an Azure flow log: a line of commas that tells a begin, what was added since, or the end of a flow.

Fields are Microsoft's ("Virtual network flow logs", flowLogVersion 4, and "NSG flow logs", versions 1 and 2). A tuple
is told with its roles: the source began. Counts are since the flow's last tuple, so they are differences already.
"""

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.flow import ConnectionState, Flow
from schemas.formats.notes import Doubt
from schemas.formats.row import LATEST_TIME, Row, address, transport_named

_NSG_FIELDS = (
    *("time", "source", "destination", "source port", "destination port", "protocol", "direction", "decision"),
    *("state", "packets sent", "bytes sent", "packets received", "bytes received"),
)
_VNET_FIELDS = (
    *("time", "source", "destination", "source port", "destination port", "protocol", "direction", "state"),
    *("encryption", "packets sent", "bytes sent", "packets received", "bytes received"),
)
_VERSION_1 = 8
"""Fields of an NSG log of version 1, which has no state and no counts."""

_TRANSPORTS = {"T": "tcp", "U": "udp", "6": "tcp", "17": "udp"}
_WITH_PORTS = frozenset({"tcp", "udp", "sctp"})
_STATES = frozenset("BCED")
_MILLISECONDS_FROM = 100_000_000_000.0


class Told(NamedTuple):
    """A tuple's flow, its direction (for `ViewsMemory`), and what was left out."""

    flow: Flow
    direction: Hashable
    doubts: list[Doubt]


def told(text: str, *, vnet: bool, site: str, sensor: str) -> Told:
    """What a tuple of a VNet's log, or of an NSG's, says. Raises ValueError that names the field."""
    words = text.split(",")
    try:
        return _fast(words, site, sensor, vnet=vnet)
    except (ValueError, KeyError):
        names = _VNET_FIELDS if vnet else _NSG_FIELDS
        if len(words) != len(names) and (vnet or len(words) != _VERSION_1):
            known = str(len(names)) if vnet else f"{_VERSION_1} or {len(names)}"
            msg = f"a flow tuple of {len(words)} fields; there are {known}"
            raise ValueError(msg) from None
        return _careful(dict(zip(names, words, strict=False)), site, sensor)


def _fast(words: list[str], site: str, sensor: str, *, vnet: bool) -> Told:
    (time, source, target, port, other_port, protocol, _, first, second, *counts) = words
    denied = first == "D"
    state = first if vnet else second
    if state not in _STATES or len(counts) != 4 or not (vnet or denied or first == "A"):
        raise ValueError
    transport = _TRANSPORTS[protocol]
    moment = float(time)
    if moment >= _MILLISECONDS_FROM:
        moment /= 1000.0
    initiator_port, responder_port = int(port), int(other_port)
    if state in "BD" or denied:
        sent = sent_octets = received = received_octets = None
    else:
        sent, sent_octets, received, received_octets = map(int, counts)
        if sent < 0 or sent_octets < 0 or received < 0 or received_octets < 0:
            raise ValueError
        if max(sent, sent_octets, received, received_octets) > LARGEST_COUNT:
            raise ValueError
    if not (
        0.0 <= moment <= LATEST_TIME and 0 <= initiator_port <= LARGEST_PORT and 0 <= responder_port <= LARGEST_PORT
    ):
        raise ValueError
    # By position, in the order of the flow's fields: named ones would cost twice as much (measured for Zeek's).
    flow = Flow(
        site,
        sensor,
        moment,
        moment,
        address(source),
        address(target),
        transport,
        initiator_port,
        responder_port,
        f"{source}:{port}-{target}:{other_port}/{transport}",
        None,
        None,
        None,
        None,
        (),
        sent_octets,
        received_octets,
        sent,
        received,
        _went(state, received, denied=denied),
    )
    return Told(flow, (source, target, port, other_port, protocol, denied), [])


def _careful(fields: Mapping[str, object], site: str, sensor: str) -> Told:
    row = Row(fields)
    moment = row.moment("time")
    protocol = row.needed("protocol")
    transport = _TRANSPORTS.get(str(protocol)) or transport_named(protocol, "protocol")
    source, target = row.address("source"), row.address("destination")
    with_ports = transport in _WITH_PORTS
    initiator_port = row.lesser_port("source port") if with_ports else None
    responder_port = row.port("destination port") if with_ports else None
    decision, state = row.given("decision"), row.given("state")
    denied = decision == "D" or state == "D"
    if (decision not in {None, "A", "D"}) or (state is not None and state not in _STATES):
        row.doubts.append("impossible state")
    counted = state in {"C", "E"} and not denied
    received = row.count("packets received", "impossible packets") if counted else None
    flow = Flow(
        site=site,
        sensor=sensor,
        start=moment,
        end=moment,
        initiator_ip=source,
        responder_ip=target,
        transport=transport,
        initiator_port=initiator_port,
        responder_port=responder_port,
        uid=f"{source}:{initiator_port}-{target}:{responder_port}/{transport}",
        initiator_octets=row.count("bytes sent", "impossible octets") if counted else None,
        responder_octets=row.count("bytes received", "impossible octets") if counted else None,
        initiator_packets=row.count("packets sent", "impossible packets") if counted else None,
        responder_packets=received,
        state=_went(state if isinstance(state, str) else "", received, denied=denied),
    )
    return Told(flow, (source, target, initiator_port, responder_port, transport, denied), row.doubts)


def _went(state: str, received: int | None, *, denied: bool) -> ConnectionState:
    """How a flow went so far: a begin tells only that it was let through."""
    if denied:
        return "rejected"
    if received is None:
        return "unknown"
    if received:
        return "established"
    return "attempted" if state == "E" else "unknown"
