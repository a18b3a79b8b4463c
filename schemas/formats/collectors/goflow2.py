"""goflow2's JSON, as it writes it to Kafka, files and standard output: one record of one direction a line.

Since version 2 the keys are those of its protobuf (`src_addr`, `time_flow_start_ns`, `proto` as a name); version 1
wrote `SrcAddr`, `TimeFlowStart` in seconds and `Proto` as a number (its README and `docs/protocols.md`). A row bears
the exporter's address, which is the sensor. Counts are of what was sampled, and are multiplied by the rate.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.bounds import Address, Count, Mac, Port, Vlan
from schemas.formats.collectors.reader import NoRecordError, OneWayReader, Told, multiplied, sampled
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.row import (
    LARGEST_VLAN,
    LATEST_TIME,
    LONGEST_DURATION_S,
    LONGEST_MAC,
    Addresses,
    Row,
    moment_of,
    real,
    shown,
)

SENSOR = "goflow2"

_TYPES = ("SFLOW_5", "NETFLOW_V5", "NETFLOW_V9", "IPFIX", "FLOWUNKNOWN")
"""goflow2's `FlowType`: what `type` says."""

_NANOSECONDS = 1e9
_NANOSECONDS_FROM = 1e16
"""A time past this is in nanoseconds: as milliseconds it would be the year 318857."""

_FAST_TRANSPORTS: dict[str | int, str] = {"TCP": "tcp", "UDP": "udp", 6: "tcp", 17: "udp"}
_UNKNOWN = "unknown"
_NO_MACS = frozenset({"", "00:00:00:00:00:00"})
_NO_ADDRESSES = ("", "0.0.0.0", "::", "invalid IP")  # noqa: S104 - compared, not listened on
_LARGEST_FLAGS = 0xFFFF
_DROPPED = range(128, 192)
"""Values of forwardingStatus that say that the exporter dropped it (RFC 7270, section 4.12)."""

_NAMES: dict[str, str] = {
    "Type": "type",
    "TimeReceived": "time_received_ns",
    "TimeReceivedNs": "time_received_ns",
    "TimeFlowStart": "time_flow_start_ns",
    "TimeFlowStartMs": "time_flow_start_ns",
    "TimeFlowStartNs": "time_flow_start_ns",
    "TimeFlowEnd": "time_flow_end_ns",
    "TimeFlowEndMs": "time_flow_end_ns",
    "TimeFlowEndNs": "time_flow_end_ns",
    "time_received": "time_received_ns",
    "time_flow_start": "time_flow_start_ns",
    "time_flow_end": "time_flow_end_ns",
    "SamplingRate": "sampling_rate",
    "SamplerAddress": "sampler_address",
    "SrcAddr": "src_addr",
    "DstAddr": "dst_addr",
    "SrcPort": "src_port",
    "DstPort": "dst_port",
    "Proto": "proto",
    "Bytes": "bytes",
    "Packets": "packets",
    "TCPFlags": "tcp_flags",
    "TcpFlags": "tcp_flags",
    "IcmpType": "icmp_type",
    "IcmpCode": "icmp_code",
    "SrcMac": "src_mac",
    "DstMac": "dst_mac",
    "SrcVlan": "src_vlan",
    "VlanId": "vlan_id",
    "ForwardingStatus": "forwarding_status",
}
"""Names of version 1 and of its predecessor -> those of version 2. The unit of a time is told by its size."""


class _GoFlow(Struct, gc=False):
    """A row as version 2 writes it; anything else is read with care."""

    src_addr: Address
    dst_addr: Address
    time_flow_start_ns: int
    time_flow_end_ns: int
    proto: str | int
    sampler_address: Address
    src_port: Port | None = None
    dst_port: Port | None = None
    bytes: Count | None = None
    packets: Count | None = None
    tcp_flags: Port | None = None
    sampling_rate: int = 0
    src_mac: Mac = ""
    dst_mac: Mac = ""
    vlan_id: Vlan = 0
    src_vlan: Vlan = 0
    forwarding_status: int = 0


def reader(context: ReaderContext) -> OneWayReader:
    """A reader of goflow2's rows."""
    return OneWayReader(context, SENSOR, _usual, careful)


def careful(given: Mapping[str, object]) -> tuple[Row, Half, str]:
    """A row of any version. Raises ValueError that names the field, NoRecordError for a frame without addresses."""
    fields = {_NAMES.get(name, name): value for name, value in given.items() if value is not None}
    nowhere = all(fields.get(name, "") in _NO_ADDRESSES for name in ("src_addr", "dst_addr"))
    if nowhere and fields.get("type") in _TYPES:
        msg = "frames without IP"
        raise NoRecordError(msg)
    row = Row(fields)
    half = careful_half(row)
    return row, half, row.word("sampler_address", "impossible id") or ""


