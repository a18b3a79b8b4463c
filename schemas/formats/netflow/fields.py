"""The fields of some records, a column each: addresses, ports, counters, MACs and VLANs as a half has them."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address
from itertools import repeat

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.formats.netflow.wire.template import Columns, Value
from schemas.formats.notes import Doubt, Notes
from schemas.formats.row import LARGEST_IP_PROTOCOL, LARGEST_VLAN, address, transport_of

Optional = Iterable[int | None]

ICMP_PROTOCOLS = (1, 58)
UNSPECIFIED = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not listened on

_MOST_KEPT = 65_536
_TRANSPORTS = [transport_of(number) for number in range(LARGEST_IP_PROTOCOL + 1)]
_NO_MAC = bytes(6)


class _Addresses(dict[Value, str]):
    """An address's bytes -> its text: each is made once, and the look-up costs a tenth of making it."""

    def __missing__(self, packed: Value) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        whole = packed if isinstance(packed, bytes) else b""
        text = str(IPv4Address(whole)) if len(whole) == 4 else address(str(IPv6Address(whole)))
        self[packed] = text
        return text


class _Macs(dict[Value, str | None]):
    """A MAC's bytes -> its text; None for one of zeros, which exporters write where they know none."""

    def __missing__(self, packed: Value) -> str | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        text = None if packed == _NO_MAC or not isinstance(packed, bytes) else packed.hex(":")
        self[packed] = text
        return text


_address_of = _Addresses().__getitem__
_mac_of = _Macs().__getitem__


def numbers(columns: Columns, *names: str) -> Sequence[int] | None:
    """The first of these columns that tells something, record by record; None where there is none of them."""
    found: list[Sequence[int]] = [columns[name] for name in names if name in columns]  # type: ignore[misc]
    if len(found) < 2:
        return found[0] if found else None
    return [next((value for value in row if value), 0) for row in zip(*found, strict=True)]


def addresses(columns: Columns, end: str) -> Sequence[str] | None:
    """The addresses of one end ("sender" or "receiver"). A record may have room for both families, one empty."""
    four, six = columns.get(f"{end}_v4"), columns.get(f"{end}_v6")
    if six is None:
        return None if four is None else list(map(_address_of, four))
    if four is None:
        return list(map(_address_of, six))
    both = zip(map(_address_of, four), map(_address_of, six), strict=True)
    return [longer if short in UNSPECIFIED and longer not in UNSPECIFIED else short for short, longer in both]


def transports(protocols: Sequence[Value]) -> Iterable[str]:
    """The transports by their IP protocol numbers, which are checked to be in range before."""
    return map(_TRANSPORTS.__getitem__, protocols)  # type: ignore[arg-type]


def ports(columns: Columns, protocols: Sequence[Value], notes: Notes) -> tuple[Optional, Optional]:
    """The ports of sender and receiver; of ICMP the type and the code.

    Two ports of 0 are none: so exporters write those of transports without ports, and of fragments.
    """
    sent = numbers(columns, "sender_port", "sender_port_tcp", "sender_port_udp")
    received = numbers(columns, "receiver_port", "receiver_port_tcp", "receiver_port_udp")
    ends: tuple[Sequence[int | None], Sequence[int | None]]
    if sent is None or received is None:
        ends = _ports(sent, protocols, notes), _ports(received, protocols, notes)
    elif max(sent) > LARGEST_PORT or max(received) > LARGEST_PORT or not all(map(_or, sent, received)):
        pairs = [(a, b) if a or b else (None, None) for a, b in zip(sent, received, strict=True)]
        ends = _ports([a for a, _ in pairs], protocols, notes), _ports([b for _, b in pairs], protocols, notes)
    else:
        ends = sent, received
    if 1 in protocols or 58 in protocols:
        kinds = _icmp(columns, received, len(protocols))
        is_icmp = [protocol in ICMP_PROTOCOLS for protocol in protocols]
        return (
            [kind if icmp else port for port, (kind, _), icmp in zip(ends[0], kinds, is_icmp, strict=True)],
            [code if icmp else port for port, (_, code), icmp in zip(ends[1], kinds, is_icmp, strict=True)],
        )
    return ends


