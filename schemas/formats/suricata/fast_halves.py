"""Usual `netflow` events, decoded straight into a typed row.

It makes the same record as `netflow_event.half_of`, or none at all where a row needs care; a test holds that.
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.bounds import Address, Count, Name, Port, Vlan
from schemas.formats.one_way.half import Half
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, address
from schemas.formats.suricata.conversation import TRANSPORTS, flags_of
from schemas.services.names import canonical_name


class _Counts(Struct, gc=False):
    start: str
    end: str
    pkts: Count
    bytes: Count


class _Tcp(Struct, gc=False):
    tcp_flags: Name | None = None


class HalfRow(Struct, gc=False):
    """A `netflow` event with plain values; everything else is not taken here."""

    event_type: Literal["netflow"]
    flow_id: Annotated[int, Meta(ge=0)]
    src_ip: Address
    dest_ip: Address
    proto: str
    netflow: _Counts
    src_port: Port | None = None
    dest_port: Port | None = None
    icmp_type: Annotated[int, Meta(ge=0, le=255)] | None = None
    icmp_code: Annotated[int, Meta(ge=0, le=255)] | None = None
    app_proto: Name | None = None
    app_proto_ts: Name | None = None
    app_proto_tc: Name | None = None
    community_id: Name | None = None
    vlan: Vlan | tuple[Vlan, ...] | None = None
    tcp: _Tcp | None = None


class WrappedHalfRow(Struct, gc=False):
    """The same in AWS Network Firewall's wrapper."""

    event: HalfRow


def fast_half(row: HalfRow) -> Half | None:
    """The record of a usual row; None where more care is needed. Raises ValueError for what is no time or address."""
    counts, tcp = row.netflow, row.tcp
    transport = TRANSPORTS.get(row.proto)
    began, ended = datetime.fromisoformat(counts.start), datetime.fromisoformat(counts.end)
    if transport is None or began.tzinfo is None or ended.tzinfo is None:
        return None
    start, end = began.timestamp(), ended.timestamp()
    if not 0.0 <= start <= end <= LATEST_TIME or end - start > LONGEST_DURATION_S:
        return None
    sender_port, receiver_port = row.src_port, row.dest_port
    if transport == "icmp":
        sender_port, receiver_port = row.icmp_type, row.icmp_code
    vlan = row.vlan
    if vlan.__class__ is tuple:
        vlan = vlan[0] if vlan else None
    return Half(
        start=start,
        end=end,
        sender_ip=address(row.src_ip),
        receiver_ip=address(row.dest_ip),
        transport=transport,
        sender_port=sender_port,
        receiver_port=receiver_port,
        octets=counts.bytes,
        packets=counts.pkts,
        tcp_flags=flags_of(tcp.tcp_flags) if tcp is not None and transport == "tcp" else None,
        vlan=vlan,  # type: ignore[arg-type]
        service=canonical_name(row.app_proto) or canonical_name(row.app_proto_ts) or canonical_name(row.app_proto_tc),
        community_id=row.community_id or None,
        end_told=True,
    )
