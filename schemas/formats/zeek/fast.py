"""Rows of Zeek's conn.log under one header, many at a time, column by column.

It makes the same checks and the same flows as `zeek_conn.careful_flow` row by row (a test holds that), or
no flow at all: when one of the rows needs care, all of them are handed back and nothing is remembered.

Columns are converted by C loops, since a Python call a value costs a third of the speed: all rows are split at once, a
column is every so-many-th field, and the flows are made by one `map` over the columns, in the order of their
fields.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import repeat
from operator import or_

from schemas.bounds import LARGEST_PORT
from schemas.flow import ConnectionState, Direction, Flaw, Flow
from schemas.formats.row import (
    LARGEST_VLAN,
    LATEST_TIME,
    LONGEST_DURATION_S,
    LONGEST_MAC,
    LONGEST_NAME,
    MOST_ADDRESSES,
    Addresses,
)
from schemas.formats.zeek.conn import icmp_direction, meaning, service_name
from schemas.formats.zeek.uids import UidMemory

FAST_ROWS = 512
"""Rows taken at once: a batch of a file whole (`streams/sources/files/flow_files.py`). What is done once for them all
weighs more than the processor's cache (measured: 64 to 256 rows are 10 to 20 % slower)."""

_ROW = (
    *("ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "duration"),
    *("orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts"),
)
_INSTEAD = {"orig_ip_bytes": "orig_bytes", "resp_ip_bytes": "resp_bytes"}
_SHAPE = ("proto", "service", "conn_state", "history", "id.resp_p")

_FAST_TRANSPORTS = frozenset({"tcp", "udp", "icmp"})
_MOST_SHAPES = 16_384

_Shape = tuple[str, str | None, ConnectionState, Direction, int]


class NeedsCareError(ValueError):
    """Some of the rows cannot be taken the fast way; `rows` are their indices, as far as they are known."""

    def __init__(self, rows: Sequence[int] = ()) -> None:
        super().__init__("rows that need care")
        self.rows = rows


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
        self._bytes = separator.encode()
        self._unset = unset
        self._absent = (unset, empty)
        self._width = len(fields)
        self._open = uids.open.keys()
        self._ended = uids.ended
        self._pick_row = [columns[name] for name in row]
        self._pick_shape = [columns[name] for name in _SHAPE]
        # Columns that few logs have.
        self._community = columns.get("community_id")
        self._macs = [columns.get(name) for name in ("orig_l2_addr", "resp_l2_addr")]
        # The inner one last: where both are given the outer one is the flow's.
        self._vlans = [columns[name] for name in ("vlan", "inner_vlan") if name in columns]
        shapes = _Shapes(self._absent)
        self._shape_of, self._flawed = shapes.__getitem__, shapes.flawed
        self._address_of = Addresses().__getitem__
        self._mac_of = _Macs(self._absent).__getitem__
        self._vlan_of = _Vlans(self._absent).__getitem__

    @staticmethod
    def fits(fields: Sequence[str]) -> bool:
        """Whether a header has the columns for the fast way."""
        named = set(fields)
        return all(name in named or _INSTEAD.get(name) in named for name in (*_ROW, *_SHAPE))

    def flows(self, lines: Sequence[bytes]) -> list[Flow]:
        """The flows of rows, remembered by their uids. Raises ValueError when any row needs care."""
        width, unset = self._width, self._unset
        if set(map(bytes.count, lines, repeat(self._bytes))) != {width - 1}:
            raise NeedsCareError([index for index, line in enumerate(lines) if line.count(self._bytes) != width - 1])
        texts = self._bytes.join(lines).decode().split(self._separator)
        times, uids, initiators, ports, responders, durations, *counts = [texts[at::width] for at in self._pick_row]
        self._all_new(uids)
        begins = list(map(float, times))
        lasted = [0.0 if text == unset else float(text) for text in durations]
        ends = [begin + duration if duration else begin for begin, duration in zip(begins, lasted, strict=True)]
        total = sum(ends)
        # Of a row that is no number the sum is none either, and then least and largest tell nothing.
        if total != total or min(begins) < 0.0 or min(lasted) < 0.0 or max(ends) > LATEST_TIME:  # noqa: PLR0124
            raise NeedsCareError
        if max(lasted) > LONGEST_DURATION_S or max(map(len, uids)) > LONGEST_NAME:
            raise NeedsCareError
        initiator_ports = list(map(int, ports))
        octets, back, packets, packets_back = [list(map(int, column)) for column in counts]
        # A negative or too large number anywhere sets bits above the bound.
        most = reduce(or_, octets) | reduce(or_, back) | reduce(or_, packets) | reduce(or_, packets_back)
        if not 0 <= reduce(or_, initiator_ports) <= LARGEST_PORT or most >> 62:
            raise NeedsCareError
        logged = [texts[at::width] for at in self._pick_shape]
        shapes = map(self._shape_of, zip(*logged, strict=True))
        transports, services, states, directions, responder_ports = zip(*shapes, strict=True)
        if "icmp" in transports:
            directions = tuple(
                icmp_direction(port) if transport == "icmp" else direction
                for transport, port, direction in zip(transports, initiator_ports, directions, strict=True)
            )
        initiator_macs, responder_macs = [
            repeat(None) if at is None else map(self._mac_of, texts[at::width]) for at in self._macs
        ]
        # By position, in the order of the flow's fields: named ones would cost twice as much (measured: 0.7 to 0.3 us).
        flows = list(
            map(
                Flow,
                repeat(self._site),
                repeat(self._sensor),
                begins,
                ends,
                map(self._address_of, initiators),
                map(self._address_of, responders),
                transports,
                initiator_ports,
                responder_ports,
                uids,
                self._communities(texts),
                initiator_macs,
                responder_macs,
                services,
                repeat(()),
                octets,
                back,
                packets,
                packets_back,
                states,
                directions,
                self._vlans_of(texts),
                *(self._flaws_of(logged) if self._flawed else ()),
            )
        )
        self._ended.update(zip(uids, flows, strict=True))
        return flows

    def _all_new(self, uids: Sequence[str]) -> None:
        """Raises NeedsCareError when a row has no uid, or one that was told before, here or above."""
        ended, still_open = self._ended, self._open
        told = not ended.keys().isdisjoint(uids) or (still_open and not still_open.isdisjoint(uids))
        distinct = set(uids)
        if not told and len(distinct) == len(uids) and self._unset not in distinct and "" not in distinct:
            return
        seen = {self._unset, ""}
        again = []
        for index, uid in enumerate(uids):
            if uid in seen or uid in ended or uid in still_open:
                again.append(index)
            seen.add(uid)
        raise NeedsCareError(again)

    def _communities(self, texts: Sequence[str]) -> Iterable[str | None]:
        if self._community is None:
            return repeat(None)
        absent = self._absent
        column = [None if text in absent else text for text in texts[self._community :: self._width]]
        if any(text is not None and (len(text) > LONGEST_NAME or "\\x" in text or not text) for text in column):
            raise NeedsCareError
        return column

    def _flaws_of(self, logged: Sequence[Sequence[str]]) -> tuple[Iterable[object], ...]:
        """The flow's last columns, those that no log of Zeek's fills among them: realm, canary, notes and flaws."""
        flaws_of = self._flawed.get
        flaws = [flaws_of(shape, ()) for shape in zip(*logged, strict=True)]
        return repeat(""), repeat(False), repeat(()), flaws  # noqa: FBT003 - columns

    def _vlans_of(self, texts: Sequence[str]) -> Iterable[int | None]:
        columns = [map(self._vlan_of, texts[at :: self._width]) for at in self._vlans]
        if len(columns) < 2:
            return columns[0] if columns else repeat(None)
        return [inner if outer is None else outer for outer, inner in zip(*columns, strict=True)]


class _Macs(dict[str, str | None]):
    """A MAC as logged -> the flow's, one text for all its rows; None where there is none."""

    def __init__(self, absent: tuple[str, str]) -> None:
        super().__init__()
        self._absent = absent

    def __missing__(self, logged: str) -> str | None:
        if logged not in self._absent and (len(logged) > LONGEST_MAC or "\\x" in logged or not logged):
            raise NeedsCareError
        if len(self) >= MOST_ADDRESSES:
            self.clear()
        found = self[logged] = None if logged in self._absent else logged
        return found


class _Vlans(dict[str, int | None]):
    """A VLAN as logged -> its number; None where there is none."""

    def __init__(self, absent: tuple[str, str]) -> None:
        super().__init__()
        self._absent = absent

    def __missing__(self, logged: str) -> int | None:
        vlan = None if logged in self._absent else int(logged)
        if vlan is not None and not 0 <= vlan <= LARGEST_VLAN:
            raise NeedsCareError
        if len(self) >= MOST_ADDRESSES:
            self.clear()
        self[logged] = vlan
        return vlan


class _Shapes(dict[tuple[str, ...], _Shape]):
    """(proto, service, state, history, responder port) as logged -> what it means; made at first sight."""

    def __init__(self, absent: tuple[str, str]) -> None:
        super().__init__()
        self._absent = absent
        self.flawed: dict[tuple[str, ...], tuple[Flaw, ...]] = {}

    def __missing__(self, logged: tuple[str, ...]) -> _Shape:
        transport, service, conn_state, history, port_text = logged
        port = int(port_text)
        if transport not in _FAST_TRANSPORTS or not 0 <= port <= LARGEST_PORT:
            raise NeedsCareError
        if len(conn_state) > LONGEST_NAME or "\\" in conn_state or "\\" in history:
            raise NeedsCareError
        absent = self._absent
        state, direction, flaws = meaning(
            transport,
            None if conn_state in absent else conn_state or None,
            None if history in absent else history or None,
        )
        if len(self) >= _MOST_SHAPES:
            self.clear()
            self.flawed.clear()
        if flaws:
            self.flawed[logged] = flaws
        found = self[logged] = (
            transport,
            None if service in absent else service_name(service),
            state,
            direction,
            port,
        )
        return found
