"""Rows that the tests of this room put into objects and behind headers. All made up."""

import json
from typing import Any

ZEEK: dict[str, Any] = {
    "ts": 1767225600.5,
    "uid": "C1",
    "id.orig_h": "10.1.0.9",
    "id.orig_p": 40000,
    "id.resp_h": "10.2.0.5",
    "id.resp_p": 502,
    "proto": "tcp",
    "service": "modbus",
    "duration": 2.0,
    "conn_state": "SF",
    "history": "ShADadFf",
    "orig_pkts": 3,
    "orig_ip_bytes": 105,
    "resp_pkts": 4,
    "resp_ip_bytes": 206,
}

GOFLOW: dict[str, Any] = {
    "type": "NETFLOW_V9",
    "time_received_ns": 1767225602000000000,
    "sampler_address": "10.9.0.1",
    "time_flow_start_ns": 1767225600000000000,
    "time_flow_end_ns": 1767225601000000000,
    "bytes": 143,
    "packets": 3,
    "src_addr": "10.1.0.8",
    "dst_addr": "10.2.0.5",
    "proto": "TCP",
    "src_port": 40001,
    "dst_port": 502,
    "tcp_flags": 2,
}

PACKETBEAT: dict[str, Any] = {
    "@timestamp": "2026-01-01T00:00:10Z",
    "agent": {"name": "tap-3", "type": "packetbeat"},
    "event": {
        "dataset": "network_traffic.flow",
        "start": "2026-01-01T00:00:01Z",
        "end": "2026-01-01T00:00:03.5Z",
        "duration": 2500000000,
        "kind": "event",
        "type": ["connection", "end"],
    },
    "flow": {"final": True, "id": "F1"},
    "network": {"transport": "tcp", "community_id": "1:abc="},
    "source": {"ip": "10.1.0.7", "port": 40002, "bytes": 88, "packets": 2, "mac": "02-42-AC-13-00-07"},
    "destination": {"ip": "10.2.0.5", "port": 502, "bytes": 64, "packets": 1},
}

TSV = (
    "#separator \\x09",
    "#path\tconn",
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto",
    "1767225600.5\tC7\t10.1.0.9\t40000\t10.2.0.5\t502\ttcp",
)


def line(row: object) -> bytes:
    """A row as a line."""
    return json.dumps(row).encode()


def filebeat(text: str, path: str = "/opt/zeek/logs/current/conn.log", host: str = "tap-1") -> dict[str, Any]:
    """A row as Filebeat ships it."""
    return {
        "@timestamp": "2026-01-01T00:00:00.000Z",
        "@metadata": {"beat": "filebeat"},
        "host": {"name": host},
        "log": {"offset": 1, "file": {"path": path}},
        "message": text,
        "input": {"type": "log"},
    }
