"""ICMP messages by type: which are a conversation, which answer one, and which report on something else.

Types are of IANA's ICMP and ICMPv6 parameters. Zeek gives the type as the initiator's port; as the responder's
port it gives the type of the answer, or the code where no answer exists.
"""

_PAIRS: dict[str, tuple[tuple[int, int], ...]] = {
    "icmp-echo": ((8, 0), (128, 129)),
    "icmp-timestamp": ((13, 14),),
    "icmp-information": ((15, 16),),
    "icmp-address-mask": ((17, 18),),
    "icmp-router-discovery": ((10, 9), (133, 134)),
    "icmp-neighbor-discovery": ((135, 136), (141, 142)),
    "icmp-node-information": ((139, 140),),
    "icmp-extended-echo": ((42, 43), (160, 161)),
}
"""Service -> its requests with their replies (RFC 792, 950, 1256, 4443, 4861, 3122, 4620, 8335)."""

_LISTENER = "icmp-multicast-listener"
_LISTENER_QUERY = 130
_LISTENER_REPORTS = (131, 132, 143)
"""Multicast listener discovery (RFC 2710, RFC 3810): reports are sent with and without a query."""

_SERVICES: dict[int, str] = (
    {kind: service for service, pairs in _PAIRS.items() for pair in pairs for kind in pair}
    | dict.fromkeys(_LISTENER_REPORTS, _LISTENER)
    | {_LISTENER_QUERY: _LISTENER}
)
_REQUEST_OF: dict[int, int] = {reply: request for pairs in _PAIRS.values() for request, reply in pairs}

_REPLY_TO: dict[int, int] = {request: reply for reply, request in _REQUEST_OF.items()}

_ERRORS_V4 = frozenset({3, 4, 5, 11, 12})
"""Destination unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792)."""

_LAST_ERROR_V6 = 127
_REDIRECT_V6 = 137
"""Of ICMPv6 all types below 128 are errors (RFC 4443, 2.1); a redirect (RFC 4861) reports on another packet too."""

ICMP_SERVICES: frozenset[str] = frozenset(_SERVICES.values())
"""The names that ICMP messages have as services."""

ICMP_NAMES: frozenset[str] = frozenset({"icmp", "icmp6", "icmpv6", "icmp-v6", "ipv6-icmp"})
"""How sensors spell the transport."""


def icmp_service(icmp_type: int | None) -> str:
    """The service of a message that is no error: "icmp-echo", or `icmp/N` for a type that the table lacks."""
    if icmp_type is None:
        return "icmp"
    return _SERVICES.get(icmp_type, f"icmp/{icmp_type}")


def reports_on_another(icmp_type: int | None, address: str) -> bool:
    """Whether a message reports on a packet that somebody else sent, such as "destination unreachable".

    `address` is either end's; its family tells ICMP from ICMPv6, which number their types differently.
    """
    if icmp_type is None:
        return False
    if ":" in address and not address.lower().startswith("::ffff:"):
        return icmp_type <= _LAST_ERROR_V6 or icmp_type == _REDIRECT_V6
    return icmp_type in _ERRORS_V4


def request_of(reply_type: int | None) -> int | None:
    """The type of the request that a reply answers; None for what is no reply."""
    return None if reply_type is None else _REQUEST_OF.get(reply_type)


def reply_of(request_type: int | None) -> int | None:
    """The type of the reply to a request; None for what has none."""
    return None if request_type is None else _REPLY_TO.get(request_type)


def is_request(icmp_type: int | None) -> bool:
    """Whether a message by itself shows who began: no reply, and no report that may come unasked."""
    return icmp_type is not None and icmp_type not in _REQUEST_OF and icmp_type not in _LISTENER_REPORTS