def careful_half(row: Row) -> Half:
    """The record of a row by the names of version 2. Raises ValueError that names the field which does not fit."""
    start, end = _span(row)
    transport = _UNKNOWN if row.given("proto") is None else row.named_transport("proto")
    rate = sampled(row, "sampling_rate")
    sender_port, receiver_port = row.lesser_port("src_port"), row.port("dst_port")
    if transport == "icmp":
        sender_port, receiver_port = _icmp(row, receiver_port)
    return Half(
        start=start,
        end=end,
        sender_ip=row.address("src_addr"),
        receiver_ip=row.address("dst_addr"),
        transport=transport or _UNKNOWN,
        sender_port=sender_port,
        receiver_port=receiver_port,
        octets=multiplied(row.count("bytes", "impossible octets"), rate),
        packets=multiplied(row.count("packets", "impossible packets"), rate),
        tcp_flags=row.measure("tcp_flags", _LARGEST_FLAGS, "impossible state") if transport == "tcp" else None,
        sender_mac=_mac(row.word("src_mac", "impossible mac", LONGEST_MAC)),
        receiver_mac=_mac(row.word("dst_mac", "impossible mac", LONGEST_MAC)),
        vlan=_vlan(row),
        rejected=(row.measure("forwarding_status", 255, "impossible state") or 0) in _DROPPED,
    )


def moment(value: object) -> float | None:
    """A time as goflow2 writes it, in seconds UTC: nanoseconds, milliseconds, seconds or a text; None for none."""
    number = real(value)
    if number is not None and number >= _NANOSECONDS_FROM:
        return moment_of(number / _NANOSECONDS)
    return moment_of(value) if number is None or number > 0 else None


_decode = msgspec.json.Decoder(_GoFlow).decode


_addresses = Addresses()


def _usual(line: bytes) -> Told | None:
    """The record of a row that holds nothing which needs care; None where it does. May raise ValueError."""
    row = _decode(line)
    transport = _FAST_TRANSPORTS.get(row.proto)
    start, end = row.time_flow_start_ns / _NANOSECONDS, row.time_flow_end_ns / _NANOSECONDS
    if (
        transport is None
        or row.time_flow_start_ns < _NANOSECONDS_FROM
        or not start <= end <= LATEST_TIME
        or end - start > LONGEST_DURATION_S
        or row.sampling_rate > 1
        or row.sampling_rate < 0
        or not 0 <= row.forwarding_status <= 255
    ):
        return None
    half = Half(  # by position, which costs less than by name (measured)
        start,
        end,
        _addresses[row.src_addr],
        _addresses[row.dst_addr],
        transport,
        row.src_port,
        row.dst_port,
        row.bytes,
        row.packets,
        row.tcp_flags if transport == "tcp" else None,
        None if row.src_mac in _NO_MACS else row.src_mac,
        None if row.dst_mac in _NO_MACS else row.dst_mac,
        row.vlan_id or row.src_vlan or None,
        None,
        None,
        row.forwarding_status in _DROPPED,
    )
    return half, row.sampler_address


def _span(row: Row) -> tuple[float, float]:
    """When it began and ended; when it came to the collector, where the record says neither."""
    received, started = moment(row.given("time_received_ns")), moment(row.given("time_flow_start_ns"))
    start = received if started is None else started
    if start is None:
        given = row.given("time_flow_start_ns") or row.given("time_received_ns")
        msg = "field time_flow_start_ns is missing"
        raise ValueError(msg if given is None else f"field time_flow_start_ns: {shown(given)} is no time")
    end = moment(row.given("time_flow_end_ns"))
    if end is None:
        return start, start
    if end < start or end - start > LONGEST_DURATION_S:
        row.doubts.append("impossible duration")
        return start, start
    return start, end


def _icmp(row: Row, receiver_port: int | None) -> tuple[int | None, int | None]:
    """Type and code; NetFlow has both in the receiver's port (type * 256 + code) where no field of its own says it."""
    kind = row.measure("icmp_type", 255, "impossible port")
    code = row.measure("icmp_code", 255, "impossible port")
    if not kind and not code and receiver_port:
        return receiver_port >> 8, receiver_port & 0xFF
    return kind, code


def _mac(text: str | None) -> str | None:
    return None if text is None or text in _NO_MACS else text


def _vlan(row: Row) -> int | None:
    for field in ("vlan_id", "src_vlan"):
        vlan = row.measure(field, LARGEST_VLAN, "impossible vlan")
        if vlan:
            return vlan
    return None


def _is_goflow2(head: Head) -> bool:
    row = head.json_object
    if row is None or not ({"src_addr", "dst_addr"} <= row.keys() or {"SrcAddr", "DstAddr"} <= row.keys()):
        return False
    return bool({"sampler_address", "SamplerAddress", "time_flow_start_ns", "TimeFlowStart"} & row.keys())


GOFLOW2 = Format(reader=reader, recognises=_is_goflow2, endings=JSON_ENDINGS, memory=HalvesMemory)
