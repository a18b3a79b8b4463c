"""Data records as halves: who sent what to whom, and in a record of both directions what came back.

A record of both directions is two halves that come together, so the joiner makes one whole flow of it. Its sender is
the initiator where the exporter says so: by its biflowDirection, by elements that are called the initiator's and the
responder's, or by its first flags; else flags and ports tell, as of any two halves.
"""

from collections.abc import Iterable, Sequence
from itertools import compress, repeat

from msgspec.structs import replace

from schemas.flow import Flaw
from schemas.formats.netflow.exporters import Domain
from schemas.formats.netflow.fields import (
    UNSPECIFIED,
    addresses,
    counts,
    flags,
    macs,
    numbers,
    ports,
    transports,
    vlans,
)
from schemas.formats.netflow.sampling import rates_of
from schemas.formats.netflow.times import spans
from schemas.formats.netflow.wire.export import Export
from schemas.formats.netflow.wire.template import Columns
from schemas.formats.notes import Notes
from schemas.formats.one_way.conversation import ACK, SYN
from schemas.formats.one_way.half import Half
from schemas.formats.row import LARGEST_IP_PROTOCOL
from schemas.services.icmp import reply_of

NO_FLOW = "netflow: no IP flow"
"""What records without addresses or a transport are counted as: a radio station's, an interface's, a layer 2 flow's."""

NO_TRAFFIC = "netflow: no traffic"
"""What records are counted as that tell of no packet: with counters that are all 0 (Cisco exports the direction of a
flow in which nothing was sent), and of a firewall alerts and events that mean nothing."""

_DENIED, _DELETED = 3, 2
_EVENTS_OF_FLOWS = frozenset({1, 2, 3, 5})
"""Created, deleted, denied, updated (IANA firewallEvent); 0 is to be ignored and 4 an alert."""

_END_DETECTED = 3
"""flowEndReason: the end of the flow was seen (RFC 5102, 5.11.3). All others are the exporter's own limits."""

_ROLES: dict[int, bool | None] = {1: True, 2: False}
"""biflowDirection (RFC 5103, 6.3): the sender is the initiator, or the responder; else nobody says."""

_OCTETS = ("octets", "initiator_octets", "total_octets", "out_octets")
_PACKETS = ("packets", "initiator_packets", "total_packets", "out_packets")
_OCTETS_BACK = ("reverse_octets", "responder_octets", "reverse_total_octets")
_PACKETS_BACK = ("reverse_packets", "responder_packets", "reverse_total_packets")
_BACK = frozenset({*_OCTETS_BACK, *_PACKETS_BACK})
_COUNTERS = frozenset({*_OCTETS, *_PACKETS, *_BACK})
_INITIATORS = frozenset({"initiator_octets", "initiator_packets", "responder_octets", "responder_packets"})
_EVENTS = ("firewall_event", "old_firewall_event")


def halves_of(columns: Columns, count: int, export: Export, domain: Domain, notes: Notes) -> list[Half]:
    """The halves of some records of one template. Those that are no flows are counted in `notes`.

    A record of both directions gives two, the sender's first.
    """
    columns, count, senders, receivers = _flows_alone(columns, count, notes)
    if not count:
        return []
    rates = rates_of(columns, count, domain)
    flaws: tuple[Flaw, ...] = () if rates is None else ("sampled",)
    protocols = columns["protocol"]
    times = spans(columns, count, export, domain.boot_ms, notes)
    starts, ends = zip(*times, strict=True)
    # By position, in the order of the half's fields, in a C loop; a column may be without end where none has the field.
    halves = list(
        map(
            Half,
            starts,
            ends,
            senders,
            receivers,
            transports(protocols),
            *ports(columns, protocols, notes),
            counts(columns, _OCTETS, rates, "impossible octets", notes) or repeat(None),
            counts(columns, _PACKETS, rates, "impossible packets", notes) or repeat(None),
            flags(columns),
            *macs(columns),
            vlans(columns, notes),
            repeat(None),
            repeat(None),
            _rejected(columns),
            _sender_began(columns),
            _ended(columns),
            repeat(flaws),
        )
    )
    return halves if _BACK.isdisjoint(columns) else _both_ways(halves, columns, rates, notes)


