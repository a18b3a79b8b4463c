"""A minimal reader of each input format: it does what any reader of it must, and nothing of Weir's own.

It parses the line, takes the fields that a flow needs, checks each address that it has not met before, and turns ports,
counts and times into numbers. It makes no record, and checks, remembers, joins and counts nothing.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address

import orjson

from schemas.formats.datagrams import unpacked

Minimal = Callable[[Sequence[bytes]], int]


class _Addresses(dict[str, str]):
    def __missing__(self, text: str) -> str:
        found = self[text] = str(ip_address(text.strip()))
        return found


def _moment(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def objects(
    *keys: str,
    addresses: Sequence[str] = (),
    inside: Sequence[str] = (),
    of: Sequence[str] = (),
    times: Sequence[str] = (),
) -> Minimal:
    """A minimal reader of JSON objects with these keys and addresses, and of an object inside.

    Times are texts of the inner one, which is the outer one where there is none.
    """

    def read(lines: Sequence[bytes]) -> int:
        rows = 0
        known = _Addresses()
        for line in lines:
            row = orjson.loads(line)
            _ = [row.get(key) for key in keys]
            for key in addresses:
                known[row[key]]
            inner = row
            for key in inside:
                inner = inner.get(key) or {}
            if of:
                _ = [inner.get(key) for key in of]
            for key in times:
                if key in inner:
                    _moment(inner[key])
            rows += 1
        return rows

    return read


def cells(
    delimiter: str, addresses: Sequence[str], times: Sequence[str], numbers: Sequence[str], texts: Sequence[str]
) -> Minimal:
    """A minimal reader of a table with these columns, of those that its headings have."""

    def read(lines: Sequence[bytes]) -> int:
        rows = 0
        known = _Addresses()
        at: list[list[int]] = [[], [], [], []]
        width = -1
        for line in lines:
            row = line.decode().split(delimiter)
            if not line[:1].isdigit():
                if line.startswith(b"#fields"):
                    row = row[1:]
                if any(name in row for name in texts):
                    columns = (times, numbers, texts, addresses)
                    at = [[row.index(name) for name in names if name in row] for names in columns]
                    width = max(max(places, default=0) for places in at)
                continue
            if len(row) <= width:
                continue
            _ = [_moment(row[place]) for place in at[0] if row[place] != "-"]
            _ = [int(row[place]) for place in at[1] if row[place].isdecimal()]
            _ = [row[place] for place in at[2]]
            for place in at[3]:
                known[row[place]]
            rows += 1
        return rows

    return read


def default_vpc_rows(lines: Sequence[bytes]) -> int:
    """AWS's default format, which has no headings."""
    rows = 0
    known = _Addresses()
    for line in lines:
        row = line.decode().split()
        _ = known[row[3]], known[row[4]], row[2], row[7], row[12], row[13]
        _ = [int(row[place]) for place in (5, 6, 8, 9)]
        _ = float(row[10]), float(row[11])
        rows += 1
    return rows


def gcp_entries(lines: Sequence[bytes]) -> int:
    """Google's entries: counts are texts."""
    rows = 0
    known = _Addresses()
    for line in lines:
        payload = orjson.loads(line)["jsonPayload"]
        ends = payload["connection"]
        _ = known[ends["src_ip"]], known[ends["dest_ip"]], ends["src_port"], ends["dest_port"], ends["protocol"]
        _ = int(payload["bytes_sent"]), int(payload["packets_sent"]), payload["reporter"]
        _ = _moment(payload["start_time"]), _moment(payload["end_time"])
        rows += 1
    return rows


def azure_tuples(lines: Sequence[bytes]) -> int:
    """Tuples of a VNet's log."""
    rows = 0
    known = _Addresses()
    for line in lines:
        record = orjson.loads(line)
        _ = record["macAddress"]
        for flow in record["flowRecords"]["flows"]:
            for group in flow["flowGroups"]:
                for text in group["flowTuples"]:
                    row = text.split(",")
                    _ = float(row[0]), known[row[1]], known[row[2]], row[5], row[7]
                    _ = int(row[3]), int(row[4]), int(row[9]), int(row[10]), int(row[11]), int(row[12])
                    rows += 1
    return rows


def ecs_documents(lines: Sequence[bytes]) -> int:
    """Documents that Elastic's agents made of Zeek's conn.log."""
    rows = 0
    known = _Addresses()
    for line in lines:
        document = orjson.loads(line)
        for end in (document["source"], document["destination"]):
            _ = known[end["ip"]], end["port"], end["bytes"], end["packets"]
        _ = _moment(document["@timestamp"]), document["event"]["duration"], document["network"]["transport"]
        log = document["zeek"]
        _ = log["session_id"], log["connection"]["state"], log["connection"]["history"]
        rows += 1
    return rows


def one_way_objects(lines: Sequence[bytes]) -> int:
    """Objects of a probe of its own: the sample that a mapping explains."""
    rows = 0
    known = _Addresses()
    for line in lines:
        row = orjson.loads(line)
        for end in (row["from"], row["to"]):
            _ = known[end["ip"]], end["port"]
        _ = row["event.start"] / 1000.0, row["took"] / 1000.0, row["proto"], row["bytes"], row["packets"], row["flags"]
        rows += 1
    return rows


_V5 = struct.Struct("!IIIHHIIIIHHBBBBHHBBH")
_V5_HEADER = 24


