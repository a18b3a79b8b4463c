"""Made-up samples of the clouds' flow logs, Illumio's traffic and ntopng's flows, and what comes of them."""

from typing import NamedTuple

import orjson


class CloudSample(NamedTuple):
    """`pieces` are what the format's cutter gives; `nothing` of them are headings. `many`: of several rows each."""

    trait: str
    pieces: tuple[bytes, ...]
    flows: int
    others: int = 0
    repeats: int = 0
    dead: int = 0
    nothing: int = 0
    many: bool = False


def lines(text: str) -> tuple[bytes, ...]:
    return tuple(text.strip("\n").encode().split(b"\n"))


_AWS = """
2 111122223333 eni-0a1 10.1.0.5 10.2.0.7 40001 502 6 6 300 1700000000 1700000058 ACCEPT OK
2 111122223333 eni-0a1 10.2.0.7 10.1.0.5 502 40001 6 5 320 1700000000 1700000058 ACCEPT OK
2 111122223333 eni-0b2 10.2.0.7 10.1.0.5 502 40001 6 5 320 1700000000 1700000058 ACCEPT OK
2 111122223333 eni-0a1 - - - - - - - 1700000060 1700000118 - SKIPDATA
2 111122223333 eni-0a1 nowhere 10.1.0.5 502 40001 6 5 320 1700000000 1700000058 ACCEPT OK
"""

_AWS_CUSTOM = """
version interface-id pkt-srcaddr pkt-dstaddr srcport dstport protocol bytes start end action tcp-flags
5 eni-0a1 10.1.0.5 10.2.0.7 40001 502 6 300 1700000000 1700000058 ACCEPT 3
5 eni-0a1 10.2.0.7 10.1.0.5 502 40001 6 320 1700000000 1700000058 ACCEPT 19
5 eni-0a1 10.1.0.5 10.2.0.8 40001 22 6 40 1700000000 1700000058 REJECT 2
"""

_GCP_PAYLOAD = {
    "connection": {"src_ip": "10.1.0.5", "src_port": 40001, "dest_ip": "10.2.0.7", "dest_port": 502, "protocol": 6},
    "bytes_sent": "300",
    "packets_sent": "6",
    "reporter": "SRC",
    "start_time": "2023-11-14T22:13:20.5Z",
    "end_time": "2023-11-14T22:13:25.5Z",
}
_GCP_ANSWER = {"src_ip": "10.2.0.7", "src_port": 502, "dest_ip": "10.1.0.5", "dest_port": 40001, "protocol": 6}
_GCP_NAME = "projects/plant/logs/compute.googleapis.com%2Fvpc_flows"
_GCP = (
    {"jsonPayload": _GCP_PAYLOAD, "logName": _GCP_NAME},
    {"jsonPayload": {**_GCP_PAYLOAD, "reporter": "DEST"}, "logName": _GCP_NAME},
    {"jsonPayload": {**_GCP_PAYLOAD, "connection": _GCP_ANSWER}, "logName": _GCP_NAME},
    {"textPayload": "hello", "logName": "projects/plant/logs/syslog"},
    {"jsonPayload": {**_GCP_PAYLOAD, "connection": {**_GCP_ANSWER, "dest_port": -1}}, "logName": _GCP_NAME},
)

_SUMMARY = {"src_ip": "10.1.0.5", "dst_ip": "10.2.0.7", "proto": 6, "dst_port": 502, "pd": 0, "dir": "I", "state": "C"}
_SUMMARY |= {"timestamp": "2023-11-14T22:13:20Z", "interval_sec": 600, "count": 2, "dst_dbi": 300, "dst_dbo": 320}
_STREAM = (
    _SUMMARY,
    {**_SUMMARY, "dir": "O"},
    {**_SUMMARY, "pd": 2},
    {"event_type": "user.login"},
    {**_SUMMARY, "proto": []},
)

_TABLE = """
Source IP,Destination IP,Port,Protocol,Num Flows,Reported Policy Decision,First Detected,Last Detected,Connection State
10.1.0.5,10.2.0.7,502,TCP,3,Allowed,2023-11-14T22:13:20Z,2023-11-14T22:13:25Z,Closed
10.1.0.5,10.2.0.8,22,TCP,3,Blocked,2023-11-14T22:13:20Z,2023-11-14T22:13:25Z,Incomplete
10.1.0.5,nowhere,22,TCP,3,Blocked,2023-11-14T22:13:20Z,2023-11-14T22:13:25Z,Incomplete
"""

_NTOPNG_ENDS = {"IPV4_SRC_ADDR": "10.1.0.5", "IPV4_DST_ADDR": "10.2.0.7", "L4_SRC_PORT": 40001, "L4_DST_PORT": 502}
_NTOPNG_COUNTS = {"PROTOCOL": 6, "L7_PROTO_NAME": "Modbus", "TCP_FLAGS": 27, "IN_PKTS": 6, "IN_BYTES": 300}
_DUMPED = {**_NTOPNG_ENDS, **_NTOPNG_COUNTS, "OUT_PKTS": 5, "OUT_BYTES": 320}
_DUMPED |= {"FIRST_SWITCHED": 1700000000, "LAST_SWITCHED": 1700000001}
_NTOPNG = (_DUMPED, {**_DUMPED, "PROTOCOL": 1}, {"alert_id": 7}, {**_DUMPED, "L4_DST_PORT": 70000})


def _vnet(mac: str, texts: list[str]) -> dict[str, object]:
    flows = [{"aclID": "x", "flowGroups": [{"rule": "r", "flowTuples": texts}]}]
    return {"macAddress": mac, "category": "FlowLogFlowEvent", "flowRecords": {"flows": flows}}


_BEGUN = "1700000000123,10.1.0.5,10.2.0.7,40001,502,6,O,B,NX,0,0,0,0"
_ENDED = "1700000001123,10.1.0.5,10.2.0.7,40001,502,6,O,E,NX,6,300,5,320"
_AZURE = (
    _vnet("00224871C205", [_BEGUN, _ENDED, "x,y"]),
    _vnet("00224871C206", [_BEGUN]),
    {"category": "AuditEvent"},
)

CLOUD_SAMPLES: dict[str, tuple[CloudSample, ...]] = {
    "aws-vpc": (
        CloudSample("the default format", lines(_AWS), 2, others=1, repeats=1, dead=1),
        CloudSample("a custom format", lines(_AWS_CUSTOM), 3, nothing=1),
    ),
    "azure-flow": (CloudSample("records of two interfaces", tuple(map(orjson.dumps, _AZURE)), 2, 1, 1, 1, many=True),),
    "gcp-flow": (CloudSample("both ends", tuple(map(orjson.dumps, _GCP)), 2, others=1, repeats=1, dead=1),),
    "illumio": (
        CloudSample("the stream", tuple(map(orjson.dumps, _STREAM)), 2, others=1, repeats=1, dead=1),
        CloudSample("a table", lines(_TABLE), 2, dead=1, nothing=1),
    ),
    "ntopng": (CloudSample("a dump", tuple(map(orjson.dumps, _NTOPNG)), 2, others=1, dead=1),),
}
"""By the format's name."""