def _or(one: int, other: int) -> int:
    return one or other


def _ports(values: Sequence[int | None] | None, protocols: Sequence[Value], notes: Notes) -> Sequence[int | None]:
    """One end's ports, without those that are none."""
    if values is None:
        return [None] * len(protocols)
    for value in values:
        if value is not None and value > LARGEST_PORT:
            notes.doubt("impossible port")
    return [None if value is None or value > LARGEST_PORT else value for value in values]


def _icmp(columns: Columns, received: Sequence[int] | None, count: int) -> list[tuple[int | None, int | None]]:
    """Type and code of each record, if it is one of ICMP.

    Where no element tells them, or it is empty, the receiver's port is the type times 256 and the code (Cisco's way
    since v5).
    """
    kinds = numbers(columns, "icmp_type", "icmp_type_v6")
    codes = numbers(columns, "icmp_code", "icmp_code_v6")
    if kinds is not None and any(kinds):
        return [(kind & 0xFF, code & 0xFF) for kind, code in zip(kinds, codes or [0] * count, strict=True)]
    told = numbers(columns, "icmp", "icmp_v6")
    both = [one or other for one, other in zip(told or [0] * count, received or [0] * count, strict=True)]
    if told is None and received is None and kinds is None:
        return [(None, None)] * count
    return [((one >> 8) & 0xFF, one & 0xFF) for one in both]


def counts(
    columns: Columns, names: Sequence[str], rates: Sequence[int] | None, doubt: Doubt, notes: Notes
) -> Sequence[int | None] | None:
    """Octets or packets, times the sampling rate; None where the records have none."""
    values = numbers(columns, *names)
    if values is None:
        return None
    if rates is not None:
        values = [value * rate for value, rate in zip(values, rates, strict=True)]
    if max(values) <= LARGEST_COUNT:
        return values
    for value in values:
        if value > LARGEST_COUNT:
            notes.doubt(doubt)
    return [value if value <= LARGEST_COUNT else None for value in values]


def macs(columns: Columns) -> tuple[Iterable[str | None], Iterable[str | None]]:
    """The MACs of sender and receiver: both as frames came in, or both as they went out (RFC 3954, section 8).

    Of a router the two pairs differ, and one of each would name the router at both ends.
    """
    for sender, receiver in _MAC_PAIRS:
        if sender in columns and receiver in columns:
            return map(_mac_of, columns[sender]), map(_mac_of, columns[receiver])
    found = [columns.get(name) for name in ("sender_mac", "out_receiver_mac")]
    sent, received = [repeat(None) if one is None else map(_mac_of, one) for one in found]
    return sent, received


_MAC_PAIRS = (("sender_mac", "receiver_mac"), ("out_sender_mac", "out_receiver_mac"))


def vlans(columns: Columns, notes: Notes) -> Optional:
    """The VLANs; 0 is none."""
    values = numbers(columns, "vlan", "dot1q_vlan", "out_vlan")
    if values is None or not any(values):
        return repeat(None)
    found: list[int | None] = []
    for value in values:
        if value > LARGEST_VLAN:
            notes.doubt("impossible vlan")
        found.append(value if 0 < value <= LARGEST_VLAN else None)
    return found


def flags(columns: Columns, direction: str = "") -> Optional:
    """All flags of a direction's packets together; `direction` is "reverse_" for the other one's."""
    values = columns.get(f"{direction}flags")
    if values is not None:
        return [value & 0xFF for value in values]  # type: ignore[operator]
    first, later = columns.get(f"{direction}first_flags"), columns.get(f"{direction}later_flags")
    if first is None or later is None:
        return repeat(None)
    return [one | other for one, other in zip(first, later, strict=True)]  # type: ignore[operator]
