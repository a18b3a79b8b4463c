"""What halves tell of a conversation by their flags and types: who began, and how it went."""

from schemas.flow import ConnectionState
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.memory import Told
from schemas.services.icmp import is_request, request_of

FIN, SYN, RST, ACK = 0x01, 0x02, 0x04, 0x10
"""Flags of TCP (RFC 9293, 3.1)."""

_REFUSAL_PACKETS = 3
"""A responder that sent no more than this and reset said nothing: one RST for each of three tries."""


def sender_began(half: Half) -> bool | None:
    """Whether a half's own words tell who began; None where they don't.

    All flags of a direction are told together, so both ends of a whole conversation show SYN and ACK. A SYN without
    ACK was never followed by anything; one packet with both is the answer to a SYN.
    """
    if half.sender_began is not None:
        return half.sender_began
    if half.transport == "icmp":
        if request_of(half.sender_port) is not None:
            return False
        return True if is_request(half.sender_port) and half.sender_port is not None else None
    if half.transport != "tcp" or half.tcp_flags is None or not half.tcp_flags & SYN:
        return None
    if not half.tcp_flags & ACK:
        return True
    return False if half.packets == 1 else None


def says_who_began(half: Half) -> bool:
    """Whether a half may tell who began at all: of UDP, and where no flags are told, it never does."""
    flags = half.tcp_flags
    return (flags is not None and flags & SYN != 0) or half.sender_began is not None or half.transport == "icmp"


def shook_hands(flags: int | None, others: int | None) -> bool:
    """Whether both ends' first packets were those of the handshake: then who started first sent the SYN."""
    return flags is not None and others is not None and bool(flags & others & SYN)


def state_of(transport: str, told: Told, from_responder: Half | None) -> ConnectionState:
    """How the conversation went, by all that was told of it."""
    if told.rejected:
        return "rejected"
    both = told.initiator_told and told.responder_told
    asked, answered = told.initiator_flags, told.responder_flags
    if transport != "tcp" or (asked is None and answered is None):
        return "established" if both else "unknown"
    if not told.responder_told or answered is None:
        return _by_who_asked(asked or 0, answered=told.responder_told)
    if answered & RST and not answered & SYN and not (asked or 0) & ACK:
        few = from_responder is None or (from_responder.packets or 0) <= _REFUSAL_PACKETS
        return "rejected" if few else "reset"
    return "reset" if (answered | (asked or 0)) & RST else "established"


def _by_who_asked(flags: int, *, answered: bool) -> ConnectionState:
    """How it went by the initiator's flags alone: an ACK answers something."""
    if flags & ACK:
        return "reset" if flags & RST else "established"
    if answered:
        return "established"
    return "attempted" if flags & SYN else "unknown"
