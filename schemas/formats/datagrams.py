"""A datagram of a flow exporter as one piece: what a UDP source gives and a pcap of NetFlow is cut into.

NetFlow, IPFIX and sFlow are one datagram after another, and a template belongs to the exporter that sent it. So a
piece bears, before the payload, when it came and from where.
"""

from ipaddress import IPv6Address, ip_address
from struct import Struct as Layout

from msgspec import Struct

from schemas.formats.row import LATEST_TIME, address

_HEAD = Layout("!4sdH16s")
_MARK = b"WDG1"

LARGEST_PAYLOAD = 65_535
"""The most that a UDP datagram's length field can say (RFC 768)."""


class Datagram(Struct, frozen=True, gc=False):
    """`arrived` is seconds UTC by the receiver's clock, or the capture's; `exporter` the address that sent it."""

    arrived: float
    exporter: str
    port: int
    payload: bytes


def packed(datagram: Datagram) -> bytes:
    """A datagram as a piece."""
    sender = ip_address(datagram.exporter)
    sixteen = sender if isinstance(sender, IPv6Address) else IPv6Address(f"::ffff:{sender}")
    return _HEAD.pack(_MARK, datagram.arrived, datagram.port, sixteen.packed) + datagram.payload


def unpacked(piece: bytes) -> Datagram:
    """The datagram of a piece. Raises ValueError for bytes that are none."""
    if len(piece) < _HEAD.size or not piece.startswith(_MARK):
        msg = f"{len(piece)} bytes that are no datagram with its sender"
        raise ValueError(msg)
    _, arrived, port, sender = _HEAD.unpack_from(piece)
    if not 0.0 <= arrived <= LATEST_TIME or len(piece) - _HEAD.size > LARGEST_PAYLOAD:
        msg = f"a datagram of {len(piece) - _HEAD.size} bytes that came at {arrived}: one of the two can't be true"
        raise ValueError(msg)
    return Datagram(arrived, address(str(IPv6Address(sender))), port, piece[_HEAD.size :])
