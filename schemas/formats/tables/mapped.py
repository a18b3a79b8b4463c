"""Tables and JSON objects that a mapping explains (`mapping.py`): two-way records, or one-way ones that are joined."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from operator import itemgetter
from zoneinfo import ZoneInfo

import orjson

from schemas.bounds import LARGEST_COUNT
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.format import JSON_ENDINGS, Format
from schemas.formats.notes import Doubt, Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, LONGEST_MAC, Row, real
from schemas.formats.stray_bytes import cleaned
from schemas.formats.tables.mapping import CLOCK, OCTETS, SECONDS, MappingRecord, unpacked
from schemas.formats.tables.nfdump_fields import tcp_flags
from schemas.formats.tables.reading import TableReader
from schemas.formats.tables.times import TextClock
from schemas.services.icmp import is_request
from schemas.services.names import split_services

_WITH_PORTS = frozenset({"tcp", "udp", "sctp"})


class Explained:
    """A mapping made ready: it makes a flow of one row's fields by the mapping's columns."""

    def __init__(self, mapping: MappingRecord, context: ReaderContext) -> None:
        zone: tzinfo = ZoneInfo(mapping.time_zone)
        self.mapping = mapping
        self.columns = mapping.columns.given()
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else mapping.name
        self._time = TextClock(zone, mapping.time_format)
        self._joiner = Joiner(context, mapping.name) if mapping.records == "one-way" else None
        self._rejected = frozenset(word.casefold() for word in mapping.rejected)
        self._only = {column: frozenset(values) for column, values in mapping.only.items()}
        self._thousands = "." if mapping.decimal == "," else ","
        self._octets = OCTETS[mapping.octets_unit]

    def passes(self, row: Row) -> bool:
        """Whether a row is of the kind that the mapping is of."""
        return all(str(row.given(column)) in values for column, values in self._only.items())

    def flow(self, row: Row, notes: Notes) -> Flow:
        """The flow of a row. Raises ValueError that names the column which does not fit."""
        start, end = self._times(row)
        transport = self._transport(row)
        icmp = transport == "icmp"
        has_ports = icmp or transport in _WITH_PORTS
        mine = self._lesser_port(row) if has_ports else None
        theirs = row.port(self.columns["responder_port"]) if has_ports and "responder_port" in self.columns else None
        octets = self._counts(row, "octets", "impossible octets", self._octets)
        packets = self._counts(row, "packets", "impossible packets", 1.0)
        macs = [self._word(row, f"{role}_mac", "impossible mac", LONGEST_MAC) for role in ("initiator", "responder")]
        vlan = row.measure(self.columns["vlan"], 4_095, "impossible vlan") if "vlan" in self.columns else None
        service = self._word(row, "service", "impossible service", 255)
        names = split_services(service) if service is not None else ()
        action = row.given(self.columns["action"]) if "action" in self.columns else None
        rejected = action is not None and str(action).strip().casefold() in self._rejected
        ips = row.address(self.columns["initiator_ip"]), row.address(self.columns["responder_ip"])
        flags = tcp_flags(row.given(self.columns["tcp_flags"])) if "tcp_flags" in self.columns else None
        uid = self._word(row, "uid", "impossible id", 255)
        notes.doubt_all(row.doubts)
        if self._joiner is not None:
            half = Half(
                start=start,
                end=end,
                sender_ip=ips[0],
                receiver_ip=ips[1],
                transport=transport,
                sender_port=mine,
                receiver_port=theirs,
                octets=octets[0],
                packets=packets[0],
                tcp_flags=flags if transport == "tcp" else None,
                sender_mac=macs[0],
                receiver_mac=macs[1],
                vlan=vlan,
                service=names[0] if names else None,
                rejected=rejected,
                sender_began=True if self.mapping.roles == "certain" else None,
            )
            return self._joiner.flow(half)
        direction: Direction = self.mapping.roles
        if icmp and direction == "certain" and mine is not None:
            direction = "certain" if is_request(mine) else "unsure"
        return Flow(
            site=self._site,
            sensor=self._sensor,
            start=start,
            end=end,
            initiator_ip=ips[0],
            responder_ip=ips[1],
            transport=transport,
            initiator_port=mine,
            responder_port=theirs,
            uid=uid,
            initiator_mac=macs[0],
            responder_mac=macs[1],
            service=names[0] if names else None,
            initiator_octets=octets[0],
            responder_octets=octets[1],
            initiator_packets=packets[0],
            responder_packets=packets[1],
            state="rejected" if rejected else _state(octets, packets),
            direction=direction,
            vlan=vlan,
        )

    def _times(self, row: Row) -> tuple[float, float]:
        columns = self.columns
        start = self._moment(row, columns["start"]) if "start" in columns else None
        end = None
        if "end" in columns and (start is None or row.given(columns["end"]) is not None):
            end = self._moment(row, columns["end"])
        lasted = self._duration(row) if end is None or start is None else None
        if start is None:
            end = end or 0.0
            return max(end - (lasted or 0.0), 0.0), end
        if end is None:
            end = start + (lasted or 0.0)
        if end < start or end > LATEST_TIME or end - start > LONGEST_DURATION_S:
            row.doubts.append("impossible duration")
            end = start
        return start, end

    def _moment(self, row: Row, column: str) -> float:
        value = row.needed(column)
        try:
            return self._time(value if isinstance(value, str) else str(value))
        except ValueError as error:
            msg = f"field {column}: {error}"
            raise ValueError(msg) from None

    def _duration(self, row: Row) -> float | None:
        column = self.columns.get("duration")
        value = None if column is None else row.given(column)
        if value is None:
            return None
        if self.mapping.duration_unit == CLOCK:
            seconds = _clock(str(value))
        else:
            number = self._number(value)
            seconds = None if number is None else number * SECONDS[self.mapping.duration_unit]
        if seconds is None or not 0.0 <= seconds <= LONGEST_DURATION_S:
            row.doubts.append("impossible duration")
            return None
        return seconds

    def _number(self, value: object) -> float | None:
        """A number, also as text with marks of thousands and of decimals."""
        if isinstance(value, str) and ("," in value or self.mapping.decimal == ","):
            value = value.replace(self._thousands, "").replace(",", ".")
        return real(value)

    def _transport(self, row: Row) -> str:
        column = self.columns.get("transport")
        found = None if column is None else row.named_transport(column)
        if found is None:
            if self.mapping.transport is None:
                msg = f"field {column} is missing"
                raise ValueError(msg)
            return self.mapping.transport.lower()
        return found

    def _lesser_port(self, row: Row) -> int | None:
        column = self.columns.get("initiator_port")
        return None if column is None else row.lesser_port(column)

    def _word(self, row: Row, field: str, doubt: Doubt, longest: int) -> str | None:
        column = self.columns.get(field)
        return None if column is None else row.word(column, doubt, longest)

    def _counts(self, row: Row, kind: str, doubt: Doubt, unit: float) -> tuple[int | None, int | None]:
        """What the initiator and the responder sent; of a total without either nothing is known of both."""
        mine, theirs, total = (
            self._count(row, field, doubt, unit) for field in (f"initiator_{kind}", f"responder_{kind}", kind)
        )
        if total is not None:
            if self._joiner is not None and mine is None:
                return total, None
            if mine is not None and theirs is None:
                theirs = total - mine
            elif theirs is not None and mine is None:
                mine = total - theirs
            if (mine or 0) < 0 or (theirs or 0) < 0:
                row.doubts.append(doubt)
                return (mine if (mine or 0) >= 0 else None), (theirs if (theirs or 0) >= 0 else None)
        return mine, theirs

    def _count(self, row: Row, field: str, doubt: Doubt, unit: float) -> int | None:
        column = self.columns.get(field)
        if column is None:
            return None
        value = row.given(column)
        if unit == 1.0 and not (isinstance(value, str) and ("," in value or "." in value)):
            return row.count(column, doubt)
        if value is None:
            return None
        number = self._number(value)
        if number is None or not 0.0 <= number * unit <= LARGEST_COUNT:
            row.doubts.append(doubt)
            return None
        return round(number * unit)


class MappedCsvReader(TableReader):
    """Reads a table by a mapping."""

    def __init__(self, context: ReaderContext, mapping: MappingRecord) -> None:
        super().__init__(context, sensor=mapping.name, delimiter=mapping.delimiter)
        self._explained = Explained(mapping, context)
        self._wanted = frozenset(self._explained.columns.values()) | frozenset(mapping.only)
        self._pick: Callable[[list[str]], tuple[str, ...]] | None = None
        self._columns: list[str] = []
        if mapping.headings:
            self.begins(list(mapping.headings))
            self.delimiter = mapping.delimiter or ","

    def names(self, cells: Sequence[str]) -> list[str] | None:
        """The headings, where all mapped columns are among them."""
        return list(cells) if self._wanted <= set(cells) else None

    def lay_out(self, names: Sequence[str]) -> None:
        """Pick the mapped columns."""
        self._columns = sorted(self._wanted)
        self._pick = itemgetter(*(names.index(column) for column in self._columns))

    def fast(self, line: bytes) -> Flow:
        """A row without quotes; see `TableReader`."""
        if self._pick is None or b'"' in line or b"\0" in line:
            raise LookupError
        cells = line.decode().split(self.delimiter)
        if len(cells) != len(self._headings):
            raise LookupError
        picked = self._pick(cells)
        row = Row({column: cell.strip() for column, cell in zip(self._columns, picked, strict=True)})
        if not self._explained.passes(row):
            raise LookupError
        return self._explained.flow(row, self.notes)

    def slow(self, fields: dict[str, str]) -> Flow | None:
        """Any row; see `TableReader`."""
        row = Row(fields)
        if not self._explained.passes(row):
            self.notes.pass_over(f"other rows of {self._explained.mapping.name}")
            return None
        return self._explained.flow(row, self.notes)


class MappedJsonReader:
    """Reads JSON objects, one a line, by a mapping."""

    def __init__(self, context: ReaderContext, mapping: MappingRecord) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._explained = Explained(mapping, context)
        self._columns = sorted({*self._explained.columns.values(), *mapping.only})

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            if not line.strip():
                continue
            try:
                row = self._row(line)
                if self._explained.passes(row):
                    flows.append(self._explained.flow(row, self.notes))
                else:
                    self.notes.pass_over(f"other rows of {self._explained.mapping.name}")
            except ValueError as error:
                reason = str(error)
                letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
        return flows, letters

    def _row(self, line: bytes) -> Row:
        try:
            found = orjson.loads(cleaned(line))
        except orjson.JSONDecodeError as error:
            msg = f"no JSON object: {error}"
            raise ValueError(msg) from error
        if not isinstance(found, dict):
            msg = f"no JSON object but a {type(found).__name__}"
            raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
        return Row({column: inner(found, column) for column in self._columns})


def inner(found: dict[str, object], key: str) -> object:
    """What stands under a key, or under its parts between dots; None where nothing does."""
    if key in found:
        return found[key]
    value: object = found
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def mapped_format(format_name: str) -> Format:
    """The format that a name with a mapping in it means. Raises ValueError."""
    mapping = unpacked(format_name)
    is_csv = mapping.format == "csv"

    def reader(context: ReaderContext) -> RecordReader:
        return MappedCsvReader(context, mapping) if is_csv else MappedJsonReader(context, mapping)

    return Format(
        reader=reader,
        endings=("csv",) if is_csv else JSON_ENDINGS,
        memory=HalvesMemory if mapping.records == "one-way" else None,
    )


def _clock(text: str) -> float | None:
    """Hours, minutes and seconds: `1:02:03.5`, `02:03`."""
    seconds = 0.0
    parts = text.split(":")
    for part in parts:
        number = real(part)
        if number is None or number < 0 or len(parts) > 3:
            return None
        seconds = seconds * 60.0 + number
    return seconds


def _state(octets: tuple[int | None, int | None], packets: tuple[int | None, int | None]) -> ConnectionState:
    """How it went by what each end sent, which is all that such records tell."""
    if octets[1] or packets[1]:
        return "established"
    return "attempted" if (octets[1] == 0 or packets[1] == 0) and (octets[0] or packets[0]) else "unknown"
