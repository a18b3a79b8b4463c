"""Azure's flow logs: of virtual networks (VNet) and of network security groups (NSG, versions 1 and 2).

A blob is one object `{"records": [...]}` over the whole file; `schemas/formats/json_pieces.py` cuts it into its
records, and a record holds the flow tuples of one network interface and minute. Records one a line, and whole
envelopes one a line, are read as well. The rows that are counted are the tuples.
"""

from collections.abc import Iterator, Sequence

import msgspec
import orjson
from msgspec import Struct

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.cloud.azure_tuple import told
from schemas.formats.cloud.views import ViewsMemory, views_of
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned

SENSOR = "azure-flow"

CATEGORIES = frozenset({"FlowLogFlowEvent", "NetworkSecurityGroupFlowEvent"})
"""Of VNet and of NSG flow logs. One event hub may hold other logs of Azure: they are counted by their category."""

_DEEPEST = 4
"""Envelopes in envelopes that are opened: Microsoft's own sample of NSG logs has records within records."""


_Tuple = tuple[bool, str | None, str]
"""Whether it is of a VNet's log, the MAC of the interface that saw it, and its text."""


class _Tuples(Struct, gc=False):
    flow_tuples: list[str] = msgspec.field(name="flowTuples")
    mac: str | None = None


class _Rule(Struct, gc=False):
    flow_groups: list[_Tuples] = msgspec.field(name="flowGroups", default_factory=list)
    flows: list[_Tuples] = []


class _Flows(Struct, gc=False):
    flows: list[_Rule]


class _Record(Struct, gc=False):
    category: str
    flow_records: _Flows | None = msgspec.field(name="flowRecords", default=None)
    properties: _Flows | None = None
    mac: str | None = msgspec.field(name="macAddress", default=None)


_decode = msgspec.json.Decoder(_Record).decode


class AzureFlowReader:
    """Reads one log; see `RecordReader`. Tuples that another interface has told already are repeats."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._views = views_of(context)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some records."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                tuples = _of_record(_decode(line))
            except (msgspec.MsgspecError, ValueError, RecursionError):
                if not line.strip():
                    continue
                tuples = self._carefully(line, number, letters)
            self._take(tuples, number, flows, letters)
        return flows, letters

    def _take(self, tuples: list[_Tuple], number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        site, sensor, counts = self._context.site, self._sensor, self._views.counts
        for vnet, interface, text in tuples:
            try:
                flow, direction, doubts = told(text, vnet=vnet, site=site, sensor=sensor)
            except ValueError as error:
                letters.append(self._dead(str(error), text.encode("utf-8", "replace"), number))
                continue
            if doubts:
                self.notes.doubt_all(doubts)
            if counts(direction, interface, flow.end):
                flows.append(flow)
            else:
                self.repeats += 1

    def _carefully(self, line: bytes, number: int, letters: list[DeadLetter]) -> list[_Tuple]:
        """The tuples of a line that is no plain record: of envelopes, of other logs, of what is damaged."""
        tuples: list[_Tuple] = []
        try:
            records = list(_records(orjson.loads(cleaned(line))))
        except ValueError as error:
            letters.append(self._dead(f"no record of a flow log: {error}", line, number))
            return tuples
        for record in records:
            category = record.get("category")
            if isinstance(category, str) and category not in CATEGORIES:
                self.notes.pass_over(category)
                continue
            try:
                tuples += _walked(record)
            except ValueError as error:
                raw = line if len(records) == 1 else orjson.dumps(record)
                letters.append(self._dead(str(error), raw, number))
        return tuples

    def _dead(self, reason: str, raw: bytes, number: int) -> DeadLetter:
        context = self._context
        return dead(source=context.source, reason=reason, raw=raw, position=number, site=context.site)


def _of_record(record: _Record) -> list[_Tuple]:
    """Its tuples, each with whether it is a VNet's and with the interface that saw it. Raises ValueError for none."""
    if record.flow_records is not None:
        return [
            (True, record.mac, text)
            for flow in record.flow_records.flows
            for group in flow.flow_groups
            for text in group.flow_tuples
        ]
    if record.properties is None or record.category not in CATEGORIES:
        msg = f"a record of the category {record.category} without flows"
        raise ValueError(msg)
    return [
        (False, group.mac, text)
        for rule in record.properties.flows
        for group in rule.flows
        for text in group.flow_tuples
    ]


def _records(found: object, depth: int = _DEEPEST) -> Iterator[dict[str, object]]:
    if isinstance(found, dict) and isinstance(found.get("records"), list):
        found = found["records"]
    if isinstance(found, list) and depth:
        for one in found:
            yield from _records(one, depth - 1)
        return
    if not isinstance(found, dict):
        msg = f"no JSON object but a {type(found).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    yield found


def _walked(record: dict[str, object]) -> list[_Tuple]:
    """The tuples of one record, looked at with care. Raises ValueError that names what does not fit."""
    vnet = "flowRecords" in record
    outer, inner = ("flowRecords", "flowGroups") if vnet else ("properties", "flows")
    holder = record.get(outer)
    if not isinstance(holder, dict):
        msg = "no record of a flow log: it has neither flowRecords nor properties"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    tuples: list[_Tuple] = []
    for rule in _objects(holder, "flows"):
        for group in _objects(rule, inner):
            interface = record.get("macAddress") if vnet else group.get("mac")
            texts = _list(group, "flowTuples")
            tuples += [(vnet, str(interface), text if isinstance(text, str) else repr(text)) for text in texts]
    return tuples


def _objects(holder: dict[str, object], field: str) -> list[dict[str, object]]:
    found = _list(holder, field)
    if not all(isinstance(one, dict) for one in found):
        msg = f"field {field}: it holds something else than objects"
        raise ValueError(msg)
    return [one for one in found if isinstance(one, dict)]


def _list(holder: dict[str, object], field: str) -> list[object]:
    found = holder.get(field)
    if not isinstance(found, list):
        msg = f"field {field} is missing" if found is None else f"field {field}: it is no list"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    return found


def _is_azure(head: Head) -> bool:
    row = head.json_object
    if row is None:
        return False
    try:
        first = next(_records(row), None)
    except ValueError:
        return False
    if first is None:
        return False
    return first.get("category") in CATEGORIES or isinstance(first.get("flowRecords"), dict)


AZURE_FLOW = Format(reader=AzureFlowReader, recognises=_is_azure, endings=JSON_ENDINGS, memory=ViewsMemory)
"""Azure VNet and NSG flow logs."""
