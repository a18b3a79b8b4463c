"""nfdump's CSV: the headings of 1.6 and 1.7 (`ts,te,td,sa,...`), those of 1.7.3 and newer (`firstSeen,...`), any order.

A row is one direction, as its exporter told it, and is joined with that of the other direction; one that says what
came back (`opkt`, `obyt`: nfdump -B, or an exporter of two directions) is a two-way flow by itself. Times have no zone:
nfdump writes those of the machine it runs on, and they are read as UTC (`TZ=UTC nfdump`).
"""

from collections.abc import Callable, Sequence
from operator import itemgetter

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.format import Format, Head
from schemas.formats.one_way.conversation import ACK, RST, SYN
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.row import Row
from schemas.formats.tables.cells import without_empty_end
from schemas.formats.tables.nfdump_fields import NO_MAC, column_names, dropped, icmp_of, mac_of, tcp_flags
from schemas.formats.tables.reading import Addresses, TableReader
from schemas.formats.tables.times import TextClock
from schemas.services.icmp import is_request

SENSOR = "nfdump"

_STATISTICS = ("ts", "te", "td", "pr", "val")
_SUMMARY = "Summary"
_NOTHING = "No matching flows"
_SUMMARY_ROWS = "nfdump summary"

_PICKED = ("ts", "te", "pr", "sa", "da", "sp", "dp", "flg", "fwd", "ipkt", "ibyt", "opkt", "obyt")
_LESSER = ("svln", "ismc", "idmc")
_FAST_TRANSPORTS: dict[str, str] = {"TCP": "tcp", "UDP": "udp", "6": "tcp", "17": "udp", "tcp": "tcp", "udp": "udp"}
_MOST_SHAPES = 16_384

_Shape = tuple[str, int | None, bool]


class NfdumpReader(TableReader):
    """Reads one table of nfdump."""

    def __init__(self, context: ReaderContext) -> None:
        super().__init__(context, sensor=SENSOR)
        self._joiner = Joiner(context, SENSOR)
        self._time = TextClock()
        self._addresses = Addresses()
        self._shapes: dict[tuple[str, str, str], _Shape] = {}
        self._pick: Callable[[list[str]], tuple[str, ...]] | None = None
        self._width = 0
        self._in_summary = False

    def names(self, cells: Sequence[str]) -> list[str] | None:
        """The columns by nfdump's short names, where these cells are its headings."""
        return column_names(cells)

    def lay_out(self, names: Sequence[str]) -> None:
        """Pick the columns; those of a fast row must all be there, or stand for an empty one behind the row."""
        self._in_summary = False
        self._width = len(names)
        # What a plant's exporter rarely fills costs a look at each row: such tables are read with care.
        needed = {"ts", "te", "pr", "sa", "da", "sp", "dp", "ipkt", "ibyt"}
        if needed <= set(names):
            at = [names.index(name) if name in names else self._width for name in (*_PICKED, *_LESSER)]
            self._pick = itemgetter(*at)
        else:
            self._pick = None

    def other(self, cells: Sequence[str]) -> str | None:
        """What nfdump adds at its end: the word Summary, a heading and the totals."""
        first = cells[0] if cells else ""
        if first == _SUMMARY or first.startswith("Summary:"):
            self._in_summary = True
        return _SUMMARY_ROWS if self._in_summary or first == _NOTHING else None

    def fast(self, line: bytes) -> Flow:
        """A TCP or UDP row with all its counts; see `TableReader`."""
        if self._pick is None or self._in_summary or b'"' in line:
            raise LookupError
        cells = line.decode().split(self.delimiter)
        if len(cells) != self._width:
            raise LookupError
        cells.append("")
        first, last, protocol, sender, receiver, sent, received, flags, fwd, *counts, vlan, mac, to_mac = self._pick(
            cells
        )
        shape = self._shapes.get((protocol, flags, fwd)) or self._shape(protocol, flags, fwd)
        start, end = self._time(first), self._time(last)
        sender_port, receiver_port = int(sent), int(received)
        packets, octets = int(counts[0]), int(counts[1])
        packets_back, octets_back = int(counts[2] or 0), int(counts[3] or 0)
        if (
            end < start
            or not 0 <= (sender_port | receiver_port) <= LARGEST_PORT
            or not 0 <= (packets | octets) <= LARGEST_COUNT
            or (packets_back | octets_back)
            or (vlan and vlan.strip() != "0")
            or (mac and mac != NO_MAC)
            or (to_mac and to_mac != NO_MAC)
        ):
            raise LookupError
        half = Half(
            start=start,
            end=end,
            sender_ip=self._addresses[sender],
            receiver_ip=self._addresses[receiver],
            transport=shape[0],
            sender_port=sender_port,
            receiver_port=receiver_port,
            octets=octets,
            packets=packets,
            tcp_flags=shape[1],
            rejected=shape[2],
        )
        return self._joiner.flow(half)

    def slow(self, fields: dict[str, str]) -> Flow | None:
        """Any row; see `TableReader`."""
        row = Row(fields)
        half, back = self._half(row)
        self.notes.doubt_all(row.doubts)
        if back is None:
            return self._joiner.flow(half)
        return _two_way(half, back, site=self._site, sensor=self._sensor)

    def _half(self, row: Row) -> tuple[Half, tuple[int | None, int | None] | None]:
        """A row as one direction, and the octets and packets that came back where it says so."""
        start = self._moment(row, "ts")
        end = self._moment(row, "te") if row.given("te") is not None else row.end_after(start, "td")
        if end < start:
            row.doubts.append("impossible duration")
            end = start
        transport = row.named_transport("pr")
        if transport is None:
            msg = "field pr is missing"
            raise ValueError(msg)
        sender_port, receiver_port = icmp_of(row) if transport == "icmp" else (row.port("sp"), row.port("dp"))
        if transport not in {"tcp", "udp", "sctp", "icmp"}:
            sender_port = receiver_port = None
        flags = tcp_flags(row.given("flg")) if transport == "tcp" else None
        octets_back = row.count("obyt", "impossible octets")
        packets_back = row.count("opkt", "impossible packets")
        half = Half(
            start=start,
            end=end,
            sender_ip=row.address("sa"),
            receiver_ip=row.address("da"),
            transport=transport,
            sender_port=sender_port,
            receiver_port=receiver_port,
            octets=row.count("ibyt", "impossible octets"),
            packets=row.count("ipkt", "impossible packets"),
            tcp_flags=flags,
            sender_mac=mac_of(row, "ismc"),
            receiver_mac=mac_of(row, "idmc"),
            vlan=row.measure("svln", 4_095, "impossible vlan") or None,
            rejected=dropped(row.given("fwd")),
        )
        return half, (octets_back, packets_back) if octets_back or packets_back else None

    def _moment(self, row: Row, field: str) -> float:
        value = row.needed(field)
        try:
            return self._time(str(value))
        except ValueError as error:
            msg = f"field {field}: {error}"
            raise ValueError(msg) from None

    def _shape(self, protocol: str, flags: str, fwd: str) -> _Shape:
        transport = _FAST_TRANSPORTS[protocol.strip()]
        if len(self._shapes) >= _MOST_SHAPES:
            self._shapes.clear()
        told = tcp_flags(flags.strip()) if transport == "tcp" else None
        found = self._shapes[protocol, flags, fwd] = (transport, told, dropped(fwd.strip()))
        return found


