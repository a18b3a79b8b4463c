"""What a mapping makes of one row, whatever the row came from: a flow, or a record of one direction that is joined."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

from schemas.bounds import LARGEST_COUNT
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.notes import Doubt, Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, LONGEST_MAC, Row, real
from schemas.formats.tables.mapping import CLOCK, OCTETS, SECONDS, MappingRecord
from schemas.formats.tables.nfdump_fields import tcp_flags
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
        self.site = context.site
        self.sensor = context.sensor if context.sensor is not None else mapping.name
        self.time = TextClock(zone, mapping.time_format)
        self.joiner = Joiner(context, mapping.name) if mapping.records == "one-way" else None
        self._rejected = frozenset(word.casefold() for word in mapping.rejected)
        self._only = {column: frozenset(values) for column, values in mapping.only.items()}
        self._thousands = "." if mapping.decimal == "," else ","
        self.octet = OCTETS[mapping.octets_unit]

    def passes(self, row: Row) -> bool:
        """Whether a row is of the kind that the mapping is of."""
        return all(str(row.given(column)) in values for column, values in self._only.items())

    def refused(self, action: object) -> bool:
        """Whether an action says that nobody was let through."""
        return action is not None and str(action).strip().casefold() in self._rejected

    def flow(self, row: Row, notes: Notes) -> Flow:
        """The flow of a row. Raises ValueError that names the column which does not fit."""
        start, end = self._times(row)
        transport = self._transport(row)
        icmp = transport == "icmp"
        has_ports = icmp or transport in _WITH_PORTS
        mine = self._lesser_port(row) if has_ports else None
        theirs = row.port(self.columns["responder_port"]) if has_ports and "responder_port" in self.columns else None
        octets = self._counts(row, "octets", "impossible octets", self.octet)
        packets = self._counts(row, "packets", "impossible packets", 1.0)
        macs = [self._word(row, f"{role}_mac", "impossible mac", LONGEST_MAC) for role in ("initiator", "responder")]
        vlan = row.measure(self.columns["vlan"], 4_095, "impossible vlan") if "vlan" in self.columns else None
        service = self._word(row, "service", "impossible service", 255)
        names = split_services(service) if service is not None else ()
        rejected = self.refused(row.given(self.columns["action"]) if "action" in self.columns else None)
        ips = row.address(self.columns["initiator_ip"]), row.address(self.columns["responder_ip"])
        flags = tcp_flags(row.given(self.columns["tcp_flags"])) if "tcp_flags" in self.columns else None
        uid = self._word(row, "uid", "impossible id", 255)
        notes.doubt_all(row.doubts)
        if self.joiner is not None:
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
            )
            return self.joiner.flow(half)
        direction: Direction = self.mapping.roles
        if icmp and direction == "certain" and mine is not None:
            direction = "certain" if is_request(mine) else "unsure"
        return Flow(
            site=self.site,
            sensor=self.sensor,
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
            state="rejected" if rejected else state_of_counts(octets, packets),
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
            return self.time(value if isinstance(value, str) else str(value))
        except ValueError as error:
            msg = f"field {column}: {error}"
            raise ValueError(msg) from None

    def _duration(self, row: Row) -> float | None:
        column = self.columns.get("duration")
        value = None if column is None else row.given(column)
        if value is None:
            return None
        if self.mapping.duration_unit == CLOCK:
            seconds = clock_seconds(str(value))
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
            if self.joiner is not None and mine is None:
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


def clock_seconds(text: str) -> float | None:
    """Hours, minutes and seconds: `1:02:03.5`, `02:03`."""
    seconds = 0.0
    parts = text.split(":")
    for part in parts:
        number = real(part)
        if number is None or number < 0 or len(parts) > 3:
            return None
        seconds = seconds * 60.0 + number
    return seconds


def state_of_counts(octets: tuple[int | None, int | None], packets: tuple[int | None, int | None]) -> ConnectionState:
    """How it went by what each end sent, which is all that such records tell."""
    if octets[1] or packets[1]:
        return "established"
    return "attempted" if (octets[1] == 0 or packets[1] == 0) and (octets[0] or packets[0]) else "unknown"
