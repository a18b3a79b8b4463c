"""Who began a conversation, and how it went, by how many packets each end sent with which flags.

As Zeek means it (`schemas/formats/zeek/conn.py`): a handshake of TCP is certain, and whoever spoke first of UDP; a
connection that had begun before the capture did is unsure.
"""

from msgspec import Struct

from schemas.flow import ConnectionState, Direction
from schemas.services.icmp import is_request

SYN, ACK = 2, 16
"""Bits of TCP's flags (RFC 9293)."""


class Sent(Struct, frozen=True, gc=False):
    """What one end sent in the whole conversation: packets, and how many of them with a flag; None: not counted."""

    packets: int
    syn: int | None = None
    ack: int | None = None
    rst: int | None = None
    fin: int | None = None


class Roles(Struct, frozen=True, gc=False):
    """`turned`: who sent the first packet is the responder."""

    turned: bool
    direction: Direction
    state: ConnectionState


def roles_of(
    transport: str, first: Sent, other: Sent, *, first_flags: int | None = None, icmp_type: int | None = None
) -> Roles:
    """The roles of who sent the first packet and of the other end.

    `first_flags` are the flags of TCP in that packet, `icmp_type` is its type; None: not told.
    """
    if transport == "tcp":
        return _tcp(first, other, first_flags)
    if transport == "icmp":
        return Roles(
            turned=False, direction="certain" if is_request(icmp_type) else "unsure", state=_spoken(other, "unknown")
        )
    return Roles(
        turned=False, direction="certain", state=_spoken(other, "attempted" if transport == "udp" else "unknown")
    )


def _spoken(other: Sent, otherwise: ConnectionState) -> ConnectionState:
    return "established" if other.packets else otherwise


def _tcp(first: Sent, other: Sent, first_flags: int | None) -> Roles:
    turned = _turned(first, other, first_flags)
    if turned is None:
        reset = first.rst or other.rst
        return Roles(
            turned=False, direction="unsure", state="reset" if reset and other.packets else _spoken(other, "unknown")
        )
    initiator, responder = (other, first) if turned else (first, other)
    return Roles(turned, "certain", _went(initiator, responder))


def _turned(first: Sent, other: Sent, first_flags: int | None) -> bool | None:
    """Whether the first sender is the responder; None where no handshake was seen."""
    if first_flags is not None and first_flags & SYN:
        return bool(first_flags & ACK)
    if first_flags is None and first.syn:
        # A SYN is the only packet of a sound connection without ACK, but for some resets.
        return not (other.syn or first.ack is None or first.ack < first.packets)
    if other.syn:
        return False
    return True if first.syn else None


def _went(initiator: Sent, responder: Sent) -> ConnectionState:
    if not responder.packets:
        return "attempted"
    if not initiator.packets:
        # A SYN-ACK alone: the capture has one direction.
        return "unknown"
    if responder.rst and not responder.syn and responder.rst == responder.packets:
        return "rejected"
    if initiator.rst and not responder.fin and responder.packets == responder.syn and not _spoke(initiator):
        return "attempted"
    if (initiator.rst or responder.rst) and not (initiator.fin and responder.fin):
        return "reset"
    return "established"


def _spoke(initiator: Sent) -> bool:
    """Whether an initiator said more than a SYN and a reset."""
    return initiator.packets > (initiator.syn or 0) + (initiator.rst or 0)
