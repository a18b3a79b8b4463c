"""What was understood of some rows and what not, for a person who asks before anything is published.

Rows are read one by one and grouped by what they are: their format, the field of a shipper's object in which they
stand, and their log. Which keys of a row tell nothing is found by leaving each out: the flow stays the same.
"""

from collections.abc import Mapping, Sequence

import orjson
from msgspec import Struct
from msgspec.structs import replace

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import Flow
from schemas.formats.ecs.flow import dotted
from schemas.formats.envelopes.reader import EnvelopeReader
from schemas.formats.memory import Record
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import ANY_ROWS, FORMATS, new_memory, reader_for
from schemas.formats.stray_bytes import cleaned
from schemas.services.icmp import icmp_service
from schemas.services.names import by_port

NOT_UNDERSTOOD = "not understood"
"""What stands for the format of rows that no format takes."""

_LOG_KEYS = ("_path", "@path", "event_type", "event.dataset", "type")
"""Where rows say of which log they are: Zeek, Suricata, Elastic, goflow2."""

_LONGEST_LOG = 64
_SHOWN_BYTES = 96
"""Of a refused row: what tells a heading from a row, and fits a terminal's line."""

MOST_REASONS = 5
"""Of one group: a topic of another kind has as many reasons as rows."""

_ROWS_TRIED = 3
_KEYS_TRIED = 200
"""Rows of a group, and keys of a row, that are read again with one key left out: 40 us each (measured)."""


class Refusal(Struct):
    """Rows of one group refused for one reason: how many, and where the first was and how it began."""

    reason: str
    count: int
    place: str
    begins: bytes


class Group(Struct):
    """Rows that are alike. `rows` are `flows`, `repeats`, `other_rows` and `dead` together; headings are none.

    `inside` is the field of a shipper's object that they stood in, and `log` what they say they are; empty for none.
    `unused_keys` are those that told nothing in the rows tried; None where rows are no objects.
    """

    format: str
    inside: str = ""
    log: str = ""
    rows: int = 0
    flows: int = 0
    repeats: int = 0
    other_rows: int = 0
    dead: int = 0
    sensors: list[str] = []
    example: str | None = None
    doubts: dict[str, int] = {}
    refusals: list[Refusal] = []
    unused_keys: list[str] | None = None

    def add(self, other: "Group") -> None:
        """Count in rows of the same kind from another file."""
        self.rows += other.rows
        self.flows += other.flows
        self.repeats += other.repeats
        self.other_rows += other.other_rows
        self.dead += other.dead
        self.sensors = sorted({*self.sensors, *other.sensors})
        self.example = self.example or other.example
        for doubt, count in other.doubts.items():
            self.doubts[doubt] = self.doubts.get(doubt, 0) + count
        for refusal in other.refusals:
            _refuse(self, refusal.reason, refusal.place, refusal.begins, refusal.count)
        if self.unused_keys is None or other.unused_keys is None:
            self.unused_keys = self.unused_keys or other.unused_keys
        else:
            self.unused_keys = sorted({*self.unused_keys} & {*other.unused_keys})


