"""The rows of a conn.log as Zeek writes it, tab-separated or JSON, and nothing but what the figures need of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from sys import intern
from typing import NamedTuple

PORTS = {
    "tcp": {
        21: "ftp", 22: "ssh", 23: "telnet", 80: "http", 88: "kerberos", 102: "iso-tsap", 135: "dce-rpc", 139: "smb",
        443: "tls", 445: "smb", 502: "modbus", 1433: "mssql", 2222: "enip", 3128: "http", 3389: "rdp", 4840: "opc-ua",
        5450: "pi", 5900: "vnc", 8080: "http", 8530: "http", 44818: "enip",
    },
    "udp": {53: "dns", 67: "dhcp", 88: "kerberos", 123: "ntp", 161: "snmp"},
}  # fmt: skip
"""The services of the simulated plants by port, as alerts call them."""

WORDS = {"ssl": "tls", "krb": "kerberos", "krb_tcp": "kerberos", "s7comm": "iso-tsap"}
"""What Zeek calls services otherwise than alerts do."""


class Row(NamedTuple):
    """One connection; times in seconds UTC, octets with their headers, `place` is that in the log."""

    place: int
    start: float
    end: float
    initiator: str
    responder: str
    port: int
    service: str
    answered: bool
    sent: int
    received: int
    initiator_mac: str
    responder_mac: str


FIELDS = (
    "ts", "duration", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "conn_state", "history",
    "orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts", "orig_l2_addr", "resp_l2_addr",
)  # fmt: skip


def read_rows(path: Path) -> Iterator[Row]:
    """All rows of a log in its order."""
    columns: list[int | None] = []
    with path.open(encoding="utf-8") as log:
        for place, line in enumerate(log):
            if line[0] == "#":
                if line.startswith("#fields"):
                    names = line.rstrip("\n").split("\t")[1:]
                    columns = [names.index(name) if name in names else None for name in FIELDS]
                continue
            if line[0] == "{":
                found = json.loads(line)
                yield _row(place, [str(found.get(name, "-")) for name in FIELDS])
            else:
                fields = line.rstrip("\n").split("\t")
                yield _row(place, ["-" if column is None else fields[column] for column in columns])


def _number(text: str) -> float:
    return 0.0 if text == "-" else float(text)


def _row(place: int, fields: list[str]) -> Row:
    (
        ts, duration, began, from_text, reached, to_text, transport, word, state, history,
        sent_text, received_text, packets_out, packets_back, own_mac, other_mac,
    ) = fields  # fmt: skip
    start, from_port, to_port = float(ts), int(from_text), int(to_text)
    ends, macs = (intern(began), intern(reached)), (intern(own_mac), intern(other_mac))
    sent, received = int(_number(sent_text)), int(_number(received_text))
    came_back = received + int(_number(packets_back))
    by_port = PORTS.get(transport, {})
    unseen = transport == "udp" or state == "OTH" or history[0] == "^"
    if unseen and from_port in by_port and to_port >= 1024 and to_port not in by_port:
        # The sensor missed the first packets, and took the answer for the request.
        ends, macs, to_port = ends[::-1], macs[::-1], from_port
        came_back, sent, received = sent + int(_number(packets_out)), received, sent
    service = by_port.get(to_port)
    if service is None:
        word = word.split(",")[0]
        service = intern(WORDS.get(word, word if word != "-" else f"{transport}/{to_port}"))
    answered = state in {"SF", "S1", "S2", "S3"} or (state not in {"S0", "REJ", "SH"} and came_back > 0)
    end = start + _number(duration)
    return Row(place, start, end, *ends, to_port, service, answered, sent, received, *macs)