def _two_way(half: Half, back: tuple[int | None, int | None], *, site: str, sensor: str) -> Flow:
    """A row that says what came back. `nfdump -B` takes the end with the lower port for the responder."""
    state, direction = _meaning(half)
    return Flow(
        site=site,
        sensor=sensor,
        start=half.start,
        end=half.end,
        initiator_ip=half.sender_ip,
        responder_ip=half.receiver_ip,
        transport=half.transport,
        initiator_port=half.sender_port,
        responder_port=half.receiver_port,
        initiator_mac=half.sender_mac,
        responder_mac=half.receiver_mac,
        initiator_octets=half.octets,
        responder_octets=back[0],
        initiator_packets=half.packets,
        responder_packets=back[1],
        state=state,
        direction=direction,
        vlan=half.vlan,
    )


def _meaning(half: Half) -> tuple[ConnectionState, Direction]:
    """Of both directions only the first one's flags stand there: a SYN that its sender never followed was refused."""
    flags = half.tcp_flags or 0
    if half.transport == "icmp":
        direction: Direction = "certain" if is_request(half.sender_port) else "unsure"
        return "established", direction
    alone = bool(flags & SYN) and not flags & ACK
    direction = "certain" if alone else "unsure"
    if half.rejected or (alone and not flags & RST):
        return "rejected", direction
    return ("reset" if flags & RST else "established"), direction


def _is_nfdump(head: Head) -> bool:
    for line in head.lines:
        cells = without_empty_end([cell.strip() for cell in line.decode("utf-8", "replace").split(",")])
        if column_names(cells) is not None:
            return {"srcAddr", "sa"} & set(cells) != set()
        if tuple(cells[:5]) == _STATISTICS:
            msg = "nfdump's statistics (-s), which hold no flows; write the flows: nfdump -r FILE -o csv"
            raise NoFlowsError(msg)
        return False
    return False


NFDUMP_CSV = Format(
    reader=NfdumpReader,
    recognises=_is_nfdump,
    headings=(b"ts,te,", b"firstSeen,", b"cnt,af,firstSeen,"),
    memory=HalvesMemory,
)
