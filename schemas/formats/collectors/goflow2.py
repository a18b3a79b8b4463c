"""goflow2's JSON, as it writes it to Kafka, files and standard output: one record of one direction a line.

Since version 2 the keys are those of its protobuf (`src_addr`, `time_flow_start_ns`, `proto` as a name); version 1
wrote `SrcAddr`, `TimeFlowStart` in seconds and `Proto` as a number (its README and `docs/protocols.md`). A row bears
the exporter's address, which is the sensor. Counts are of what was sampled, and are multiplied by the rate.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from schemas.bounds import LARGEST_COUNT, Address, Count, Mac, Port, Vlan
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.collectors.json_row import json_row
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.row import (
    LARGEST_VLAN,
    LATEST_TIME,
    LONGEST_DURATION_S,
    LONGEST_MAC,
    Row,
    address,
    moment_of,
    real,
    shown,
)

SENSOR = "goflow2"

_TYPES = frozenset({"SFLOW_5", "NETFLOW_V5", "NETFLOW_V9", "IPFIX", "FLOWUNKNOWN"})
"""goflow2's `FlowType`: what `type` says."""

_NANOSECONDS = 1e9
_NANOSECONDS_FROM = 1e16
"""A time past this is in nanoseconds: as milliseconds it would be the year 318857."""

_FAST_TRANSPORTS: dict[str | int, str] = {"TCP": "tcp", "UDP": "udp", 6: "tcp", 17: "udp"}
_UNKNOWN = "unknown"
_NO_MACS = frozenset({"", "00:00:00:00:00:00"})
_NO_ADDRESSES = frozenset({"", "0.0.0.0", "::", "invalid IP"})  # noqa: S104 - compared, not listened on
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


class GoFlow2Reader:
    """Reads goflow2's rows; see `RecordReader`."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._sensor = context.sensor
        self._joiner = Joiner(context, SENSOR)
        self._decoder = msgspec.json.Decoder(_GoFlow)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                row = self._decoder.decode(line)
                half, exporter = _usual(row), row.sampler_address
            except (msgspec.MsgspecError, ValueError, RecursionError):
                half = None
            if half is None:
                if not line.strip():
                    continue
                try:
                    found = self._careful(line)
                except (ValueError, RecursionError) as error:
                    reason = str(error)
                    letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
                    continue
                if found is None:
                    continue
                half, exporter = found
            flows.append(self._joiner.flow(half, exporter, sensor=self._sensor or exporter or SENSOR))
        return flows, letters

    def _careful(self, line: bytes) -> tuple[Half, str] | None:
        """A row of any version; None for a frame that is no IP. Raises ValueError."""
        given = json_row(line)
        fields = {_NAMES.get(name, name): value for name, value in given.items() if value is not None}
        if {fields.get("src_addr", ""), fields.get("dst_addr", "")} <= _NO_ADDRESSES and _type_of(fields) in _TYPES:
            self.notes.pass_over("frames without IP")
            return None
        row = Row(fields)
        half = careful_half(row)
        self.notes.doubt_all(row.doubts)
        exporter = row.word("sampler_address", "impossible id")
        return half, exporter or ""


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


def sampled(row: Row, field: str) -> int:
    """One packet in how many was looked at; 1 where it is not said, or 0."""
    return row.measure(field, 2**32 - 1, "impossible packets") or 1


def multiplied(count: int | None, rate: int) -> int | None:
    """A count of what was sampled as one of all."""
    return None if count is None else min(count * rate, LARGEST_COUNT)


def moment(value: object) -> float | None:
    """A time as goflow2 writes it, in seconds UTC: nanoseconds, milliseconds, seconds or a text; None for none."""
    number = real(value)
    if number is not None and number >= _NANOSECONDS_FROM:
        return moment_of(number / _NANOSECONDS)
    return moment_of(value) if number is None or number > 0 else None


def _usual(row: _GoFlow) -> Half | None:
    """The record of a row that holds nothing which needs care; None where it does. May raise ValueError."""
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
    return Half(
        start=start,
        end=end,
        sender_ip=address(row.src_addr),
        receiver_ip=address(row.dst_addr),
        transport=transport,
        sender_port=row.src_port,
        receiver_port=row.dst_port,
        octets=row.bytes,
        packets=row.packets,
        tcp_flags=row.tcp_flags if transport == "tcp" else None,
        sender_mac=None if row.src_mac in _NO_MACS else row.src_mac,
        receiver_mac=None if row.dst_mac in _NO_MACS else row.dst_mac,
        vlan=row.vlan_id or row.src_vlan or None,
        rejected=row.forwarding_status in _DROPPED,
    )


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


def _type_of(fields: Mapping[str, object]) -> str:
    kind = fields.get("type")
    return kind if isinstance(kind, str) else ""


def _is_goflow2(head: Head) -> bool:
    row = head.json_object
    if row is None or not ({"src_addr", "dst_addr"} <= row.keys() or {"SrcAddr", "DstAddr"} <= row.keys()):
        return False
    return bool({"sampler_address", "SamplerAddress", "time_flow_start_ns", "TimeFlowStart"} & row.keys())


GOFLOW2 = Format(reader=GoFlow2Reader, recognises=_is_goflow2, endings=JSON_ENDINGS, memory=HalvesMemory)