def _flows_alone(columns: Columns, count: int, notes: Notes) -> tuple[Columns, int, Sequence[str], Sequence[str]]:
    """The records that are flows, with their addresses; the others are counted."""
    senders, receivers = addresses(columns, "sender"), addresses(columns, "receiver")
    protocols = columns.get("protocol")
    if senders is None or receivers is None or protocols is None:
        notes.pass_over(NO_FLOW, count)
        return columns, 0, (), ()
    events = numbers(columns, *_EVENTS)
    flows = [True] * count
    if max(protocols) > LARGEST_IP_PROTOCOL or not UNSPECIFIED.isdisjoint(senders):  # type: ignore[operator]
        flows = [
            protocol <= LARGEST_IP_PROTOCOL and not (sender in UNSPECIFIED and receiver in UNSPECIFIED)  # type: ignore[operator]
            for sender, receiver, protocol in zip(senders, receivers, protocols, strict=True)
        ]
        notes.pass_over(NO_FLOW, flows.count(False))
    traffic = _with_traffic(columns, events, flows)
    if traffic is not None:
        notes.pass_over(NO_TRAFFIC, traffic.count(False))
        flows = [flow and told for flow, told in zip(flows, traffic, strict=True)]
    if all(flows):
        return columns, count, senders, receivers
    rest: Columns = {name: tuple(compress(values, flows)) for name, values in columns.items()}
    return rest, flows.count(True), list(compress(senders, flows)), list(compress(receivers, flows))


def _with_traffic(columns: Columns, events: Sequence[int] | None, flows: Sequence[bool]) -> list[bool] | None:
    """Which of some records tell of traffic, or are no flows anyway; None where all do."""
    if events is not None:
        if _EVENTS_OF_FLOWS.issuperset(events):
            return None
        return [event in _EVENTS_OF_FLOWS or not flow for event, flow in zip(events, flows, strict=True)]
    counters = [columns[name] for name in _COUNTERS & columns.keys()]
    if not counters or any(map(all, counters)):
        return None
    return [any(row) or not flow for row, flow in zip(zip(*counters, strict=True), flows, strict=True)]


def _rejected(columns: Columns) -> Iterable[bool]:
    events = numbers(columns, *_EVENTS)
    return repeat(object=False) if events is None else [event == _DENIED for event in events]


def _ended(columns: Columns) -> Iterable[bool]:
    reasons, events = columns.get("end_reason"), numbers(columns, *_EVENTS)
    if reasons is not None:
        return [reason == _END_DETECTED for reason in reasons]
    return repeat(object=False) if events is None else [event == _DELETED for event in events]


def _sender_began(columns: Columns) -> Iterable[bool | None]:
    told = numbers(columns, "biflow_direction")
    if told is not None:
        return list(map(_ROLES.get, told))
    if not _INITIATORS.isdisjoint(columns) or "extended_event" in columns:
        return repeat(object=True)
    first = columns.get("first_flags")
    if first is not None:
        return [None if not value & SYN else not value & ACK for value in first]  # type: ignore[operator]
    return repeat(None)


def _both_ways(halves: list[Half], columns: Columns, rates: Sequence[int] | None, notes: Notes) -> list[Half]:
    """The halves, each with what came back after it, if anything did; without one that nothing was sent of."""
    octets = counts(columns, _OCTETS_BACK, rates, "impossible octets", notes) or repeat(None)
    packets = counts(columns, _PACKETS_BACK, rates, "impossible packets", notes) or repeat(None)
    both: list[Half] = []
    for half, back, packets_back, told in zip(halves, octets, packets, flags(columns, "reverse_"), strict=False):
        answer = _answer(half, back, packets_back, told) if back or packets_back else None
        # An exporter that orders both ends by their addresses (softflowd) may name one first that sent nothing.
        if answer is None or half.octets or half.packets or half.sender_began is not None:
            both.append(half)
        if answer is not None:
            both.append(answer)
    return both


def _answer(half: Half, octets: int | None, packets: int | None, told: int | None) -> Half | None:
    """What came back; None of an ICMP message to which there is no answer."""
    port, other_port = half.receiver_port, half.sender_port
    if half.transport == "icmp":
        port, other_port = reply_of(half.sender_port), half.receiver_port
        if port is None:
            return None
    return replace(
        half,
        sender_ip=half.receiver_ip,
        receiver_ip=half.sender_ip,
        sender_port=port,
        receiver_port=other_port,
        sender_mac=half.receiver_mac,
        receiver_mac=half.sender_mac,
        octets=octets,
        packets=packets,
        tcp_flags=told,
        sender_began=None if half.sender_began is None else not half.sender_began,
    )
