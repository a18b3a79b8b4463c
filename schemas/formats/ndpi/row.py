"""What a row of nfstream says, field by field, by its own names (`NFlow`), and what the metering of captures adds.

`uid` is the conversation, `slice` what a row adds to it where it has several, `first_flags` the flags of TCP in its
first packet, and `icmp_type` and `icmp_code` what nfstream has as ports 0. Rows that nfstream itself wrote have none
of these.
"""

from collections.abc import Mapping
from functools import lru_cache

from schemas.flow import Flow
from schemas.formats.ndpi.roles import Roles, Sent, roles_of
from schemas.formats.notes import IMPOSSIBLE_DURATION, Doubt
from schemas.formats.row import LARGEST_VLAN, LATEST_TIME, LONGEST_DURATION_S, LONGEST_MAC, Row, real, shown, whole
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES, canonical_name

SENSOR = "pcap"
"""The sensor of flows from captures that nobody named."""

WITH_PORTS = frozenset({"tcp", "udp", "sctp"})

NO_MAC = "00:00:00:00:00:00"
"""What nfstream writes where the capture has no Ethernet."""

SURE_FROM = 3
"""nDPI's `ndpi_confidence_t`: from here on it looked into packets; 1 and 2 are guesses by port or address, which are
made here by our own table."""

_LARGEST_BYTE = 255


@lru_cache(maxsize=4_096)
def service_name(application: str, guessed: int | None, confidence: int | None) -> str | None:
    """Our name for nDPI's; None where it found none, or only guessed.

    Of "DCERPC.PROFINET_IO" or "TLS.TeamViewer" it is the second word where that is of OT or lets somebody act on the
    responder; who asks DNS for such a name does not yet talk to it. "NetBIOS" is three services, told by their ports.
    """
    if guessed or (confidence is not None and confidence < SURE_FROM):
        return None
    master, dot, inner = application.partition(".")
    if master == "NetBIOS":
        return None
    if dot and canonical_name(master) != "dns":
        name = canonical_name(inner)
        if name in OT_SERVICES or name in CONTROL_SERVICES:
            return name
    return canonical_name(application)


def careful_flow(fields: Mapping[str, object], *, site: str, sensor: str) -> tuple[Flow, list[Doubt]]:
    """The flow of one row, and what was left out. Raises ValueError that names the field which does not fit."""
    row = Row(fields)
    transport = row.needed_transport("protocol")
    told = fields.get("slice")
    part = Row(told) if isinstance(told, Mapping) else None
    start = _seconds(row, "bidirectional_first_seen_ms") if part is None else _seconds(part, "first_seen_ms")
    end = _end(row, start)
    added = row if part is None else part
    icmp_type = row.measure("icmp_type", _LARGEST_BYTE, "impossible port") if transport == "icmp" else None
    roles = roles_of(
        transport,
        _sent(row, "src2dst"),
        _sent(row, "dst2src"),
        first_flags=row.measure("first_flags", _LARGEST_BYTE, "impossible state"),
        icmp_type=icmp_type,
    )
    if transport == "icmp":
        ports = icmp_type, row.measure("icmp_code", _LARGEST_BYTE, "impossible port")
    elif transport in WITH_PORTS:
        ports = _ports(row, roles)
    else:
        ports = None, None
    one, two = ("dst", "src") if roles.turned else ("src", "dst")
    sent, returned = ("dst2src", "src2dst") if roles.turned else ("src2dst", "dst2src")
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=row.address(f"{one}_ip"),
        responder_ip=row.address(f"{two}_ip"),
        transport=transport,
        initiator_port=ports[0],
        responder_port=ports[1],
        uid=row.word("uid", "impossible id"),
        initiator_mac=_mac(row, f"{one}_mac"),
        responder_mac=_mac(row, f"{two}_mac"),
        service=_service(row),
        initiator_octets=added.count(f"{sent}_bytes", "impossible octets"),
        responder_octets=added.count(f"{returned}_bytes", "impossible octets"),
        initiator_packets=added.count(f"{sent}_packets", "impossible packets"),
        responder_packets=added.count(f"{returned}_packets", "impossible packets"),
        state=roles.state,
        direction=roles.direction,
        vlan=row.measure("vlan_id", LARGEST_VLAN, "impossible vlan") or None,
    )
    return flow, [*row.doubts, *(part.doubts if part is not None else ())]


def _seconds(row: Row, field: str) -> float:
    value = real(row.needed(field))
    if value is None or not 0.0 <= value / 1000.0 <= LATEST_TIME:
        msg = f"field {field}: {shown(row.needed(field))} is no time in milliseconds from 1970 to 2100"
        raise ValueError(msg)
    return value / 1000.0


def _end(row: Row, start: float) -> float:
    """When a row's last packet came; the start where that can't be true."""
    value = real(row.given("bidirectional_last_seen_ms"))
    if value is None or not start <= value / 1000.0 <= min(LATEST_TIME, start + LONGEST_DURATION_S):
        row.doubts.append(IMPOSSIBLE_DURATION)
        return start
    return value / 1000.0


def _sent(row: Row, way: str) -> Sent:
    packets = whole(row.given(f"{way}_packets"))
    flags = (row.count(f"{way}_{flag}_packets", "impossible state") for flag in ("syn", "ack", "rst", "fin"))
    return Sent(packets or 0, *flags)


def _ports(row: Row, roles: Roles) -> tuple[int | None, int | None]:
    """Both ports, the initiator's first: the responder's must be right, since it tells the service."""
    one, two = ("dst_port", "src_port") if roles.turned else ("src_port", "dst_port")
    return row.lesser_port(one), row.port(two)


def _mac(row: Row, field: str) -> str | None:
    mac = row.word(field, "impossible mac", LONGEST_MAC)
    return None if mac == NO_MAC else mac


def _service(row: Row) -> str | None:
    application = row.word("application_name", "impossible service")
    if application is None:
        return None
    guessed = row.measure("application_is_guessed", 1, "impossible service")
    return service_name(
        application, guessed, row.measure("application_confidence", _LARGEST_BYTE, "impossible service")
    )
