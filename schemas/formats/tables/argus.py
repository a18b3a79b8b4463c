"""Argus' flows as CSV: binetflow files (CTU-13's headings) and what `ra -c ,` prints, with any columns in any order.

Times have no zone: `ra` writes those of the machine it runs on, and they are read as UTC (`TZ=UTC ra`, or `ra -u` for
seconds since 1970). Ports must be numbers (`ra -n`). Labels are not read.

What the columns mean is in ra(1), of `State` and `Dir` too.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter

from schemas.bounds import LARGEST_PORT
from schemas.flow import Flow
from schemas.formats.format import Format, Head
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LARGEST_VLAN, LATEST_TIME, LONGEST_DURATION_S, LONGEST_MAC, Row, transport_named
from schemas.formats.tables.argus_fields import column_names, icmp_ports, ports_of, split_counts, two_counts
from schemas.formats.tables.argus_states import meaning
from schemas.formats.tables.cells import without_empty_end
from schemas.formats.tables.reading import Addresses, TableReader
from schemas.formats.tables.times import TextClock
from schemas.services.icmp import is_request

SENSOR = "argus"

_NO_FLOWS = frozenset({"man", "arp", "rarp", "llc", "ipx", "ipx/spx", "unas", "isis", "stp", "loop", "eth", "lldp"})
"""What Argus tells of itself (man), and of what is not IP."""

_OVER_UDP = frozenset({"rtp", "rtcp", "udt"})
"""What Argus recognises in UDP and names instead of it."""

_PICKED = ("StartTime", "Dur", "Proto", "SrcAddr", "Sport", "Dir", "DstAddr", "Dport", "State", "TotPkts", "TotBytes")
_SECOND = ("SrcBytes", "DstBytes", "SrcPkts", "DstPkts")
_LESSER = ("SrcMac", "DstMac", "sVlan")


class ArgusReader(TableReader):
    """Reads one table of Argus."""

    def __init__(self, context: ReaderContext) -> None:
        super().__init__(context, sensor=SENSOR)
        self._time = TextClock()
        self._addresses = Addresses()
        self._pick: Callable[[list[str]], tuple[str, ...]] | None = None
        self._width = 0
        self._icmp: dict[tuple[str, str, str], tuple[int, int]] = {}

    def names(self, cells: Sequence[str]) -> list[str] | None:
        """Argus' own names of columns, where these cells are its headings."""
        return column_names(cells)

    def lay_out(self, names: Sequence[str]) -> None:
        """Pick the columns of a fast row."""
        self._width = len(names)
        self._pick = None
        if {"StartTime", "Dur", "Proto", "SrcAddr", "DstAddr"} <= set(names):
            columns = (*_PICKED, *_SECOND, *_LESSER)
            self._pick = itemgetter(*(names.index(name) if name in names else self._width for name in columns))

    def fast(self, line: bytes) -> Flow:
        """A row of TCP, UDP or ICMP with numbers alone; see `TableReader`."""
        if self._pick is None or b'"' in line:
            raise LookupError
        cells = line.decode().split(self.delimiter)
        if len(cells) != self._width:
            raise LookupError
        cells.append("")
        (first, lasted, protocol, source, sport, way, destination, dport, state, packets, octets, *seconds) = (
            self._pick(cells)
        )
        transport = _FAST_TRANSPORTS[protocol]
        if seconds[4] or seconds[5] or seconds[6]:
            raise LookupError
        start, duration = self._time(first), float(lasted)
        icmp = transport == "icmp"
        ports = self._icmp_of(sport, dport, state) if icmp else (int(sport), int(dport))
        sent, back = split_counts(octets, seconds[0], seconds[1])
        packets_sent, packets_back = split_counts(packets, seconds[2], seconds[3])
        end = start + duration
        if (
            not 0.0 <= duration <= LONGEST_DURATION_S
            or end > LATEST_TIME
            or not (icmp or 0 <= ports[0] | ports[1] <= LARGEST_PORT)
        ):
            raise LookupError
        told = meaning(transport, way.strip(), state, bool(back or packets_back))
        if told.turned:
            raise LookupError
        return Flow(
            self._site,
            self._sensor,
            start,
            end,
            self._addresses[source],
            self._addresses[destination],
            transport,
            ports[0],
            ports[1],
            None,
            None,
            None,
            None,
            None,
            (),
            sent,
            back,
            packets_sent,
            packets_back,
            told.state,
            ("certain" if is_request(ports[0]) else "unsure") if icmp else told.direction,
        )

    def _icmp_of(self, sport: str, dport: str, state: str) -> tuple[int, int]:
        """Type and code of a row with both; raises LookupError for the careful way."""
        known = self._icmp.get((sport, dport, state))
        if known is None:
            row = Row({"Sport": sport.strip(), "Dport": dport.strip()})
            kind, code = icmp_ports(row, state)
            if kind is None or code is None or row.doubts:
                raise LookupError
            if len(self._icmp) >= _MOST_ICMP:
                self._icmp.clear()
            known = self._icmp[sport, dport, state] = (kind, code)
        return known

    def other(self, cells: Sequence[str]) -> str | None:
        """Argus' records of itself, and of what is not IP."""
        if "Proto" not in self._headings:
            return None
        at = self._headings.index("Proto")
        protocol = cells[at].lower() if at < len(cells) else ""
        return f"argus {protocol}" if protocol in _NO_FLOWS else None

    def slow(self, fields: dict[str, str]) -> Flow | None:
        """Any row; see `TableReader`."""
        row = Row(fields)
        start = self._moment(row, "StartTime")
        end = self._end(row, start)
        protocol = str(row.needed("Proto")).lower()
        transport = "udp" if protocol in _OVER_UDP else transport_named(protocol, "Proto")
        state_word = str(row.given("State") or "")
        ports = icmp_ports(row, state_word) if transport == "icmp" else ports_of(row, transport)
        octets = two_counts(row, "TotBytes", "SrcBytes", "DstBytes", "impossible octets")
        packets = two_counts(row, "TotPkts", "SrcPkts", "DstPkts", "impossible packets")
        told = meaning(transport, str(row.given("Dir") or ""), state_word, bool(octets[1] or packets[1]))
        ends = (
            (
                row.address("SrcAddr"),
                ports[0],
                row.word("SrcMac", "impossible mac", LONGEST_MAC),
                octets[0],
                packets[0],
            ),
            (
                row.address("DstAddr"),
                ports[1],
                row.word("DstMac", "impossible mac", LONGEST_MAC),
                octets[1],
                packets[1],
            ),
        )
        initiator, responder = ends[::-1] if told.turned else ends
        direction = told.direction
        if transport == "icmp":
            direction = "certain" if ports[0] is not None and is_request(ports[0]) else "unsure"
        vlan = row.measure("sVlan", LARGEST_VLAN, "impossible vlan")
        self.notes.doubt_all(row.doubts)
        return Flow(
            site=self._site,
            sensor=self._sensor,
            start=start,
            end=end,
            initiator_ip=initiator[0],
            responder_ip=responder[0],
            transport=transport,
            initiator_port=initiator[1],
            responder_port=responder[1],
            initiator_mac=initiator[2],
            responder_mac=responder[2],
            service=protocol if protocol in _OVER_UDP else None,
            initiator_octets=initiator[3],
            responder_octets=responder[3],
            initiator_packets=initiator[4],
            responder_packets=responder[4],
            state=told.state,
            direction=direction,
            vlan=vlan,
        )

    def _end(self, row: Row, start: float) -> float:
        if row.given("Dur") is not None or row.given("LastTime") is None:
            return row.end_after(start, "Dur")
        try:
            end = self._time(str(row.given("LastTime")))
        except ValueError:
            end = -1.0
        if end < start:
            row.doubts.append("impossible duration")
            return start
        return end

    def _moment(self, row: Row, field: str) -> float:
        text = str(row.needed(field))
        try:
            return self._time(text)
        except ValueError as error:
            hint = ""
            if ":" in text[:3]:
                hint = "; an hour without its date: write the file by `ra -u -c ,`"
            msg = f"field {field}: {error}{hint}"
            raise ValueError(msg) from None


_FAST_TRANSPORTS: dict[str, str] = {"tcp": "tcp", "udp": "udp", "icmp": "icmp"}
_MOST_ICMP = 4_096


def _is_argus(head: Head) -> bool:
    cells = without_empty_end([cell.strip() for cell in head.first.decode("utf-8", "replace").split(",")])
    return column_names(cells) is not None


ARGUS_CSV = Format(
    reader=ArgusReader,
    recognises=_is_argus,
    headings=(b"StartTime,",),
    endings=("binetflow",),
)
