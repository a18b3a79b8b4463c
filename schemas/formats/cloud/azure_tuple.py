"""One flow tuple of an Azure flow log: a line of commas that tells a begin, what was added since, or the end of a flow.

Fields are Microsoft's ("Virtual network flow logs", flowLogVersion 4, and "NSG flow logs", versions 1 and 2). A tuple
is told with its roles: the source began. Counts are since the flow's last tuple, so they are differences already.
"""

from collections.abc import Hashable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from operator import or_

from schemas.bounds import LARGEST_PORT
from schemas.flow import ConnectionState, Flow
from schemas.formats.memory import ADDS
from schemas.formats.notes import Doubt
from schemas.formats.row import LATEST_TIME, Addresses, Row, shown, transport_named

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

Told = tuple[Flow, Hashable, list[Doubt]]
"""A tuple's flow, its direction (for `ViewsMemory`), and what was left out."""


class NeedsCareError(ValueError):
    """Tuples that are not all plain ones: they are read one by one."""


def many(texts: Sequence[str], *, vnet: bool, site: str, sensor: str) -> tuple[list[Flow], list[Hashable]]:
    """The flows of tuples and their directions, column by column. Raises ValueError where one of them needs care."""
    width = len(_VNET_FIELDS)
    if set(map(str.count, texts, repeat(","))) != {width - 1}:
        raise NeedsCareError
    words = ",".join(texts).split(",")
    sources, targets, ports, other_ports, protocols = [words[at::width] for at in range(1, 6)]
    firsts = words[7::width]
    states = firsts if vnet else words[8::width]
    denied = [first == "D" for first in firsts]
    if not _STATES.issuperset(states) or not (vnet or {"A", "D"}.issuperset(firsts)):
        raise NeedsCareError
    transports = [_TRANSPORTS.get(protocol) for protocol in protocols]
    times = [time / 1000.0 if time >= _MILLISECONDS_FROM else time for time in map(float, words[::width])]
    initiator_ports, responder_ports = list(map(int, ports)), list(map(int, other_ports))
    begins = [state in "BD" or one for state, one in zip(states, denied, strict=True)]
    counts = [_numbers(words[at::width], begins) for at in range(9, 13)]
    most = reduce(or_, [reduce(or_, column) for column in counts])
    packets, octets, packets_back, octets_back = [
        [None if begin else count for begin, count in zip(begins, column, strict=True)] if True in begins else column
        for column in counts
    ]
    total = sum(times)
    # A negative number anywhere makes all negative, and a large one sets bits above the bound.
    most_port = reduce(or_, initiator_ports) | reduce(or_, responder_ports)
    if None in transports or total != total or min(times) < 0.0 or max(times) > LATEST_TIME:  # noqa: PLR0124
        raise NeedsCareError
    if not 0 <= most_port <= LARGEST_PORT or most < 0 or most >> 62:
        raise NeedsCareError
    senders, receivers = [list(map(_addresses.__getitem__, column)) for column in (sources, targets)]
    ends = zip(senders, ports, receivers, other_ports, transports, strict=True)
    uids = [f"{ADDS}{source}:{port}-{target}:{other}/{transport}" for source, port, target, other, transport in ends]
    # By position, in the order of the flow's fields: named ones would cost twice as much (measured for Zeek's).
    flows = list(
        map(
            Flow,
            repeat(site),
            repeat(sensor),
            times,
            times,
            senders,
            receivers,
            transports,
            initiator_ports,
            responder_ports,
            uids,
            repeat(None),
            repeat(None),
            repeat(None),
            repeat(None),
            repeat(()),
            octets,
            octets_back,
            packets,
            packets_back,
            [
                "established" if received else _went(state, received, denied=one)
                for state, received, one in zip(states, packets_back, denied, strict=True)
            ],
        )
    )
    return flows, list(zip(uids, denied, strict=True))


def _numbers(texts: Sequence[str], begins: Sequence[bool]) -> list[int]:
    """Counts; those of a begin say nothing, and NSG logs leave them empty."""
    try:
        return list(map(int, texts))
    except ValueError:
        return [0 if begin else int(text) for text, begin in zip(texts, begins, strict=True)]


_addresses = Addresses()


def told(text: str, *, vnet: bool, site: str, sensor: str) -> Told:
    """What a tuple of a VNet's log, or of an NSG's, says. Raises ValueError that names the field."""
    words = text.split(",")
    names = _VNET_FIELDS if vnet else _NSG_FIELDS
    if len(words) != len(names) and (vnet or len(words) != _VERSION_1):
        known = str(len(names)) if vnet else f"{_VERSION_1} or {len(names)}"
        msg = f"a flow tuple of {len(words)} fields; there are {known}"
        raise ValueError(msg)
    return _careful(dict(zip(names, words, strict=False)), site, sensor)


def _careful(fields: Mapping[str, object], site: str, sensor: str) -> Told:
    row = Row(fields)
    moment = row.moment("time")
    protocol = row.needed("protocol")
    if protocol not in _TRANSPORTS and not str(protocol).isdigit():
        msg = f"field protocol: {shown(protocol)} is neither T nor U nor a number"
        raise ValueError(msg)
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
        uid=f"{ADDS}{source}:{initiator_port}-{target}:{responder_port}/{transport}",
        initiator_octets=row.count("bytes sent", "impossible octets") if counted else None,
        responder_octets=row.count("bytes received", "impossible octets") if counted else None,
        initiator_packets=row.count("packets sent", "impossible packets") if counted else None,
        responder_packets=received,
        state=_went(state if isinstance(state, str) else "", received, denied=denied),
    )
    return flow, (flow.uid, denied), row.doubts


def _went(state: str, received: int | None, *, denied: bool) -> ConnectionState:
    """How a flow went so far: a begin tells only that it was let through."""
    if denied:
        return "rejected"
    if received is None:
        return "unknown"
    if received:
        return "established"
    return "attempted" if state == "E" else "unknown"
