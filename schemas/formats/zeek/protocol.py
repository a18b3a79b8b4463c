"""The Flow that a row of Zeek's protocol logs makes.

A protocol log is written while a connection still lasts, so it shows a path hours before conn.log does.
Its rows say who spoke which protocol with whom, but not how much: octets and packets are None, and the direction
is unsure. Over TCP the state is established, since Zeek gives a protocol's analyser what was said in a connection
that stood; else it is unknown, since a request alone makes a row.
"""

import re
from collections.abc import Mapping

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import Flow
from schemas.formats.notes import Doubt
from schemas.formats.zeek.conn import service_name
from schemas.formats.zeek.logs import CONNECTED_LOGS, TRANSPORT_OF_LOG, protocol_of
from schemas.formats.zeek.row import CarefulRow
from schemas.services.names import canonical_name

_OPERATION_FIELDS: dict[str, tuple[str, ...]] = {
    "bacnet": ("pdu_service",),
    "cip": ("cip_service", "cip_service_code"),
    "dnp3": ("fc_request", "function_code"),
    "enip": ("enip_command", "enip_command_code"),
    "ge_srtp": ("srtp_service", "service"),
    "iec104": ("asdu_type",),
    "modbus": ("func",),
    "opcua_binary": ("identifier_str",),
    "s7comm": ("function_name",),
    "s7comm_plus": ("function_name",),
}
"""OT protocol log -> the field with the name of the operation asked for."""

_ANSWER = re.compile(r"(?:RESPONSE|UNSOLICITED_RESPONSE|AUTHENTICATE_RESP)\Z|(?:Response|Push): |.*_EXCEPTION\Z")
"""Functions of DNP3 (IEEE 1815, from 129 on), user data of S7comm, and exceptions of Modbus that are answers."""

_ENIP_DISCOVERY = re.compile(r"list", re.IGNORECASE)
"""EtherNet/IP's List Identity, List Services and List Interfaces go by UDP too, to everybody, and enip.log does not say
by which (CIP Volume 2, 2-4)."""

_S7_REQUEST = "Request: "


def protocol_flow(
    fields: Mapping[str, object], *, path: str, site: str, sensor: str
) -> tuple[Flow, str | None, list[Doubt]]:
    """The flow of one row of a protocol log, the operation it names, if any, and what was left out of the flow.

    Raises ValueError that names the field which does not fit.
    """
    row = CarefulRow(fields)
    protocol = protocol_of(path)
    moment = row.time()
    transport = row.transport()
    if transport is None:
        if protocol is None:
            msg = f"field proto is missing, and the log {path} does not tell it"
            raise ValueError(msg)
        transport = TRANSPORT_OF_LOG[protocol]
    service = canonical_name(protocol)
    if service is None:
        named = row.word("service", "impossible service", MAX_RECORD_BYTES)
        service = None if named is None else service_name(named)
    operation = _operation(row, protocol)
    flow = Flow(
        site=site,
        sensor=sensor,
        start=moment,
        end=moment,
        initiator_ip=row.address("id.orig_h"),
        responder_ip=row.address("id.resp_h"),
        transport=transport,
        initiator_port=row.initiator_port(),
        responder_port=row.responder_port(),
        uid=row.word("uid", "impossible id"),
        community_id=row.word("community_id", "impossible id"),
        service=service,
        operations=() if operation is None else (operation,),
        state="established" if transport == "tcp" and _is_connected(protocol, operation) else "unknown",
        direction="unsure",
        vlan=row.vlan(),
    )
    return flow, operation, row.doubts


def _is_connected(protocol: str | None, operation: str | None) -> bool:
    """Whether a row shows that the responder took a connection of TCP."""
    if protocol == "enip" and operation is not None and _ENIP_DISCOVERY.match(operation):
        return False
    return protocol in CONNECTED_LOGS


def _operation(row: CarefulRow, protocol: str | None) -> str | None:
    """The operation that a row asks for; None for an answer, which names one too (ICSNPP writes a row for each)."""
    for field in _OPERATION_FIELDS.get(protocol or "", ()):
        operation = row.word(field, "impossible service")
        if operation is None:
            continue
        if _ANSWER.match(operation):
            return None
        if operation.startswith(_S7_REQUEST):
            # S7comm's user data: what is asked for is the function within the group.
            within = row.word("subfunction_name", "impossible service")
            return within or operation.removeprefix(_S7_REQUEST)
        return operation
    return None
