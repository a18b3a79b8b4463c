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
from schemas.formats.cloud.azure_tuple import many, told
from schemas.formats.cloud.views import ViewsMemory, views_of
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned

SENSOR = "azure-flow"

CATEGORIES = frozenset({"FlowLogFlowEvent", "NetworkSecurityGroupFlowEvent"})
"""Of VNet and of NSG flow logs. One event hub may hold other logs of Azure: they are counted by their category."""

_LOOKED_AT = 4_096
"""Within so many bytes a record names its category: Microsoft's names stand before the flows. A convention."""

_DEEPEST = 4
"""Envelopes in envelopes that are opened: Microsoft's own sample of NSG logs has records within records."""


FAST_TUPLES = 512
"""Tuples taken at once, as many as rows of Zeek's (`schemas/formats/zeek/fast.py`), or those of one record."""

_Group = tuple[bool, str | None, list[str]]
"""Flow tuples of one interface: whether they are of a VNet's log, its MAC, and their texts."""


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
        told: list[tuple[int, _Group]] = []
        waiting = 0
        for number, line in enumerate(lines, first_line_number):
            try:
                groups = _of_record(_decode(line))
            except (msgspec.MsgspecError, ValueError, RecursionError):
                if not line.strip():
                    continue
                groups = self._carefully(line, number, letters)
            told += [(number, group) for group in groups]
            waiting += sum(len(texts) for _, _, texts in groups)
            if waiting >= FAST_TUPLES:
                self._take_all(told, flows, letters)
                told, waiting = [], 0
        self._take_all(told, flows, letters)
        return flows, sorted(letters, key=lambda letter: letter.position or 0)

    def _take_all(self, told: Sequence[tuple[int, _Group]], flows: list[Flow], letters: list[DeadLetter]) -> None:
        if self._take([group for _, group in told], flows):
            return
        for number, group in told:
            if not self._take([group], flows):
                self._take_each(group, number, flows, letters)

    def _take(self, groups: Sequence[_Group], flows: list[Flow]) -> bool:
        """Take the tuples of groups all at once; False, having taken nothing, where one of them needs care."""
        texts = [text for group in groups for text in group[2]]
        if not texts:
            return True
        vnet = groups[0][0]
        if any(group[0] != vnet for group in groups):
            return False
        try:
            found, directions = many(texts, vnet=vnet, site=self._context.site, sensor=self._sensor)
        except ValueError:
            return False
        interfaces = [interface for _, interface, of_it in groups for _ in of_it]
        counted = self._views.counted(directions, interfaces, [flow.end for flow in found])
        if not all(counted):
            found = [flow for flow, counts in zip(found, counted, strict=True) if counts]
            self.repeats += len(counted) - len(found)
        flows += found
        return True

    def _take_each(self, group: _Group, number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        for text in group[2]:
            self._take_one(text, group[0], group[1], number, flows, letters)

    def _take_one(  # noqa: PLR0913, PLR0917 - one tuple and where it goes
        self,
        text: str,
        vnet: bool,  # noqa: FBT001 - as the group has it
        interface: str | None,
        number: int,
        flows: list[Flow],
        letters: list[DeadLetter],
    ) -> None:
        try:
            flow, direction, doubts = told(text, vnet=vnet, site=self._context.site, sensor=self._sensor)
        except ValueError as error:
            letters.append(self._dead(str(error), text.encode("utf-8", "replace"), number))
            return
        self.notes.doubt_all(doubts)
        if self._views.counts(direction, interface, flow.end):
            flows.append(flow)
        else:
            self.repeats += 1

    def _carefully(self, line: bytes, number: int, letters: list[DeadLetter]) -> list[_Group]:
        """The tuples of a line that is no plain record: of envelopes, of other logs, of what is damaged."""
        groups: list[_Group] = []
        try:
            records = list(_records(orjson.loads(cleaned(line))))
        except ValueError as error:
            letters.append(self._dead(f"no record of a flow log: {error}", line, number))
            return groups
        for record in records:
            category = record.get("category")
            if isinstance(category, str) and category not in CATEGORIES:
                self.notes.pass_over(category)
                continue
            try:
                groups += _walked(record)
            except ValueError as error:
                raw = line if len(records) == 1 else orjson.dumps(record)
                letters.append(self._dead(str(error), raw, number))
        return groups

    def _dead(self, reason: str, raw: bytes, number: int) -> DeadLetter:
        context = self._context
        return dead(source=context.source, reason=reason, raw=raw, position=number, site=context.site)


def _of_record(record: _Record) -> list[_Group]:
    """Its tuples, each with whether it is a VNet's and with the interface that saw it. Raises ValueError for none."""
    if record.flow_records is not None:
        return [
            (True, record.mac, group.flow_tuples)
            for flow in record.flow_records.flows
            for group in flow.flow_groups
            if group.flow_tuples
        ]
    if record.properties is None or record.category not in CATEGORIES:
        msg = f"a record of the category {record.category} without flows"
        raise ValueError(msg)
    return [
        (False, group.mac, group.flow_tuples)
        for rule in record.properties.flows
        for group in rule.flows
        if group.flow_tuples
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


def _walked(record: dict[str, object]) -> list[_Group]:
    """The tuples of one record, looked at with care. Raises ValueError that names what does not fit."""
    vnet = "flowRecords" in record
    outer, inner = ("flowRecords", "flowGroups") if vnet else ("properties", "flows")
    holder = record.get(outer)
    if not isinstance(holder, dict):
        msg = "no record of a flow log: it has neither flowRecords nor properties"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    groups: list[_Group] = []
    for rule in _objects(holder, "flows"):
        for group in _objects(rule, inner):
            interface = record.get("macAddress") if vnet else group.get("mac")
            texts = _list(group, "flowTuples")
            groups.append((vnet, str(interface), [text if isinstance(text, str) else repr(text) for text in texts]))
    return groups


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
        # A record may be longer than what is looked at of a file.
        return head.first.startswith(b"{") and any(name.encode() in head.first[:_LOOKED_AT] for name in CATEGORIES)
    try:
        first = next(_records(row), None)
    except ValueError:
        return False
    if first is None:
        return False
    return first.get("category") in CATEGORIES or isinstance(first.get("flowRecords"), dict)


AZURE_FLOW = Format(reader=AzureFlowReader, recognises=_is_azure, endings=JSON_ENDINGS, memory=ViewsMemory)
"""Azure VNet and NSG flow logs."""
