"""sFlow v5: sampled packets, each standing for as many as its rate says (sflow.org, sFlow Version 5, 2004).

A sample is one packet of one direction; it has no time of its own, so the datagram's arrival counts. Counters of
interfaces are other rows.
"""

from struct import Struct as Binary

from msgspec import Struct

from schemas.bounds import LARGEST_COUNT
from schemas.formats.datagrams import Datagram
from schemas.formats.netflow.wire.export import SFLOW, Export
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from schemas.formats.packets.frames import ETHERNET, RAW, TCP, Packet, address_of, packet_of
from schemas.formats.row import LARGEST_VLAN, transport_of

COUNTERS = "sflow: counters"
OTHER_SAMPLE = "sflow: other samples"
NO_IP = "sflow: no IP packet"

_BEGIN = b"\0\0\0\5"
_LINKS = {1: ETHERNET, 11: RAW, 12: RAW}
"""header_protocol: Ethernet, IPv4, IPv6. Others (token ring, PPP, 802.11) are not met in plants."""

_HEAD = Binary("!IIII")
_TWO = Binary("!II")
_FLOW = Binary("!IIIIIIII")
_EXPANDED = Binary("!IIIIIIIIIII")
_RAW_HEADER = Binary("!IIII")
_IPV4 = Binary("!II4s4sIIII")
_IPV6 = Binary("!II16s16sIIII")
_SWITCH = Binary("!IIII")

_FLOW_SAMPLE, _COUNTER_SAMPLE, _EXPANDED_FLOW, _EXPANDED_COUNTERS = 1, 2, 3, 4
_SAMPLED_HEADER, _SAMPLED_IPV4, _SAMPLED_IPV6, _EXTENDED_SWITCH = 1, 3, 4, 1_001
_MOST_SAMPLES = 4_096
_MOST_RECORDS = 256
"""Of one datagram, and of one sample. Conventions: a datagram of 1,400 bytes has room for some ten samples."""


class Samples(Struct, frozen=True):
    """What a datagram brings; `broken` says why the rest of it could not be read."""

    export: Export
    halves: list[Half]
    broken: str | None = None


def is_sflow(payload: bytes) -> bool:
    """Whether a datagram is one of sFlow v5: its version has four bytes, where NetFlow's have two."""
    return payload.startswith(_BEGIN)


def samples(datagram: Datagram, notes: Notes) -> Samples:
    """The samples of a datagram. Raises ValueError where its header breaks off."""
    payload = datagram.payload
    kind = int.from_bytes(payload[4:8], "big")
    at = 8 + {1: 4, 2: 16}.get(kind, 0)
    if kind not in {1, 2} or len(payload) < at + _HEAD.size:
        msg = f"an sFlow datagram of {len(payload)} bytes that breaks off within its header"
        raise ValueError(msg)
    agent, sequence, uptime, count = _HEAD.unpack_from(payload, at)
    at += _HEAD.size
    export = Export(
        exporter=datagram.exporter,
        version=SFLOW,
        domain=agent,
        now=datagram.arrived,
        sequence=sequence,
        count=count,
        body=at,
        end=len(payload),
        uptime=uptime,
    )
    halves: list[Half] = []
    for _ in range(min(count, _MOST_SAMPLES)):
        if len(payload) < at + _TWO.size:
            return Samples(export, halves, f"an sFlow datagram that breaks off: it tells {count} samples")
        sample, length = _TWO.unpack_from(payload, at)
        at += _TWO.size
        if len(payload) < at + length:
            return Samples(export, halves, f"an sFlow sample of {length} bytes, where {len(payload) - at} are left")
        body = payload[at : at + length]
        at += length
        if sample in {_COUNTER_SAMPLE, _EXPANDED_COUNTERS}:
            notes.pass_over(COUNTERS)
        elif sample not in {_FLOW_SAMPLE, _EXPANDED_FLOW}:
            notes.pass_over(OTHER_SAMPLE)
        else:
            half = _half(body, datagram.arrived, expanded=sample == _EXPANDED_FLOW)
            if half is None:
                notes.pass_over(NO_IP)
            else:
                halves.append(half)
    return Samples(export, halves)


def _half(body: bytes, arrived: float, *, expanded: bool) -> Half | None:
    head = _EXPANDED if expanded else _FLOW
    if len(body) < head.size:
        return None
    told = head.unpack_from(body)
    rate, count = told[3 if expanded else 2], told[-1]
    at = head.size
    packet: Packet | None = None
    vlan: int | None = None
    for _ in range(min(count, _MOST_RECORDS)):
        if len(body) < at + _TWO.size:
            break
        kind, length = _TWO.unpack_from(body, at)
        record = body[at + _TWO.size : at + _TWO.size + length]
        at += _TWO.size + length
        if kind == _EXTENDED_SWITCH and len(record) >= _SWITCH.size:
            vlan = _SWITCH.unpack_from(record)[0]
        elif packet is None:
            packet = _packet(kind, record)
    return None if packet is None else _of_packet(packet, max(rate, 1), vlan, arrived)


def _packet(kind: int, record: bytes) -> Packet | None:
    if kind == _SAMPLED_HEADER and len(record) >= _RAW_HEADER.size:
        protocol, _, _, size = _RAW_HEADER.unpack_from(record)
        link = _LINKS.get(protocol)
        try:
            return None if link is None else packet_of(link, record[_RAW_HEADER.size : _RAW_HEADER.size + size])
        except ValueError:
            return None
    layout = {_SAMPLED_IPV4: _IPV4, _SAMPLED_IPV6: _IPV6}.get(kind)
    if layout is None or len(record) < layout.size:
        return None
    octets, protocol, sender, receiver, port, other_port, flags, _ = layout.unpack_from(record)
    ends = address_of(sender), address_of(receiver)
    return Packet(
        sender_ip=ends[0],
        receiver_ip=ends[1],
        protocol=protocol & 0xFF,
        octets=octets,
        payload=b"",
        sender_port=port & 0xFFFF,
        receiver_port=other_port & 0xFFFF,
        tcp_flags=flags & 0xFF,
    )


def _of_packet(packet: Packet, rate: int, vlan: int | None, arrived: float) -> Half:
    tagged = packet.vlan if packet.vlan is not None else vlan
    return Half(
        start=arrived,
        end=arrived,
        sender_ip=packet.sender_ip,
        receiver_ip=packet.receiver_ip,
        transport=transport_of(packet.protocol),
        sender_port=packet.sender_port,
        receiver_port=packet.receiver_port,
        octets=min(packet.octets * rate, LARGEST_COUNT),
        packets=rate,
        tcp_flags=packet.tcp_flags if packet.protocol == TCP else None,
        sender_mac=packet.sender_mac,
        receiver_mac=packet.receiver_mac,
        vlan=tagged if tagged is not None and 0 < tagged <= LARGEST_VLAN else None,
        flaws=("sampled",) if rate > 1 else (),
    )
