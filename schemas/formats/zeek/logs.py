"""Zeek's logs by their kinds: which of them tell of connections, and what a name or the fields of a row tell of it."""

import re

from schemas.formats.reader import NoFlowsError

CONNECTION_LOGS: dict[str, bool] = {"conn": True, "conn_long": False, "open_conn": False, "conn-summary": False}
"""Zeek's logs of whole connections -> whether a row is the connection's last one."""

_TCP_LOGS = (
    *("c1222", "cip", "cotp", "dce_rpc", "dnp3", "enip", "ftp", "ge_srtp", "genisys", "http", "iec104", "irc"),
    *("kerberos", "ldap", "modbus", "mqtt", "mysql", "ntlm", "opcua_binary", "postgresql", "rdp", "redis", "rfb"),
    *("roc_plus", "s7comm", "s7comm_plus", "smb", "smtp", "socks", "ssh", "ssl", "synchrophasor", "websocket"),
)
_UDP_LOGS = (
    *("bacnet", "bsap_ip", "bsap", "cip_io", "dns", "hart_ip", "knxnet", "ntp", "omron_fins", "profinet_io_cm"),
    *("profinet_dce_rpc", "quic", "radius", "sip", "snmp", "syslog", "tftp"),
)
TRANSPORT_OF_LOG: dict[str, str] = dict.fromkeys(_TCP_LOGS, "tcp") | dict.fromkeys(_UDP_LOGS, "udp")
"""Protocol log -> its transport where the row itself names none (Zeek's own protocols, and CISA's ICSNPP)."""

CONNECTED_LOGS = frozenset(_TCP_LOGS) - {"kerberos"}
"""Logs with rows of TCP connections only; kerberos.log has both transports and tells them not apart."""

_NOT_OF_A_CONNECTION = frozenset(
    {
        *("analyzer", "broker", "capture_loss", "cluster", "config", "dpd", "dhcp", "files", "intel", "known_certs"),
        *("known_devices", "known_hosts", "known_modbus", "known_services", "loaded_scripts", "notice", "notice_alarm"),
        *("ocsp", "packet_filter", "pe", "print", "prof", "reporter", "s7comm_known_devices", "signatures", "software"),
        *("stats", "stderr", "stdout", "telemetry", "traceroute", "tunnel", "weird", "weird_stats", "x509"),
    }
)


def path_of_name(name: str | None) -> str | None:
    """The kind of log a file's name tells: "conn" for `conn.2026-01-01.log.gz`; None when it tells none.

    What has no name, such as a topic, holds connections unless its rows say otherwise.
    """
    if name is None:
        return "conn"
    stem = re.split(r"[/\\]", name)[-1].lower().partition(".")[0]
    stem = re.sub(r"[-_ ]?[0-9]{4,}.*\Z", "", stem)
    return stem if stem in CONNECTION_LOGS or stem in _NOT_OF_A_CONNECTION or protocol_of(stem) is not None else None


def log_path(path: str) -> str:
    """A log's kind without what other tools put before it (RITA's `open_http` is Zeek's http.log)."""
    return path.removeprefix("open_") if path not in CONNECTION_LOGS else path


def protocol_of(path: str) -> str | None:
    """The protocol a log's kind is about: "modbus" for modbus_detailed; None when the table has none."""
    words = log_path(path).split("_")
    for length in range(len(words), 0, -1):
        name = "_".join(words[:length])
        if name in TRANSPORT_OF_LOG:
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
