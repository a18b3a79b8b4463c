"""pmacct's JSON, as nfacctd, sfacctd and pmacctd write it to Kafka and files: one record of one direction a line.

The keys are those of `src/plugin_cmn_json.c` in pmacct. Which of them there are the user chose (`aggregate`): both
addresses and the protocol are needed. Numbers may be texts. Times are seconds with or without a fraction, or dates,
taken as UTC where they name no zone (pmacct's `timestamps_utc`). `peer_ip_src` is the exporter, and the sensor. With
`nfacctd_renormalize` pmacct multiplies by the sampling rate itself; otherwise it is done here, where the row has one.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.bounds import Address, Count, Mac, Name, Port, Vlan
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
    shown,
)
from schemas.formats.zeek.conn import service_name

SENSOR = "nfacctd"

_MARKS = ("purge_init", "purge_close")
"""Rows that say that a batch begins or ends (`print_markers`, `kafka_markers`)."""

_STARTS = ("timestamp_start", "timestamp_min", "timestamp_arrival", "timestamp_export", "stamp_inserted")
_ENDS = ("timestamp_end", "timestamp_max", "timestamp_arrival", "stamp_updated")

_FAST_TRANSPORTS = frozenset({"tcp", "udp"})
_LARGEST_FLAGS = 0xFFFF
_NO_MAC = "00:00:00:00:00:00"
_UNCLASSIFIED = frozenset({"unknown", "Unknown", "Unknown/Unknown"})


class _Purged(Struct, gc=False):
    """A row with the usual keys, times in seconds as text; anything else is read with care."""

    ip_src: Address
    ip_dst: Address
    ip_proto: str
    timestamp_start: str
    timestamp_end: str
    peer_ip_src: Address
    port_src: Port | None = None
    port_dst: Port | None = None
    packets: Count | None = None
    bytes: Count | None = None
    tcp_flags: str | None = None
    mac_src: Mac | None = None
    mac_dst: Mac | None = None
    vlan: Vlan | None = None
    label: Name | None = None
    sampling_rate: None = None
    # `class` is a word of Python's: a row with one is read with care.
    named: None = msgspec.field(default=None, name="class")


def reader(context: ReaderContext) -> OneWayReader:
    """A reader of pmacct's rows."""
    return OneWayReader(context, SENSOR, _usual, careful)


def careful(fields: Mapping[str, object]) -> tuple[Row, Half, str]:
    """Any row. Raises ValueError that names the field, NoRecordError for a mark between batches."""
    mark = fields.get("event_type")
    if mark in _MARKS:
        raise NoRecordError(mark)
    row = Row(fields)
    half = careful_half(row)
    return row, half, row.word("peer_ip_src", "impossible id") or ""


def careful_half(row: Row) -> Half:
    """The record of a row. Raises ValueError that names the field which does not fit."""
    start, end = _span(row)
    transport = row.needed_transport("ip_proto")
    rate = sampled(row, "sampling_rate")
    sender_port, receiver_port = row.lesser_port("port_src"), row.port("port_dst")
    if transport == "icmp" and receiver_port is not None:
        # As NetFlow has it: type * 256 + code.
        sender_port, receiver_port = receiver_port >> 8, receiver_port & 0xFF
    named = row.word("class", "impossible service")
    return Half(
        start=start,
        end=end,
        sender_ip=row.address("ip_src"),
        receiver_ip=row.address("ip_dst"),
        transport=transport,
        sender_port=sender_port,
        receiver_port=receiver_port,
        octets=multiplied(row.count("bytes", "impossible octets"), rate),
        packets=multiplied(row.count("packets", "impossible packets"), rate),
        tcp_flags=row.measure("tcp_flags", _LARGEST_FLAGS, "impossible state") if transport == "tcp" else None,
        sender_mac=_mac(row.word("mac_src", "impossible mac", LONGEST_MAC)),
        receiver_mac=_mac(row.word("mac_dst", "impossible mac", LONGEST_MAC)),
        vlan=row.measure("vlan", LARGEST_VLAN, "impossible vlan") or None,
        service=None if named is None or named in _UNCLASSIFIED else service_name(named.replace("/", ",")),
    )


_decode = msgspec.json.Decoder(_Purged).decode


_addresses = Addresses()


def _usual(line: bytes) -> Told | None:
    """The record of a row that holds nothing which needs care; None where it does. May raise ValueError."""
    row = _decode(line)
    start, end = float(row.timestamp_start), float(row.timestamp_end)
    if row.ip_proto not in _FAST_TRANSPORTS or not 0.0 < start <= end <= LATEST_TIME:
        return None
    if end - start > LONGEST_DURATION_S or (row.tcp_flags is not None and not row.tcp_flags.isdigit()):
        return None
    flags = int(row.tcp_flags) if row.tcp_flags is not None and row.ip_proto == "tcp" else None
    if flags is not None and flags > _LARGEST_FLAGS:
        return None
    half = Half(  # by position, which costs less than by name (measured)
        start,
        end,
        _addresses[row.ip_src],
        _addresses[row.ip_dst],
        row.ip_proto,
        row.port_src,
        row.port_dst,
        row.bytes,
        row.packets,
        flags,
        _mac(row.mac_src),
        _mac(row.mac_dst),
        row.vlan or None,
    )
    return half, row.peer_ip_src


def _span(row: Row) -> tuple[float, float]:
    """When it began and ended: by its own times, else by those of the bin that it was counted in."""
    start = next((moment for moment in map(moment_of, map(row.given, _STARTS)) if moment), None)
    if start is None:
        given = [field for field in _STARTS if row.given(field) is not None]
        msg = (
            f"field {given[0]}: {shown(row.given(given[0]))} is no time"
            if given
            else "field timestamp_start is missing"
        )
        raise ValueError(msg)
    end = next((moment for moment in map(moment_of, map(row.given, _ENDS)) if moment), start)
    if not start <= end <= start + LONGEST_DURATION_S:
        row.doubts.append("impossible duration")
        return start, start
    return start, end


def _mac(text: str | None) -> str | None:
    return None if text is None or text == _NO_MAC else text or None


def _is_nfacctd(head: Head) -> bool:
    row = head.json_object
    if row is None:
        return False
    return {"ip_src", "ip_dst"} <= row.keys() or (row.get("event_type") in _MARKS and "writer_id" in row)


NFACCTD = Format(reader=reader, recognises=_is_nfacctd, endings=JSON_ENDINGS, memory=HalvesMemory)
