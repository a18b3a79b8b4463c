"""Usual events of protocols and alerts, decoded straight into a typed row.

A conversation's events repeat thousands of times what its first ones told. So what a row tells is made into a key
first, and only where that is new into a flow: the one that `sights.sight` makes, or none where a row needs care.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.bounds import Address, Count, Name, Port, Vlan
from schemas.flow import ConnectionState, Flow
from schemas.formats.row import LATEST_TIME, address
from schemas.formats.suricata.conversation import TRANSPORTS
from schemas.formats.suricata.events import ALERT
from schemas.formats.suricata.operations import modbus_function
from schemas.formats.suricata.sights import tells_of
from schemas.services.names import canonical_name

AsTold = tuple[int, str, str, int | None, str, int | None, tuple[str, ...]]
"""The flow's id, the event's type, both ends as they stand in the row, and what it tells besides."""


_TOLD_BY = frozenset({ALERT, "dnp3", "enip"})
"""Types whose object of their own says what is told."""


class _SoFar(Struct, gc=False):
    """What an alert says of its flow so far."""

    pkts_toserver: Count = 0
    pkts_toclient: Count = 0
    src_ip: Address | None = None
    src_port: Port | None = None


class _Function(Struct, gc=False):
    """A request of Modbus; other tools than Suricata may give its function otherwise."""

    function_raw: Annotated[int, Meta(ge=0, le=255)]


class _Exchange(Struct, gc=False):
    request: _Function


class SightRow(Struct, gc=False):
    """An event that may be a sight, with plain values; one that has others is read with care."""

    event_type: str
    flow_id: Annotated[int, Meta(ge=0)]
    timestamp: str
    src_ip: Address
    dest_ip: Address
    proto: str
    src_port: Port | None = None
    dest_port: Port | None = None
    icmp_type: Annotated[int, Meta(ge=0, le=255)] | None = None
    icmp_code: Annotated[int, Meta(ge=0, le=255)] | None = None
    app_proto: Name | None = None
    app_proto_ts: Name | None = None
    app_proto_tc: Name | None = None
    community_id: Name | None = None
    vlan: Vlan | tuple[Vlan, ...] | None = None
    direction: Name | None = None
    flow: _SoFar | None = None
    alert: dict[str, object] | None = None
    modbus: _Exchange | None = None
    dnp3: dict[str, object] | None = None
    enip: dict[str, object] | None = None


class WrappedSightRow(Struct, gc=False):
    """The same in AWS Network Firewall's wrapper."""

    event: SightRow


def as_told(row: SightRow) -> AsTold:
    """What the row tells, and of which conversation."""
    kind = row.event_type
    tells: tuple[str, ...] = ()
    if kind == "modbus":
        if row.modbus is not None:
            tells = modbus_function(row.modbus.request.function_raw)
    elif kind in _TOLD_BY:
        tells = tells_of({kind: row.alert or row.dnp3 or row.enip}, kind)
    return row.flow_id, kind, row.src_ip, row.src_port, row.dest_ip, row.dest_port, tells


def fast_sight(row: SightRow, tells: tuple[str, ...], uid: str, site: str, sensor: str) -> Flow | None:
    """The flow of a usual row that tells `tells`; None where more care is needed. Raises ValueError for no time."""
    transport = TRANSPORTS.get(row.proto)
    seen = datetime.fromisoformat(row.timestamp)
    if transport is None or seen.tzinfo is None:
        return None
    moment = seen.timestamp()
    if not 0.0 <= moment <= LATEST_TIME:
        return None
    is_alert = row.event_type == ALERT
    initiator_ip, responder_ip = address(row.src_ip), address(row.dest_ip)
    initiator_port, responder_port = row.src_port, row.dest_port
    state: ConnectionState = "established" if transport == "tcp" and not is_alert else "unknown"
    if transport == "icmp":
        initiator_port, responder_port = row.icmp_type, row.icmp_code
    if is_alert:
        so_far = row.flow
        if so_far is not None and so_far.pkts_toserver and so_far.pkts_toclient:
            state = "established"
        if transport != "icmp" and _is_answer(row, so_far, initiator_ip):
            initiator_ip, responder_ip = responder_ip, initiator_ip
            initiator_port, responder_port = responder_port, initiator_port
        service = canonical_name(row.app_proto) or canonical_name(row.app_proto_ts) or canonical_name(row.app_proto_tc)
    else:
        service = canonical_name(row.event_type)
    vlan = row.vlan
    if vlan.__class__ is tuple:
        vlan = vlan[0] if vlan else None
    return Flow(
        site,
        sensor,
        moment,
        moment,
        initiator_ip,
        responder_ip,
        transport,
        initiator_port,
        responder_port,
        uid,
        row.community_id or None,
        None,
        None,
        service,
        () if is_alert else tells,
        None,
        None,
        None,
        None,
        state,
        "unsure",
        vlan,  # type: ignore[arg-type]
        notes=tells if is_alert else (),
    )


def _is_answer(row: SightRow, so_far: _SoFar | None, source_ip: str) -> bool:
    if so_far is not None and so_far.src_ip is not None:
        return (address(so_far.src_ip), so_far.src_port) != (source_ip, row.src_port)
    return row.direction in {"to_client", "toclient"}
