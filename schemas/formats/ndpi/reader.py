"""Reads nfstream's rows, one JSON object a line: of captures that Weir meters, and what nfstream itself wrote.

Usual rows are decoded straight into a typed row; what does not fit is read with care (`row.py`). The metering's last
row counts the frames of the capture that hold no IP packet: they are rows of another log.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from schemas.bounds import Address, Count, Mac, Name, Port
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.json_row import json_row
from schemas.formats.ndpi.roles import Sent, roles_of
from schemas.formats.ndpi.row import NO_MAC, SENSOR, careful_flow, service_name
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, address

NO_IP = "frame without IP"
"""What such frames are counted as, and those that nfstream can't take: later fragments, cut IPv6, unknown links."""

_TRANSPORTS = {6: "tcp", 17: "udp", 1: "icmp"}
_LONGEST_MS = LONGEST_DURATION_S * 1_000.0
_LATEST_MS = LATEST_TIME * 1_000.0


class _Slice(Struct, gc=False):
    first_seen_ms: Count
    src2dst_packets: Count
    src2dst_bytes: Count
    dst2src_packets: Count
    dst2src_bytes: Count


class _Row(Struct, gc=False, kw_only=True):
    """A row of the metering, or of nfstream with statistics, with plain values. Others are read with care."""

    src_ip: Address
    dst_ip: Address
    src_port: Port
    dst_port: Port
    src_mac: Mac
    dst_mac: Mac
    protocol: int
    vlan_id: int
    bidirectional_first_seen_ms: Count
    bidirectional_last_seen_ms: Count
    src2dst_packets: Count
    src2dst_bytes: Count
    dst2src_packets: Count
    dst2src_bytes: Count
    src2dst_syn_packets: Count
    src2dst_ack_packets: Count
    src2dst_rst_packets: Count
    src2dst_fin_packets: Count
    dst2src_syn_packets: Count
    dst2src_ack_packets: Count
    dst2src_rst_packets: Count
    dst2src_fin_packets: Count
    application_name: Name
    application_is_guessed: int
    application_confidence: int
    uid: Name | None = None
    slice: _Slice | None = None
    first_flags: int | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None


class NdpiReader:
    """Reads the rows of one capture."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._source = context.source
        self._decoder = msgspec.json.Decoder(_Row)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        decode = self._decoder.decode
        for number, line in enumerate(lines, first_line_number):
            try:
                flow = self._fast(decode(line))
            except (msgspec.MsgspecError, ValueError, RecursionError):
                flow = None
            if flow is None:
                try:
                    flow = self._careful(line)
                except ValueError as error:
                    reason = str(error)
                    letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
                    continue
            if flow is not None:
                flows.append(flow)
        return flows, letters

    def _fast(self, row: _Row) -> Flow | None:
        """The flow of a usual row; None where more care is needed. May raise ValueError."""
        transport = _TRANSPORTS.get(row.protocol)
        part = row.slice
        start = row.bidirectional_first_seen_ms if part is None else part.first_seen_ms
        end = row.bidirectional_last_seen_ms
        if transport is None or not 0 <= end - start <= _LONGEST_MS or end > _LATEST_MS or not 0 <= row.vlan_id < 4_096:
            return None
        if transport == "icmp" and (row.icmp_type is None or not 0 <= row.icmp_type < 256):
            return None
        roles = roles_of(
            transport,
            Sent(
                row.src2dst_packets,
                row.src2dst_syn_packets,
                row.src2dst_ack_packets,
                row.src2dst_rst_packets,
                row.src2dst_fin_packets,
            ),
            Sent(
                row.dst2src_packets,
                row.dst2src_syn_packets,
                row.dst2src_ack_packets,
                row.dst2src_rst_packets,
                row.dst2src_fin_packets,
            ),
            first_flags=row.first_flags,
            icmp_type=row.icmp_type,
        )
        if roles.turned:
            return None
        added = row if part is None else part
        ports = (row.src_port, row.dst_port) if transport != "icmp" else (row.icmp_type, row.icmp_code)
        return Flow(
            self._site,
            self._sensor,
            start / 1_000.0,
            end / 1_000.0,
            address(row.src_ip),
            address(row.dst_ip),
            transport,
            *ports,
            row.uid or None,
            None,
            row.src_mac if row.src_mac != NO_MAC else None,
            row.dst_mac if row.dst_mac != NO_MAC else None,
            service_name(row.application_name, row.application_is_guessed, row.application_confidence),
            (),
            added.src2dst_bytes,
            added.dst2src_bytes,
            added.src2dst_packets,
            added.dst2src_packets,
            roles.state,
            roles.direction,
            row.vlan_id or None,
        )

    def _careful(self, line: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        if not line.strip():
            return None
        row = json_row(line)
        if "frames" in row and "protocol" not in row:
            self._count(row)
            return None
        flow, doubts = careful_flow(row, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(doubts)
        return flow

    def _count(self, row: dict[str, object]) -> None:
        passed = row.get("passed_over")
        if isinstance(passed, int) and passed > 0:
            self.notes.pass_over(NO_IP, passed)
