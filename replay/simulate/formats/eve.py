"""Suricata's eve.json: a flow event for each connection, with the fields of its JSON Schema (OISF, etc/schema.json).

Suricata names the protocols that it knows; S7comm, OPC UA and others stay without a name, as with the sensor itself.
"""

from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from replay.simulate.formats.conn_row import ACK, FIN, PSH, RST, SYN, ConnRow

_APP_PROTOCOLS = {
    "dce_rpc": "dcerpc",
    "dhcp": "dhcp",
    "dnp3": "dnp3",
    "dns": "dns",
    "enip": "enip",
    "ftp": "ftp",
    "http": "http",
    "krb": "krb5",
    "ldap": "ldap",
    "modbus": "modbus",
    "mqtt": "mqtt",
    "ntp": "ntp",
    "rdp": "rdp",
    "rfb": "rfb",
    "sip": "sip",
    "smb": "smb",
    "smtp": "smtp",
    "snmp": "snmp",
    "ssh": "ssh",
    "ssl": "tls",
    "tftp": "tftp",
}
"""Zeek's word -> Suricata's (`app_proto`), of those that both know."""

_STATES = {"S0": "new", "OTH": "established", "SH": "new", "S1": "established"}


class EveWriter:
    """One event a line, written when the flow ends."""

    def begin(self, opened: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return b""

    def row(self, row: ConnRow) -> bytes:
        """The row's flow event."""
        event: dict[str, object] = {
            "timestamp": _time(row.end),
            "flow_id": int.from_bytes(blake2b(row.uid.encode(), digest_size=6).digest()),
            "in_iface": "mirror0",
            "event_type": "flow",
            "src_ip": row.initiator_ip,
            "src_port": row.initiator_port,
            "dest_ip": row.responder_ip,
            "dest_port": row.responder_port,
            "proto": row.transport.upper(),
            "app_proto": _APP_PROTOCOLS.get(row.service or "", "failed"),
            "flow": {
                "pkts_toserver": row.initiator_packets,
                "pkts_toclient": row.responder_packets,
                "bytes_toserver": row.initiator_octets,
                "bytes_toclient": row.responder_octets,
                "start": _time(row.start),
                "end": _time(row.end),
                "age": int(row.end) - int(row.start),
                "state": _STATES.get(row.conn_state, "closed") if row.number == 6 else "established",
                "reason": "timeout",
                "alerted": False,
            },
        }
        if row.number == 6:
            event["tcp"] = _tcp(row)
        if row.initiator_mac is not None and row.responder_mac is not None:
            event["ether"] = {"src_mac": row.initiator_mac, "dest_mac": row.responder_mac}
        return orjson.dumps(event) + b"\n"

    def end(self, closed: float) -> bytes:  # noqa: ARG002 - as the protocol has it
        """Nothing."""
        return b""


def _tcp(row: ConnRow) -> dict[str, object]:
    both = row.initiator_flags | row.responder_flags
    told: dict[str, object] = {
        "tcp_flags": f"{both:02x}",
        "tcp_flags_ts": f"{row.initiator_flags:02x}",
        "tcp_flags_tc": f"{row.responder_flags:02x}",
    }
    names = {"syn": SYN, "fin": FIN, "rst": RST, "psh": PSH, "ack": ACK}
    return told | {name: True for name, flag in names.items() if both & flag} | {"state": "closed"}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f%z")
