"""Made-up events for the tests of Suricata's format."""

import json
from typing import Any

from schemas.formats.reader import ReaderContext
from schemas.formats.suricata.reader import EveReader

START = 1_700_000_000.25
"""2023-11-14T22:13:20.250000+0000"""

Event = dict[str, Any]


def flow(**changed: Any) -> Event:
    """A flow of Modbus, told whole."""
    row: Event = {
        "timestamp": "2023-11-14T22:20:00.000000+0000",
        "flow_id": 1374195536821504,
        "in_iface": "eth1",
        "event_type": "flow",
        "src_ip": "10.1.0.5",
        "src_port": 40000,
        "dest_ip": "10.2.0.9",
        "dest_port": 502,
        "ip_v": 4,
        "proto": "TCP",
        "app_proto": "modbus",
        "flow": {
            "pkts_toserver": 5,
            "pkts_toclient": 4,
            "bytes_toserver": 400,
            "bytes_toclient": 300,
            "start": "2023-11-14T22:13:20.250000+0000",
            "end": "2023-11-14T22:13:30.250000+0000",
            "age": 10,
            "state": "closed",
            "reason": "timeout",
            "alerted": False,
            "tx_cnt": 3,
        },
        "tcp": {
            "tcp_flags": "1b",
            "tcp_flags_ts": "1b",
            "tcp_flags_tc": "1b",
            "syn": True,
            "fin": True,
            "psh": True,
            "ack": True,
            "state": "closed",
        },
        "community_id": "1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "vlan": [12],
        "host": "sensor-1",
    }
    return merged(row, changed)


def event(kind: str, **changed: Any) -> Event:
    """An event of a protocol, or an alert, of the same flow."""
    row = {key: value for key, value in flow().items() if key not in {"flow", "tcp", "app_proto"}}
    row |= {"timestamp": "2023-11-14T22:13:21.000000+0000", "event_type": kind, "tx_id": 0}
    return merged(row, changed)


def netflow(**changed: Any) -> Event:
    """What the initiator of the same flow sent, as a record of one way."""
    row = {key: value for key, value in flow().items() if key != "flow"}
    row |= {
        "event_type": "netflow",
        "netflow": {
            "pkts": 5,
            "bytes": 400,
            "start": "2023-11-14T22:13:20.250000+0000",
            "end": "2023-11-14T22:13:30.250000+0000",
            "age": 10,
            "min_ttl": 64,
            "max_ttl": 64,
        },
        "tcp": {"tcp_flags": "1b", "syn": True, "fin": True, "psh": True, "ack": True},
    }
    return merged(row, changed)


def back(row: Event) -> Event:
    """The same record with its ends exchanged."""
    there = {"src_ip": row["dest_ip"], "src_port": row["dest_port"]}
    return row | there | {"dest_ip": row["src_ip"], "dest_port": row["src_port"]}


def wrapped(row: Event) -> Event:
    """In AWS Network Firewall's wrapper."""
    return {"firewall_name": "fw", "availability_zone": "eu-1a", "event_timestamp": "1700000000", "event": row}


def line(row: Event) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode()


def reader() -> EveReader:
    return EveReader(ReaderContext(site="plant", source="eve.json", name="eve.json"))


def merged(row: Event, changed: Event) -> Event:
    """The row with other values; those of objects are put into them, and None takes a field away."""
    found = dict(row)
    for key, value in changed.items():
        if isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = merged(found[key], value)
        elif value is None:
            found.pop(key, None)
        else:
            found[key] = value
    return found
