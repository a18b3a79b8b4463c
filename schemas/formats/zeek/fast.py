"""Rows of Zeek's conn.log under one header, many at a time, column by column.

It makes the same checks and the same flows as `zeek_conn.careful_flow` row by row (a test holds that), or
no flow at all: when one of the rows needs care, all of them are handed back and nothing is remembered.

Columns are converted by C loops, since a Python call a value costs a third of the speed. Measured: 64 % of a
reader that checks nothing, where the same row by row reached 53 %.
"""

from collections.abc import Sequence
from itertools import repeat
from operator import itemgetter

from msgspec.structs import force_setattr

from schemas.bounds import LARGEST_PORT
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.zeek.conn import icmp_direction, meaning, service_name
from schemas.formats.zeek.row import (
    LARGEST_VLAN,
    LATEST_TIME,
    LONGEST_DURATION_S,
    LONGEST_MAC,
    LONGEST_NAME,
    address,
)
from schemas.formats.zeek.uids import UidMemory

FAST_ROWS = 128
"""Rows taken at once: with 500 their strings leave the processor's cache (measured: 5 % slower)."""

_ROW = (
    *("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "duration"),
    *("orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts"),
)
_INSTEAD = {"orig_ip_bytes": "orig_bytes", "resp_ip_bytes": "resp_bytes"}
_SHAPE = ("proto", "service", "conn_state", "history", "id.resp_p")
_SELDOM = {
    "community_id": ("community_id", LONGEST_NAME),
    "orig_l2_addr": ("initiator_mac", LONGEST_MAC),
    "resp_l2_addr": ("responder_mac", LONGEST_MAC),
}
"""Columns that few logs have -> the flow's field, and the longest text it takes."""

_FAST_TRANSPORTS = frozenset({"tcp", "udp", "icmp"})
_MOST_SHAPES = 16_384
_MOST_ADDRESSES = 65_536

_Shape = tuple[str, str | None, ConnectionState, Direction, int]


class NeedsCareError(ValueError):
    """Some of the rows cannot be taken the fast way."""


class FastTable:
    """Turns rows into flows by a header's columns, once `fits` says that it has those needed."""

    def __init__(  # noqa: PLR0913 - a header's parts, by name
        self, fields: Sequence[str], uids: UidMemory, *, site: str, sensor: str, separator: str, unset: str, empty: str
    ) -> None:
        columns = {name: index for index, name in enumerate(fields)}
        row = (name if name in columns else _INSTEAD.get(name, name) for name in _ROW)
        self._site = site
        self._sensor = sensor
        self._separator = separator
        self._unset = unset
        self._absent = (unset, empty)
        self._widths = {len(fields)}
        self._open = uids.open.keys()
        self._ended = uids.ended
        self._pick_row = itemgetter(*(columns[name] for name in row))
        self._pick_shape = itemgetter(*(columns[name] for name in _SHAPE))
        self._seldom = [(columns[name], field) for name, field in _SELDOM.items() if name in columns]
        # The inner one first: where both are given the outer one is the flow's.
        self._vlans = [columns[name] for name in ("inner_vlan", "vlan") if name in columns]
        self._shape_of = _Shapes(self._absent).__getitem__
        self._address_of = _Addresses().__getitem__

    @staticmethod
    def fits(fields: Sequence[str]) -> bool:
        """Whether a header has the columns for the fast way."""
        named = set(fields)
        return all(name in named or _INSTEAD.get(name) in named for name in (*_ROW, *_SHAPE))

    def flows(self, lines: Sequence[bytes]) -> list[Flow]:
        """The flows of rows, remembered by their uids. Raises ValueError when any row needs care."""
        rows = list(map(str.split, map(bytes.decode, lines), repeat(self._separator)))
        if set(map(len, rows)) != self._widths:
            raise NeedsCareError
        columns = list(zip(*rows, strict=True))
        times, uids, initiators, ports, responders, durations, *counts = self._pick_row(columns)
        ended = self._ended
        if not ended.keys().isdisjoint(uids) or (self._open and not self._open.isdisjoint(uids)):
            raise NeedsCareError
        sent, returned, sent_packets, returned_packets = [list(map(int, column)) for column in counts]
        site, sensor, unset = self._site, self._sensor, self._unset
        port_bits = count_bits = 0
        flows: list[Flow] = []
        append = flows.append
        for begin, duration, uid, initiator, port, responder, octets, back, packets, packets_back, shape in zip(
            map(float, times),
            durations,
            uids,
            map(self._address_of, initiators),
            map(int, ports),
            map(self._address_of, responders),
            sent,
            returned,
            sent_packets,
            returned_packets,
            map(self._shape_of, zip(*self._pick_shape(columns), strict=True)),
            strict=True,
        ):
            end = begin if duration == unset else begin + float(duration)
            if not 0.0 <= begin <= end <= LATEST_TIME or end - begin > LONGEST_DURATION_S:
                raise NeedsCareError
            # A negative or too large number anywhere sets bits above the bound.
            port_bits |= port
            count_bits |= octets | back | packets | packets_back
            transport, service, state, direction, responder_port = shape
            # More than 15 keywords would be passed through a dict, at four times the cost (CPython's
            # STACK_USE_GUIDELINE); so the last two, and what is seldom there, are set on the new flow.
            flow = Flow(
                site=site,
                sensor=sensor,
                start=begin,
                end=end,
                initiator_ip=initiator,
                responder_ip=responder,
                transport=transport,
                initiator_port=port,
                responder_port=responder_port,
                uid=uid,
                service=service,
                initiator_octets=octets,
                responder_octets=back,
                initiator_packets=packets,
                responder_packets=packets_back,
            )
            force_setattr(flow, "state", state)
            if transport == "icmp":
                direction = icmp_direction(port)
            if direction != "certain":
                force_setattr(flow, "direction", direction)
            append(flow)
        if port_bits > LARGEST_PORT or port_bits < 0 or count_bits >> 62 or max(map(len, uids)) > LONGEST_NAME:
            raise NeedsCareError
        if self._seldom or self._vlans:
            self._add_seldom(flows, columns)
        self._remember(uids, flows)
        return flows

    def _add_seldom(self, flows: list[Flow], columns: Sequence[tuple[str, ...]]) -> None:
        absent = self._absent
        for index, (field, longest) in self._seldom:
            for flow, text in zip(flows, columns[index], strict=True):
                if text not in absent:
                    if len(text) > longest or "\\x" in text or not text:
                        raise NeedsCareError
                    force_setattr(flow, field, text)
        for index in self._vlans:
            for flow, text in zip(flows, columns[index], strict=True):
                if text not in absent:
                    vlan = int(text)
                    if not 0 <= vlan <= LARGEST_VLAN:
                        raise NeedsCareError
                    force_setattr(flow, "vlan", vlan)

    def _remember(self, uids: Sequence[str], flows: Sequence[Flow]) -> None:
        ended = self._ended
        before = len(ended)
        ended.update(zip(uids, flows, strict=True))
        if len(ended) != before + len(uids) or self._unset in ended or "" in ended:
            # One of them twice, or none at all: forget all of them again, as none was known before.
            for uid in uids:
                ended.pop(uid, None)
            raise NeedsCareError


class _Addresses(dict[str, str]):
    """An address as logged -> in its canonical form; a plain dict's look-up costs half of `lru_cache`'s."""

    def __missing__(self, logged: str) -> str:
        if len(self) >= _MOST_ADDRESSES:
            self.clear()
        found = self[logged] = address(logged)
        return found


class _Shapes(dict[tuple[str, ...], _Shape]):
    """(proto, service, state, history, responder port) as logged -> what it means; made at first sight."""

    def __init__(self, absent: tuple[str, str]) -> None:
        super().__init__()
        self._absent = absent

    def __missing__(self, logged: tuple[str, ...]) -> _Shape:
        transport, service, conn_state, history, port_text = logged
        port = int(port_text)
        if transport not in _FAST_TRANSPORTS or not 0 <= port <= LARGEST_PORT:
            raise NeedsCareError
        if len(conn_state) > LONGEST_NAME or "\\" in conn_state or "\\" in history:
            raise NeedsCareError
        absent = self._absent
        state, direction = meaning(
            transport,
            None if conn_state in absent else conn_state or None,
            None if history in absent else history or None,
        )
        if len(self) >= _MOST_SHAPES:
            self.clear()
        found = self[logged] = (
            transport,
            None if service in absent else service_name(service),
            state,
            direction,
            port,
        )
        return found
