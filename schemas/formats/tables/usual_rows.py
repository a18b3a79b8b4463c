"""The fast way of a mapping: rows of TCP and UDP with plain numbers, by the texts of their cells.

It gives the flows that `explained.py` gives, or none at all (a test holds that): what is seldom there or may be wrong
is left to that.
"""

from collections.abc import Sequence

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.flow import Flow
from schemas.formats.one_way.half import Half
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, Row
from schemas.formats.tables.explained import Explained, clock_seconds, state_of_counts
from schemas.formats.tables.mapping import CLOCK, SECONDS, Columns
from schemas.formats.tables.nfdump_fields import tcp_flags
from schemas.formats.tables.reading import Addresses
from schemas.services.names import split_services

_FIELDS: tuple[str, ...] = Columns.__struct_fields__
_SELDOM = ("initiator_mac", "responder_mac", "vlan", "uid")
_USUAL = ("start", "end", "duration", "initiator_ip", "responder_ip", "initiator_port", "responder_port")
_COUNTS = ("initiator_octets", "responder_octets", "octets", "initiator_packets", "responder_packets", "packets")
_SHAPE = ("transport", "service", "action", "tcp_flags")
_MOST_SHAPES = 4_096

_Shape = tuple[str, str | None, bool, int | None]


class UsualRows:
    """Makes flows of the usual rows of one mapping.

    `columns` are what each text of a row is of, in their order; absent columns are none of them, and their texts empty.
    """

    def __init__(self, explained: Explained, only: Sequence[str]) -> None:
        mapping = explained.mapping
        columns = explained.columns
        self.columns: list[str | None] = [columns.get(name) for name in (*_USUAL, *_COUNTS, *_SHAPE, *_SELDOM)]
        self.columns += only
        self._explained = explained
        self._only = tuple(only)
        self._addresses = Addresses()
        self._shapes: dict[tuple[str, ...], _Shape] = {}
        self._lengths: dict[str, float] = {}
        self._clock = mapping.duration_unit == CLOCK
        self._second = SECONDS.get(mapping.duration_unit, 1.0)
        self._octet = explained.octet
        self._plain = mapping.decimal == "."

    def flow(self, texts: Sequence[str]) -> Flow:
        """The flow of a usual row. Raises ValueError or LookupError, having noted nothing, where care is needed."""
        first, last, lasted, mine, theirs, my_port, their_port, *rest = texts
        if rest[10] or rest[11] or rest[12] or rest[13]:
            raise LookupError
        key = (*rest[6:10], *rest[14:])
        transport, service, rejected, flags = self._shapes.get(key) or self._shape(key)
        time = self._explained.time
        start = time(first)
        if last:
            end = time(last)
        elif lasted:
            end = start + self._length(lasted)
        else:
            end = start
        ports = int(my_port) if my_port else None, int(their_port) if their_port else None
        octets = self._both(rest[0], rest[1], rest[2], self._octet)
        packets = self._both(rest[3], rest[4], rest[5], 1.0)
        if (
            end < start
            or end > LATEST_TIME
            or end - start > LONGEST_DURATION_S
            or not 0 <= (ports[0] or 0) <= LARGEST_PORT
            or not 0 <= (ports[1] or 0) <= LARGEST_PORT
        ):
            raise LookupError
        ips = self._addresses[mine], self._addresses[theirs]
        if self._explained.joiner is not None:
            half = Half(  # by position, which costs less than by name (measured)
                start,
                end,
                ips[0],
                ips[1],
                transport,
                ports[0],
                ports[1],
                octets[0],
                packets[0],
                flags,
                None,
                None,
                None,
                service,
                None,
                rejected,
            )
            return self._explained.joiner.flow(half)
        return Flow(
            self._explained.site,
            self._explained.sensor,
            start,
            end,
            ips[0],
            ips[1],
            transport,
            ports[0],
            ports[1],
            None,
            None,
            None,
            None,
            service,
            (),
            octets[0],
            octets[1],
            packets[0],
            packets[1],
            "rejected" if rejected else state_of_counts(octets, packets),
            self._explained.mapping.roles,
        )

    def _shape(self, key: tuple[str, ...]) -> _Shape:
        """What the transport, the words and the kind of a row mean. Raises LookupError for what needs care."""
        transport, service, action, flags = (text.strip() for text in key[:4])
        row = Row({"transport": transport, "service": service, "action": action, "flags": flags})
        kind = Row(dict(zip(self._only, (text.strip() for text in key[4:]), strict=True)))
        name = row.named_transport("transport") or (self._explained.mapping.transport or "").lower()
        word = row.word("service", "impossible service")
        if name not in {"tcp", "udp"} or not self._explained.passes(kind) or row.doubts:
            raise LookupError
        names = split_services(word) if word is not None else ()
        found = (
            name,
            names[0] if names else None,
            self._explained.refused(row.given("action")),
            tcp_flags(row.given("flags")) if name == "tcp" else None,
        )
        if len(self._shapes) >= _MOST_SHAPES:
            self._shapes.clear()
        self._shapes[key] = found
        return found

    def _length(self, text: str) -> float:
        """A duration in seconds. Raises LookupError for one that needs care."""
        if not self._clock:
            if not self._plain:
                raise LookupError
            seconds = float(text) * self._second
        else:
            known = self._lengths.get(text)
            found = clock_seconds(text.strip()) if known is None else known
            if found is None:
                raise LookupError
            if len(self._lengths) >= _MOST_SHAPES:
                self._lengths.clear()
            seconds = self._lengths[text] = found
        if not 0.0 <= seconds <= LONGEST_DURATION_S:
            raise LookupError
        return seconds

    def _both(self, sent: str, back: str, total: str, unit: float) -> tuple[int | None, int | None]:
        """What both ends sent; of a total the sender's of a one-way record."""
        mine = self._count(sent, unit) if sent else None
        theirs = self._count(back, unit) if back else None
        if total:
            whole = self._count(total, unit)
            if mine is not None or theirs is not None:
                raise LookupError
            return (None, None) if self._explained.joiner is None else (whole, None)
        return mine, theirs

    def _count(self, text: str, unit: float) -> int:
        if unit == 1.0:
            count = int(text)
        elif self._plain:
            count = round(float(text) * unit)
        else:
            raise LookupError
        if not 0 <= count <= LARGEST_COUNT:
            raise LookupError
        return count
