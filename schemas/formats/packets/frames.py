"""What a captured packet's headers tell: who sent it to whom, by which transport and ports.

Link layers are numbered as in captures (the tcpdump group's LINKTYPE table). What is inside of a tunnel is not looked
at.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from struct import Struct as Binary

from msgspec import Struct

from schemas.formats.row import address

ETHERNET, RAW, LINUX_COOKED, LINUX_COOKED_2 = 1, 101, 113, 276
_LOOPBACK = frozenset({0, 108})
_RAW = frozenset({RAW, 12, 14, 228, 229})

TCP, UDP = 6, 17
_WITH_PORTS = frozenset({TCP, UDP, 33, 132, 136})
"""TCP, UDP, DCCP, SCTP, UDP-Lite: all begin with both ports."""

_ICMP = frozenset({1, 58})

_IPV4, _IPV6 = 0x0800, 0x86DD
_TAGS = frozenset({0x8100, 0x88A8, 0x9100})
"""EtherTypes of VLAN tags: 802.1Q, 802.1ad, and the one before it."""

_EXTENSIONS = frozenset({0, 43, 60, 135, 139, 140})
"""IPv6 extension headers that say how long they are: hop-by-hop, routing, destination, mobility, HIP, shim6."""

_FRAGMENT, _AUTHENTICATION = 44, 51
_MOST_EXTENSIONS = 8
_VLAN_BITS = 0x0FFF

_TYPE = Binary("!H")
_PORTS = Binary("!HH")


class Packet(Struct, frozen=True, gc=False, kw_only=True):
    """One packet. For ICMP the sender's port is the type and the receiver's the code.

    `octets` are those of the IP packet, as its header says. `payload` is what follows the IP headers, as far as it was
    captured. A `fragment` other than the first has no ports.
    """

    sender_ip: str
    receiver_ip: str
    protocol: int
    octets: int
    payload: bytes
    sender_port: int | None = None
    receiver_port: int | None = None
    tcp_flags: int | None = None
    sender_mac: str | None = None
    receiver_mac: str | None = None
    vlan: int | None = None
    fragment: bool = False


def packet_of(link: int, frame: bytes) -> Packet:
    """The packet of a frame. Raises ValueError that says why there is none."""
    if link == ETHERNET:
        return _of_ethernet(frame)
    if link in _RAW:
        return _of_ip(frame, 0, None, None, None)
    if link == LINUX_COOKED and len(frame) >= 16:
        return _tagged(frame, 14, _mac(frame[6:12]) if frame[4:6] == b"\0\6" else None, None)
    if link == LINUX_COOKED_2 and len(frame) >= 20:
        kind = _TYPE.unpack_from(frame)[0]
        sender = _mac(frame[12:18]) if frame[11] == 6 else None
        if kind in _TAGS:
            return _tagged(frame[:20] + frame[:2] + frame[20:], 20, sender, None)
        return _of_type(kind, frame, 20, sender, None, None)
    if link in _LOOPBACK:
        return _of_ip(frame, 4, None, None, None)
    msg = f"a link layer that is not read ({link})"
    raise ValueError(msg)


def _of_ethernet(frame: bytes) -> Packet:
    if len(frame) < 14:
        msg = "cut short"
        raise ValueError(msg)
    return _tagged(frame, 12, _mac(frame[6:12]), _mac(frame[:6]))


def _tagged(frame: bytes, at: int, sender: str | None, receiver: str | None) -> Packet:
    """The packet behind an EtherType and its VLAN tags, of which the outer one counts."""
    vlan: int | None = None
    while len(frame) >= at + 2:
        kind = _TYPE.unpack_from(frame, at)[0]
        if kind not in _TAGS or len(frame) < at + 4:
            return _of_type(kind, frame, at + 2, sender, receiver, vlan)
        tag = _TYPE.unpack_from(frame, at + 2)[0] & _VLAN_BITS
        vlan = (tag or None) if vlan is None else vlan
        at += 4
    msg = "cut short"
    raise ValueError(msg)


def _of_type(  # noqa: PLR0913, PLR0917 - a frame's parts
    kind: int, frame: bytes, at: int, sender: str | None, receiver: str | None, vlan: int | None
) -> Packet:
    if kind not in {_IPV4, _IPV6}:
        msg = "no IP packet"
        raise ValueError(msg)
    return _of_ip(frame, at, sender, receiver, vlan)


def _of_ip(frame: bytes, at: int, sender: str | None, receiver: str | None, vlan: int | None) -> Packet:
    version = frame[at] >> 4 if len(frame) > at else 0
    if version == 4 and len(frame) >= at + 20:
        return _of_ipv4(frame, at, sender, receiver, vlan)
    if version == 6 and len(frame) >= at + 40:
        return _of_ipv6(frame, at, sender, receiver, vlan)
    msg = "cut short" if version in {4, 6} else "no IP packet"
    raise ValueError(msg)


def _of_ipv4(frame: bytes, at: int, sender: str | None, receiver: str | None, vlan: int | None) -> Packet:
    header = (frame[at] & 0x0F) * 4
    octets = _TYPE.unpack_from(frame, at + 2)[0]
    if header < 20 or len(frame) < at + header:
        msg = "a damaged IP header"
        raise ValueError(msg)
    place = _TYPE.unpack_from(frame, at + 6)[0]
    # A length of 0 is that of a packet which the network card cuts into several (segmentation offload).
    end = at + octets if octets >= header else len(frame)
    return _packet(
        frame[at + header : end],
        protocol=frame[at + 9],
        ends=(address_of(frame[at + 12 : at + 16]), address_of(frame[at + 16 : at + 20])),
        octets=octets or len(frame) - at,
        link=(sender, receiver, vlan),
        offset=place & 0x1FFF,
        more=bool(place & 0x2000),
    )


def _of_ipv6(frame: bytes, at: int, sender: str | None, receiver: str | None, vlan: int | None) -> Packet:
    octets = 40 + _TYPE.unpack_from(frame, at + 4)[0]
    kind, place, end = frame[at + 6], at + 40, at + octets if octets > 40 else len(frame)
    offset, more = 0, False
    for _ in range(_MOST_EXTENSIONS):
        if kind not in _EXTENSIONS and kind not in {_FRAGMENT, _AUTHENTICATION}:
            break
        if len(frame) < place + 8:
            msg = "cut short"
            raise ValueError(msg)
        following, length = frame[place], frame[place + 1]
        if kind == _FRAGMENT:
            told = _TYPE.unpack_from(frame, place + 2)[0]
            offset, more = told >> 3, bool(told & 1)
            place += 8
        else:
            place += (length + 2) * 4 if kind == _AUTHENTICATION else (length + 1) * 8
        kind = following
    return _packet(
        frame[place:end],
        protocol=kind,
        ends=(address_of(frame[at + 8 : at + 24]), address_of(frame[at + 24 : at + 40])),
        octets=octets,
        link=(sender, receiver, vlan),
        offset=offset,
        more=more,
    )


def _packet(  # noqa: PLR0913 - a packet's parts, by name
    payload: bytes,
    *,
    protocol: int,
    ends: tuple[str, str],
    octets: int,
    link: tuple[str | None, str | None, int | None],
    offset: int,
    more: bool,
) -> Packet:
    sent: int | None = None
    received: int | None = None
    flags: int | None = None
    if offset == 0 and len(payload) >= 4:
        if protocol in _WITH_PORTS:
            sent, received = _PORTS.unpack_from(payload)
            if protocol == TCP and len(payload) >= 14:
                flags = payload[13]
        elif protocol in _ICMP:
            sent, received = payload[0], payload[1]
    return Packet(
        sender_ip=ends[0],
        receiver_ip=ends[1],
        protocol=protocol,
        octets=octets,
        payload=payload,
        sender_port=sent,
        receiver_port=received,
        tcp_flags=flags,
        sender_mac=link[0],
        receiver_mac=link[1],
        vlan=link[2],
        fragment=offset != 0 or more,
    )


@lru_cache(maxsize=65_536)
def address_of(packed: bytes) -> str:
    """The text of an address of 4 or 16 bytes."""
    return str(IPv4Address(packed)) if len(packed) == 4 else address(str(IPv6Address(packed)))


def _mac(packed: bytes) -> str | None:
    return packed.hex(":") if any(packed) else None
