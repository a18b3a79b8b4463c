"""Zeek's logs besides conn.log: which of them tell of a connection, and the Flow that a row of them makes.

A protocol log is written while a connection still lasts, so it shows a path hours before conn.log does.
Its rows say who spoke which protocol with whom, but not how much: octets and packets are None, and the direction
is unsure. Over TCP the state is established, since Zeek gives a protocol's analyser what was said in a connection
that stood; else it is unknown, since a request alone makes a row.
"""

from collections.abc import Mapping

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import Flow
from schemas.formats.notes import Doubt
from schemas.formats.reader import NoFlowsError
from schemas.formats.zeek.conn import service_name
from schemas.formats.zeek.row import CarefulRow
from schemas.services.names import canonical_name

CONNECTION_LOGS: dict[str, bool] = {"conn": True, "conn_long": False, "open_conn": False, "conn-summary": False}
"""Zeek's logs of whole connections -> whether a row is the connection's last one."""

_TCP_LOGS = (
    *("c1222", "cip", "cotp", "dce_rpc", "dnp3", "enip", "ftp", "ge_srtp", "genisys", "http", "iec104", "irc"),
    *("kerberos", "ldap", "modbus", "mqtt", "mysql", "ntlm", "opcua_binary", "postgresql", "rdp", "redis", "rfb"),
    *("roc_plus", "s7comm", "s7comm_plus", "smb", "smtp", "socks", "ssh", "ssl", "synchrophasor", "websocket"),
)
_UDP_LOGS = (
    *("bacnet", "bsap_ip", "bsap", "dns", "hart_ip", "knxnet", "ntp", "omron_fins", "profinet_io_cm"),
    *("profinet_dce_rpc", "quic", "radius", "sip", "snmp", "syslog", "tftp"),
)
_TRANSPORT_OF_LOG: dict[str, str] = dict.fromkeys(_TCP_LOGS, "tcp") | dict.fromkeys(_UDP_LOGS, "udp")
"""Protocol log -> its transport where the row itself names none (Zeek's own protocols, and CISA's ICSNPP)."""

_CONNECTED = frozenset(_TCP_LOGS) - {"kerberos"}
"""Logs with rows of TCP connections only; kerberos.log has both transports and tells them not apart."""

_NOT_OF_A_CONNECTION = frozenset(
    {
        *("analyzer", "broker", "capture_loss", "cluster", "config", "dpd", "dhcp", "files", "intel", "known_certs"),
        *("known_devices", "known_hosts", "known_modbus", "known_services", "loaded_scripts", "notice", "notice_alarm"),
        *("ocsp", "packet_filter", "pe", "print", "prof", "reporter", "s7comm_known_devices", "signatures", "software"),
        *("stats", "stderr", "stdout", "telemetry", "traceroute", "tunnel", "weird", "weird_stats", "x509"),
    }
)

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


def log_path(path: str) -> str:
    """A log's kind without what other tools put before it (RITA's `open_http` is Zeek's http.log)."""
    return path.removeprefix("open_") if path not in CONNECTION_LOGS else path


def protocol_of(path: str) -> str | None:
    """The protocol a log's kind is about: "modbus" for modbus_detailed; None when the table has none."""
    words = log_path(path).split("_")
    for length in range(len(words), 0, -1):
        name = "_".join(words[:length])
        if name in _TRANSPORT_OF_LOG:
            return name
    return None


def refuse_unless_flows(path: str, fields: frozenset[str]) -> None:
    """Raise NoFlowsError, saying why, unless rows of this log with these fields each tell of a connection."""
    if path in CONNECTION_LOGS:
        missing = [name for name in ("ts", "id.orig_h", "id.resp_h", "proto") if name not in fields]
        if missing:
            msg = f"this Zeek {path}.log has no field {', '.join(missing)}; without it no flow can be made"
            raise ValueError(msg)
        return
    told = protocol_of(path) is not None or "proto" in fields
    if path in _NOT_OF_A_CONNECTION or not told or not {"ts", "id.orig_h", "id.resp_h"} <= fields:
        msg = f"a Zeek {path}.log holds no connections; give Weir the conn.log beside it"
        raise NoFlowsError(msg)


def may_be_passed_over(path: str) -> bool:
    """Whether rows of this log are no flows by their kind, and not only by a damage: "stats", "x509"."""
    return path in _NOT_OF_A_CONNECTION or (path not in CONNECTION_LOGS and protocol_of(path) is None)


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
        transport = _TRANSPORT_OF_LOG[protocol]
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
        state="established" if transport == "tcp" and protocol in _CONNECTED else "unknown",
        direction="unsure",
        vlan=row.vlan(),
    )
    return flow, operation, row.doubts


def _operation(row: CarefulRow, protocol: str | None) -> str | None:
    for field in _OPERATION_FIELDS.get(protocol or "", ()):
        operation = row.word(field, "impossible service")
        if operation is not None:
            return operation
    return None
