"""Google Cloud's VPC flow logs, as log entries in JSON: one a line, or an array over the whole file.

Fields are Google's ("About VPC Flow Logs records"). An entry tells one direction of a conversation in one interval,
from one end: where both ends are in the log it is told twice and counted once. Counts are Google's own estimates from
the packets it samples. Entries of other logs are counted by their name.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote

import msgspec
import orjson
from msgspec import Struct

from schemas.bounds import Address, Count, Port
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.cloud.views import views_of
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.notes import Doubt, Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LATEST_TIME, Addresses, Row, transport_of
from schemas.formats.stray_bytes import cleaned

SENSOR = "gcp-flow"

_LARGEST_PROTOCOL = 255
_WITH_PORTS = frozenset({"tcp", "udp", "sctp"})


class _Connection(Struct, gc=False):
    src_ip: Address
    dest_ip: Address
    src_port: Port
    dest_port: Port
    protocol: int


class _Payload(Struct, gc=False):
    connection: _Connection
    start_time: datetime
    end_time: datetime
    reporter: str
    bytes_sent: Count | None = None
    packets_sent: Count | None = None


class _Entry(Struct, gc=False, rename={"payload": "jsonPayload"}):
    payload: _Payload


_decode = msgspec.json.Decoder(_Entry, strict=False).decode  # numbers of 64 bits are texts in Google's JSON

_Told = tuple[Half, Hashable, str, list[Doubt]]
"""The half, its direction and who reported it (for `ViewsMemory`), and what was left out."""


class GcpFlowReader:
    """Reads one log; see `RecordReader`. Entries that the other end has told already are repeats."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        self._joiner = Joiner(context, SENSOR)
        self._views = views_of(context)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some entries."""
        halves: list[Half] = []
        letters: list[DeadLetter] = []
        directions: list[Hashable] = []
        reporters: list[str] = []
        context = self._context
        for number, line in enumerate(lines, first_line_number):
            try:
                half, direction, reporter, doubts = _fast(_decode(line).payload)
            except (msgspec.MsgspecError, ValueError, RecursionError):
                if not line.strip():
                    continue
                try:
                    told = self._carefully(line)
                except ValueError as error:
                    reason = str(error)
                    letters.append(
                        dead(source=context.source, reason=reason, raw=line, position=number, site=context.site)
                    )
                    continue
                if told is None:
                    continue
                half, direction, reporter, doubts = told
            if doubts:
                self.notes.doubt_all(doubts)
            halves.append(half)
            directions.append(direction)
            reporters.append(reporter)
        counted = self._views.counted(directions, reporters, [half.end for half in halves])
        if not all(counted):
            halves = [half for half, counts in zip(halves, counted, strict=True) if counts]
            self.repeats += len(counted) - len(halves)
        return self._joiner.each(halves), letters

    def _carefully(self, line: bytes) -> _Told | None:
        """What an entry says, field by field; None for one of another log. Raises ValueError."""
        entry = _object(line)
        payload = entry.get("jsonPayload", entry)
        connection = payload.get("connection") if isinstance(payload, dict) else None
        if not isinstance(payload, dict) or not isinstance(connection, dict):
            name = entry.get("logName")
            if isinstance(name, str):
                self.notes.pass_over(_short(name))
                return None
            msg = "no entry of a flow log: it has no jsonPayload.connection"
            raise ValueError(msg)
        if "disposition" in payload:
            self.notes.pass_over("firewall")  # rules, not traffic: without times and counts
            return None
        return _careful(payload, connection)


_addresses = Addresses()


def _fast(payload: _Payload) -> _Told:
    connection = payload.connection
    start, end = payload.start_time.timestamp(), payload.end_time.timestamp()
    transport = transport_of(connection.protocol)
    if transport not in _WITH_PORTS or not 0.0 <= start <= end <= LATEST_TIME or payload.start_time.tzinfo is None:
        raise ValueError
    sender, receiver = _addresses[connection.src_ip], _addresses[connection.dest_ip]
    half = Half(  # by position, which costs less than by name (measured)
        start,
        end,
        sender,
        receiver,
        transport,
        connection.src_port,
        connection.dest_port,
        payload.bytes_sent,
        payload.packets_sent,
    )
    direction = (sender, receiver, connection.src_port, connection.dest_port, connection.protocol)
    return half, direction, payload.reporter, []


def _careful(payload: Mapping[str, object], connection: Mapping[str, object]) -> _Told:
    row = Row({**payload, **connection})
    protocol = row.measure("protocol", _LARGEST_PROTOCOL, "impossible id")
    if protocol is None:
        msg = f"field protocol: {row.needed('protocol')!r} is no IP protocol number"
        raise ValueError(msg)
    transport = transport_of(protocol)
    start = row.moment("start_time" if row.given("start_time") is not None else "end_time")
    end = row.moment("end_time") if row.given("end_time") is not None else start
    if end < start:
        row.doubts.append("impossible duration")
        end = start
    # Of what has no ports Google tells none, or 0; an ICMP type it does not tell.
    with_ports = transport in _WITH_PORTS
    half = Half(
        start=start,
        end=end,
        sender_ip=row.address("src_ip"),
        receiver_ip=row.address("dest_ip"),
        transport=transport,
        sender_port=row.port("src_port") if with_ports else None,
        receiver_port=row.port("dest_port") if with_ports else None,
        octets=row.count("bytes_sent", "impossible octets"),
        packets=row.count("packets_sent", "impossible packets"),
    )
    direction = (half.sender_ip, half.receiver_ip, half.sender_port, half.receiver_port, protocol)
    return half, direction, str(row.given("reporter")), row.doubts


def _object(line: bytes) -> dict[str, object]:
    try:
        row = orjson.loads(cleaned(line))
    except orjson.JSONDecodeError as error:
        msg = f"no JSON object: {error}"
        raise ValueError(msg) from error
    if not isinstance(row, dict):
        msg = f"no JSON object but a {type(row).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    return row


def _short(log_name: str) -> str:
    """A log's name without its project: `compute.googleapis.com/firewall`."""
    return unquote(log_name.partition("/logs/")[2] or log_name)


def _is_gcp(head: Head) -> bool:
    row = head.json_object
    if row is None:
        return False
    payload = row.get("jsonPayload", row)
    connection = payload.get("connection") if isinstance(payload, dict) else None
    name = row.get("logName")
    if isinstance(name, str) and "vpc_flows" in name:
        return True
    return isinstance(connection, dict) and {"src_ip", "dest_ip", "protocol"} <= connection.keys()


GCP_FLOW = Format(reader=GcpFlowReader, recognises=_is_gcp, endings=JSON_ENDINGS, memory=HalvesMemory)
"""Google Cloud VPC flow logs."""