class Sample:
    """Reads rows of one input. `name` is its format; `ANY_ROWS` and `ecs` tell each row by itself."""

    def __init__(self, name: str, context: ReaderContext) -> None:
        self._format = name
        self._context = replace(context, memory=new_memory())
        self._reader: RecordReader = reader_for(name, self._context)
        self._teller = EnvelopeReader(replace(context, memory=None)) if name in {ANY_ROWS, "ecs"} else None
        self._groups: dict[tuple[str, str, str], Group] = {}
        self._tried: dict[tuple[str, str, str], int] = {}

    @property
    def groups(self) -> list[Group]:
        """What was found so far, the most rows first."""
        return sorted(self._groups.values(), key=lambda group: -group.rows)

    def take(self, row: bytes, place: str) -> None:
        """Read one row that was found at a place."""
        if not row.strip():
            return
        key, inner = self._told(row)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(*key)
        group.rows += 1
        repeats = self._reader.repeats
        records, letters = self._reader.read([row], 1)
        group.repeats += self._reader.repeats - repeats
        notes = self._reader.notes.take()
        if not records and not letters and notes is None and self._reader.repeats == repeats:
            group.rows -= 1  # a heading or a comment
        if notes is not None:
            group.other_rows += notes.rows
            for doubt, count in notes.doubts.items():
                group.doubts[doubt] = group.doubts.get(doubt, 0) + count
        for record in records:
            _count(group, record)
        for letter in letters:
            group.dead += 1
            _refuse(group, letter.reason, place, letter.raw)
        if records and self._tried.get(key, 0) < _ROWS_TRIED:
            self._tried[key] = self._tried.get(key, 0) + 1
            self._try_keys(group, key[0], inner)

    def refuse(self, reason: str, place: str, raw: bytes) -> None:
        """Count what could not even be read as a row."""
        key = (NOT_UNDERSTOOD, "", "")
        group = self._groups.setdefault(key, Group(*key))
        group.rows += 1
        group.dead += 1
        _refuse(group, reason, place, raw)

    def _told(self, row: bytes) -> tuple[tuple[str, str, str], bytes]:
        """What a row is: its group, and the row itself out of what it stood in."""
        if self._teller is None:
            return (self._format, "", _log_of(row)), row
        try:
            told = self._teller.told_as(row)
        except (ValueError, RecursionError):
            return (NOT_UNDERSTOOD, "", ""), row
        if told is None:
            return (self._format, "", ""), row
        name, field, inner = told
        return (name, field, _log_of(inner)), inner

    def _try_keys(self, group: Group, name: str, row: bytes) -> None:
        """Learn which keys of a row tell nothing: the row without one gives the same flow."""
        fields = _object(row)
        if fields is None or name not in FORMATS:
            return
        whole = self._read_alone(name, row)
        unused = []
        for key in list(dotted(fields))[:_KEYS_TRIED]:
            # Of two keys that say the same one is left out, and then the other is needed.
            less = _without(fields, key)
            if self._read_alone(name, orjson.dumps(less)) == whole:
                unused.append(key)
                fields = less
        before = group.unused_keys
        group.unused_keys = sorted(unused if before is None else set(before) & set(unused))

    def _read_alone(self, name: str, row: bytes) -> object:
        reader = reader_for(name, replace(self._context, memory=None))
        records, letters = reader.read([row], 1)
        return list(records), [letter.reason for letter in letters], reader.notes.take()


def _count(group: Group, record: Record) -> None:
    if not isinstance(record, Flow):
        group.other_rows += 1
        return
    group.flows += 1
    if record.sensor not in group.sensors and len(group.sensors) < MOST_REASONS:
        group.sensors.append(record.sensor)
    if group.example is None:
        group.example = shown_flow(record)


def shown_flow(flow: Flow) -> str:
    """A flow in a line: who began, with whom, and which service."""
    if flow.transport == "icmp":
        return f"{flow.initiator_ip} -> {flow.responder_ip} {icmp_service(flow.initiator_port)}"
    where = flow.transport if flow.responder_port is None else f"{flow.transport}/{flow.responder_port}"
    service = flow.service or (None if flow.responder_port is None else by_port(flow.transport, flow.responder_port))
    return f"{flow.initiator_ip} -> {flow.responder_ip} {where if service is None else f'{service} ({where})'}"


def _refuse(group: Group, reason: str, place: str, raw: bytes, count: int = 1) -> None:
    for refusal in group.refusals:
        if refusal.reason == reason:
            refusal.count += count
            return
    if len(group.refusals) < MOST_REASONS:
        group.refusals.append(Refusal(reason, count, place, raw[:_SHOWN_BYTES]))
    else:
        group.refusals[-1] = replace(group.refusals[-1], reason="other reasons", count=group.refusals[-1].count + count)


def _object(row: bytes) -> dict[str, object] | None:
    if len(row) > MAX_RECORD_BYTES:
        return None
    try:
        fields = orjson.loads(cleaned(row))
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def _log_of(row: bytes) -> str:
    fields = _object(row) if row.lstrip()[:1] == b"{" else None
    if fields is None:
        return ""
    if len(fields) == 1 and isinstance(next(iter(fields.values())), dict):
        return next(iter(fields))[:_LONGEST_LOG]
    flat = dotted(fields)
    found = next((value for key in _LOG_KEYS if isinstance(value := flat.get(key), str)), "")
    return found[:_LONGEST_LOG]


def _without(fields: Mapping[str, object], key: str) -> dict[str, object]:
    """The same fields without what stands under a dotted key, nested or not."""
    if key in fields:
        return {name: value for name, value in fields.items() if name != key}
    kept: dict[str, object] = {}
    for name, value in fields.items():
        inner = key.startswith(f"{name}.") and isinstance(value, dict)
        kept[name] = _without(value, key.removeprefix(f"{name}.")) if inner and isinstance(value, dict) else value
    return kept


def formats_of(groups: Sequence[Group]) -> list[str]:
    """The formats whose rows gave flows, the most first."""
    flows: dict[str, int] = {}
    for group in groups:
        name = ANY_ROWS if group.inside else group.format
        if group.flows:
            flows[name] = flows.get(name, 0) + group.flows
    return sorted(flows, key=lambda name: -flows[name])