def v5_records(pieces: Sequence[bytes]) -> int:
    """NetFlow 5, with the sender that is put before each datagram."""
    rows = 0
    known: dict[int, str] = {}
    for piece in pieces:
        payload = unpacked(piece).payload
        version, _records, uptime, seconds, nanoseconds = struct.unpack_from("!HHIII", payload)
        booted = seconds + nanoseconds / 1e9 - uptime / 1000.0
        for row in _V5.iter_unpack(payload[_V5_HEADER:]):
            for end in row[:2]:
                if end not in known:
                    known[end] = str(IPv4Address(end))
            _ = known[row[0]], known[row[1]], row[5], row[6], row[9], row[10], row[12], row[13], version
            _ = booted + row[7] / 1000.0, booted + row[8] / 1000.0
            rows += 1
    return rows


def rows_in_objects(lines: Sequence[bytes]) -> int:
    """Rows as the text of a shipper's field."""
    return MINIMAL["zeek-json"]([orjson.loads(line)["message"].encode() for line in lines])


_ZEEK_ENDS = ("id.orig_h", "id.resp_h")
_ZEEK = ("id.orig_p", "id.resp_p", "proto", "service", "conn_state", "history")
_ZEEK_COUNTS = ("orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts")
_WEIR_ENDS = ("initiator_ip", "responder_ip")
_WEIR = ("start", "end", "transport", "initiator_port", "responder_port", "service")

_NDPI = ("src_port", "dst_port", "protocol", "bidirectional_first_seen_ms", "application_name")
_EVE = (
    "event_type",
    "timestamp",
    "flow_id",
    "src_port",
    "dest_port",
    "proto",
    "app_proto",
    "flow",
)
_NTOPNG_ENDS = ("IPV4_SRC_ADDR", "IPV4_DST_ADDR")
_NTOPNG = ("L4_SRC_PORT", "L4_DST_PORT", "PROTOCOL", "L7_PROTO_NAME", "TCP_FLAGS")

_GOFLOW2_ENDS = ("src_addr", "dst_addr", "sampler_address")
_GOFLOW2 = ("src_port", "dst_port", "proto", "tcp_flags", "sampling_rate")
_NFACCTD_ENDS = ("ip_src", "ip_dst", "peer_ip_src")
_NFACCTD = ("port_src", "port_dst", "ip_proto", "tcp_flags", "event_type")

MINIMAL: dict[str, Minimal] = {
    "ndpi": objects(
        *_NDPI,
        "bidirectional_last_seen_ms",
        "src2dst_bytes",
        "dst2src_bytes",
        "src2dst_packets",
        "uid",
        addresses=("src_ip", "dst_ip"),
    ),
    "weir": objects(*_WEIR, "initiator_octets", "responder_octets", addresses=_WEIR_ENDS),
    "recording": objects("flow", "tick", "change", "verdict"),
    "zeek-tsv": cells(
        "\t", _ZEEK_ENDS, ("ts", "duration"), ("id.orig_p", "id.resp_p", *_ZEEK_COUNTS), ("uid", *_ZEEK[2:])
    ),
    "zeek-json": objects("ts", "duration", "uid", *_ZEEK, *_ZEEK_COUNTS, addresses=_ZEEK_ENDS),
    "suricata-eve": objects(
        *(*_EVE, "tcp", "community_id", "vlan"),
        addresses=("src_ip", "dest_ip"),
        inside=("flow",),
        of=("pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient", "state", "reason"),
        times=("start", "end"),
    ),
    "aws-vpc": default_vpc_rows,
    "gcp-flow": gcp_entries,
    "illumio": objects(
        *("proto", "dst_port", "pd", "dir", "state", "dst_dbi", "dst_dbo"),
        addresses=("src_ip", "dst_ip"),
        times=("timestamp",),
    ),
    "ntopng": objects(
        *_NTOPNG,
        "IN_PKTS",
        "IN_BYTES",
        "OUT_PKTS",
        "OUT_BYTES",
        "FIRST_SWITCHED",
        "LAST_SWITCHED",
        addresses=_NTOPNG_ENDS,
    ),
    "goflow2": objects(
        *_GOFLOW2, "time_flow_start_ns", "time_flow_end_ns", "bytes", "packets", addresses=_GOFLOW2_ENDS
    ),
    "nfacctd": objects(
        *_NFACCTD, "packets", "bytes", addresses=_NFACCTD_ENDS, times=("timestamp_start", "timestamp_end")
    ),
    "nfdump-csv": cells(
        ",",
        ("sa", "da", "srcAddr", "dstAddr"),
        ("ts", "te", "firstSeen", "duration"),
        ("sp", "dp", "ipkt", "ibyt", "opkt", "obyt", "srcPort", "dstPort", "packets", "bytes"),
        ("pr", "flg", "proto"),
    ),
    "argus-csv": cells(
        ",",
        ("SrcAddr", "DstAddr"),
        ("StartTime", "Dur"),
        ("Sport", "Dport", "TotPkts", "TotBytes", "SrcBytes", "SrcPkts", "DstPkts", "DstBytes"),
        ("Proto", "Dir", "State"),
    ),
    "azure-flow": azure_tuples,
    "ecs": ecs_documents,
    "envelope": rows_in_objects,
    "netflow": v5_records,
    "mapped one-way JSON": one_way_objects,
}
"""By the name in the table; one without is measured alone."""
