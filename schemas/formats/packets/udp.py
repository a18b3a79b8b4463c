"""The UDP datagrams of a capture as pieces, each with its sender (`schemas/formats/datagrams.py`)."""

from schemas.formats.datagrams import Datagram, packed
from schemas.formats.packets.capture import CaptureCutter, Captured
from schemas.formats.packets.frames import UDP, packet_of
from schemas.formats.packets.pieces import left_out
from schemas.formats.row import LATEST_TIME

_HEADER = 8
"""Octets of a UDP header (RFC 768)."""


def datagram_of(captured: Captured) -> bytes:
    """A packet's datagram as a piece, or a piece that says why there is none."""
    try:
        packet = packet_of(captured.link, captured.frame)
    except ValueError as error:
        return left_out(str(error))
    if packet.protocol != UDP:
        return left_out("no UDP")
    if packet.fragment:
        return left_out("fragment")
    if captured.time is None or not 0.0 <= captured.time <= LATEST_TIME:
        return left_out("no time")
    payload, port = packet.payload, packet.sender_port
    length = int.from_bytes(payload[4:6], "big")
    if length < _HEADER or len(payload) < length or port is None:
        return left_out("cut short")
    return packed(Datagram(captured.time, packet.sender_ip, port, payload[_HEADER:length]))


def datagram_cutter() -> CaptureCutter:
    """Cuts a capture into its UDP datagrams."""
    return CaptureCutter(datagram_of)
