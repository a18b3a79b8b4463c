"""One table that names services: from a sensor's word for a protocol and from the responder's port.

A path is (initiator, responder, service), so two sightings of one conversation must get one name: an
unanswered tcp/502 and one that a sensor calls "modbus" are the same path, an unanswered tcp/102 and
"s7comm" too. Where several protocols share a port and a first packet cannot tell them (S7comm, MMS and
ICCP all ride ISO transport on tcp/102), they have one name here. A sensor's word wins over the port, except
where that word is only a carrier (TLS, GSSAPI, NTLM, DCE/RPC, HTTP, DNS) of what the port is known for.
"""

import re
from functools import lru_cache

from schemas.services.icmp import ICMP_NAMES, ICMP_SERVICES, icmp_service
from schemas.services.ports import IT_TCP, IT_UDP, OT_TCP, OT_UDP, Ports
from schemas.services.table import ALIASES, CARRIERS, CARRIES, NO_NAMES, WITHOUT_PORT

_BY_PORT: dict[str, Ports] = {"tcp": IT_TCP | OT_TCP, "udp": IT_UDP | OT_UDP}
_OT_PORTS: dict[str, frozenset[int]] = {"tcp": frozenset(OT_TCP), "udp": frozenset(OT_UDP)}
_KNOWN_PORTS: frozenset[int] = frozenset().union(*_BY_PORT.values())

OT_SERVICES: frozenset[str] = frozenset(OT_TCP.values()) | frozenset(OT_UDP.values()) | {"tristation", "suitelink"}
"""Protocols that speak to controllers or to process data; who serves them stands in OT."""

CONTROL_SERVICES: frozenset[str] = frozenset(
    {
        *("anydesk", "dce-rpc", "ftp", "rdp", "rexec", "rlogin", "rsh", "smb", "ssh", "teamviewer", "telnet"),
        *("tftp", "vnc", "winrm", "x11"),
    }
)
"""Services that let the initiator act on the responder: remote sessions, remote calls, pushed files."""

NAMES: frozenset[str] = (
    OT_SERVICES
    | CONTROL_SERVICES
    | WITHOUT_PORT
    | ICMP_SERVICES
    | frozenset(ALIASES.values())
    | frozenset(CARRIERS)
    | frozenset(IT_TCP.values())
    | frozenset(IT_UDP.values())
)
"""All names of the table. A sensor's word that the table lacks is a service too, under that word."""

_UNCLEAN = re.compile(r"[^a-z0-9.+]+")
_UNNAMED = re.compile(r"[a-z0-9.+-]+/[0-9]+\Z")

EPHEMERAL_FROM = 1024
"""Where ports given out by systems may begin. IANA's dynamic range starts at 49152 (RFC 6335, and RFC 6056
advises 1024 to 65535), Linux uses 32768 on, Windows before Vista and many controllers 1025 on."""


def by_port(transport: str, port: int | None) -> str | None:
    """The service a responder port is known for; None when the table has none."""
    if port is None:
        return None
    ports = _BY_PORT.get(transport)
    return ports.get(port) if ports is not None else None


@lru_cache(maxsize=4_096)
def canonical_name(name: str | None) -> str | None:
    """Our name for a sensor's single word; None when the word says nothing ("-", "unknown", "tcp/4444").

    nDPI's "Master.Application" names are looked up whole, then by their master protocol. A word that
    the table lacks is kept, cleaned, in lower case: an unknown protocol is still a path of its own.
    """
    if name is None:
        return None
    lowered = name.strip().lower()
    if lowered in NO_NAMES or _UNNAMED.match(lowered):
        return None
    cleaned = _UNCLEAN.sub("-", lowered).strip("-")[:64]
    if cleaned in NO_NAMES:
        return None
    found = ALIASES.get(cleaned)
    if found is not None:
        return found
    master = cleaned.partition(".")[0]
    if master != cleaned and master not in NO_NAMES:
        return ALIASES.get(master, master)
    return cleaned


@lru_cache(maxsize=4_096)
def split_services(names: str | None) -> tuple[str, ...]:
    """Our names for a sensor's comma list, the finest first; Zeek's `-name` (a removed analyser) is dropped.

    The order does not depend on the list's: applications before what carries them, then by the alphabet.
    """
    if not names:
        return ()
    words = (canonical_name(word) for word in names.split(",") if not word.strip().startswith("-"))
    found = {word for word in words if word is not None}
    return tuple(sorted(found, key=lambda word: (CARRIERS.get(word, -1), word)))


@lru_cache(maxsize=16_384)
def service_of(sensor_name: str | None, transport: str, port: int | None) -> str:
    """The service that names a path: the table's word, or `transport/port` when there is none.

    `sensor_name` may be any sensor's word, a comma list, or one of our names. `port` is the
    responder's; for ICMP it is the type, which Zeek gives as the initiator's port. With no port the
    transport itself is the service.
    """
    names = split_services(sensor_name)
    known = by_port(transport, port)
    if not names:
        if known is not None:
            return known
        if transport in ICMP_NAMES:
            return icmp_service(port)
        return transport if port is None else f"{transport}/{port}"
    if known is not None and (known in names or known in CARRIES.get(names[0], ())):
        return known
    return names[0]


@lru_cache(maxsize=4_096)
def usual_ports(service: str) -> frozenset[tuple[str, int]]:
    """The responder ports, with their transport, that a service is known by; empty for one that has none."""
    return frozenset(
        (transport, port) for transport, ports in _BY_PORT.items() for port, name in ports.items() if name == service
    )


def is_named(service: str) -> bool:
    """Whether a service has a name: "modbus" has, "tcp/4444" and "icmp/38" have none."""
    return "/" not in service


def is_ephemeral(port: int | None) -> bool:
    """Whether a system may have given the port to a client: 1024 or more, and known for no service."""
    return port is not None and port >= EPHEMERAL_FROM and port not in _KNOWN_PORTS


def is_ot_port(transport: str, port: int | None) -> bool:
    """Whether a port is known for an OT protocol."""
    return port is not None and port in _OT_PORTS.get(transport, ())
