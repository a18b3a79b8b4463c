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
from schemas.formats.row import LARGEST_VLAN, LATEST_TIME, LONGEST_DURATION_S, LONGEST_MAC, Row, real, shown
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
    transport = row.named_transport("protocol")
    if transport is None:
        msg = "field protocol is missing"
        raise ValueError(msg)
    told = fields.get("slice")
    part = Row(told) if isinstance(told, Mapping) else None
    start = _seconds(row, "bidirectional_first_seen_ms") if part is None else _seconds(part, "first_seen_ms")
    end = _end(row, start)
    added = row if part is None else part
    counts = _counts(added)
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
    flow = made(
        roles,
        site=site,
        sensor=sensor,
        times=(start, end),
        transport=transport,
        addresses=(row.address("src_ip"), row.address("dst_ip")),
        ports=ports,
        macs=(_mac(row, "src_mac"), _mac(row, "dst_mac")),
        counts=counts,
        service=_service(row),
        uid=row.word("uid", "impossible id"),
        vlan=row.measure("vlan_id", LARGEST_VLAN, "impossible vlan") or None,
    )
    return flow, [*row.doubts, *(part.doubts if part is not None else ())]


def made(  # noqa: PLR0913 - the parts of one flow, by name
    roles: Roles,
    *,
    site: str,
    sensor: str,
    times: tuple[float, float],
    transport: str,
    addresses: tuple[str, str],
    ports: tuple[int | None, int | None],
    macs: tuple[str | None, str | None],
    counts: tuple[int | None, int | None, int | None, int | None],
    service: str | None,
    uid: str | None,
    vlan: int | None,
) -> Flow:
    """A flow with its roles; pairs are of who sent the first packet and of the other end.

    `counts` are octets and packets of the first sender, and of the other.
    """
    one, two = (1, 0) if roles.turned else (0, 1)
    octets, packets = counts[0::2], counts[1::2]
    return Flow(
        site=site,
        sensor=sensor,
        start=times[0],
        end=times[1],
        initiator_ip=addresses[one],
        responder_ip=addresses[two],
        transport=transport,
        initiator_port=ports[one],
        responder_port=ports[two],
        uid=uid,
        initiator_mac=macs[one],
        responder_mac=macs[two],
        service=service,
        initiator_octets=octets[one],
        responder_octets=octets[two],
        initiator_packets=packets[one],
        responder_packets=packets[two],
        state=roles.state,
        direction=roles.direction,
        vlan=vlan,
    )


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


def _counts(row: Row) -> tuple[int | None, int | None, int | None, int | None]:
    return (
        row.count("src2dst_bytes", "impossible octets"),
        row.count("src2dst_packets", "impossible packets"),
        row.count("dst2src_bytes", "impossible octets"),
        row.count("dst2src_packets", "impossible packets"),
    )


def _sent(row: Row, way: str) -> Sent:
    packets = row.count(f"{way}_packets", "impossible packets")
    flags = (row.count(f"{way}_{flag}_packets", "impossible state") for flag in ("syn", "ack", "rst", "fin"))
    return Sent(packets or 0, *flags)


def _ports(row: Row, roles: Roles) -> tuple[int | None, int | None]:
    """Both ports: the responder's must be right, since it tells the service."""
    if roles.turned:
        return row.port("src_port"), row.lesser_port("dst_port")
    return row.lesser_port("src_port"), row.port("dst_port")


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
