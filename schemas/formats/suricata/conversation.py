"""How a conversation went and how sure it is who began, by what a flow event says of it.

Suricata's own state is `new` while one end has spoken or a handshake is under way, `established` after it, `closed`
when TCP has ended, `bypassed` when it looked no further. TCP's flags of each direction say the rest: they tell a
refusal from a conversation, both of which are `closed`.
"""

from functools import lru_cache

from schemas.flow import ConnectionState, Direction
from schemas.formats.one_way.conversation import ACK, FIN, RST, SYN
from schemas.services.icmp import is_request

TRANSPORTS = {"TCP": "tcp", "UDP": "udp", "ICMP": "icmp", "IPv6-ICMP": "icmp"}
"""Suricata's usual words for transports; others are read with care."""


@lru_cache(maxsize=4_096)
def flags_of(text: str | None) -> int | None:
    """TCP's flags of hexadecimal digits, as `tcp_flags_ts` has them; None for what are none."""
    try:
        flags = int(text or "", 16)
    except ValueError:
        return None
    return flags if 0 <= flags <= 0xFF else None


@lru_cache(maxsize=16_384)
def tcp_meaning(  # noqa: PLR0913, PLR0917 - what one event says, kept together for the cache
    state: str | None,
    to_server: int | None,
    to_client: int | None,
    packets_back: bool | None,  # noqa: FBT001 - as above
    syn_seen: bool,  # noqa: FBT001
    rst_seen: bool,  # noqa: FBT001
) -> tuple[ConnectionState, Direction]:
    """The state and direction of a TCP flow.

    `to_server` and `to_client` are the flags of each direction, None where they are not told; `packets_back` is whether
    the responder sent anything, None where that is not told. `syn_seen` and `rst_seen` are of both directions together:
    they stand in where the flags of each are not told.
    """
    sent, returned = to_server or 0, to_client or 0
    handshake = bool((sent | returned) & SYN) if sent or returned else syn_seen
    if sent == SYN | ACK and not returned & SYN:
        handshake = False  # it may be the answer to a SYN that was not seen: then the roles are turned round
    return _tcp_state(state, sent, returned, packets_back, rst_seen), "certain" if handshake else "unsure"


def _tcp_state(
    state: str | None,
    sent: int,
    returned: int,
    packets_back: bool | None,  # noqa: FBT001
    rst_seen: bool,  # noqa: FBT001
) -> ConnectionState:
    if returned & RST and not returned & SYN and sent & SYN and not sent & ACK:
        return "rejected"
    if sent & SYN and not returned and not packets_back:
        return "attempted"
    reset = (sent | returned) & RST if sent or returned else RST * rst_seen
    both_ended = sent & FIN and returned & FIN
    if reset and not both_ended:
        return "reset" if returned or packets_back else "unknown"
    if returned & SYN or state in {"established", "closed", "bypassed"}:
        return "established" if packets_back is not False else "unknown"
    return "attempted" if packets_back is False and state == "new" else "unknown"


def other_state(sent: int | None, returned: int | None, state: str | None) -> ConnectionState:
    """The state of a flow without TCP: who has sent packets, or Suricata's own word where that is not told."""
    if sent is None or returned is None:
        return "established" if state == "established" else "unknown"
    if sent and returned:
        return "established"
    return "attempted" if sent else "unknown"


def other_direction(transport: str, icmp_type: int | None) -> Direction:
    """Of UDP who spoke first is all there is, and Suricata gives that end as the source; ICMP's type tells."""
    if transport == "icmp":
        return "certain" if is_request(icmp_type) else "unsure"
    return "certain" if transport == "udp" else "unsure"
