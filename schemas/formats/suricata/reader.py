"""Reads eve.json: one event a line, of all types that Suricata writes.

Events of one conversation bear one `flow_id`, and are joined by it in whatever order they come: a flow that is told in
slices adds differences (`schemas/formats/zeek/uids.py`), a protocol event or an alert counts where it tells something
new. The id is made of the flow's hash and start, so it does not repeat in practice; where one does, with another start
or between other ends, it is another conversation, and its `uid` bears the time too.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.row import whole
from schemas.formats.suricata.events import ALERT, FLOW, NETFLOW, PROTOCOLS
from schemas.formats.suricata.fast_flows import FlowRow, WrappedRow, fast_flow
from schemas.formats.suricata.fast_halves import HalfRow, WrappedHalfRow, fast_half
from schemas.formats.suricata.fast_sights import AsTold, SightRow, WrappedSightRow, as_told, fast_sight
from schemas.formats.suricata.flow_event import SENSOR, careful_flow
from schemas.formats.suricata.lines import begun, eve_object, flattened
from schemas.formats.suricata.netflow_event import half_of
from schemas.formats.suricata.sights import sight, tells_of
from schemas.formats.zeek.uids import totals_of, uids_of, with_difference

MOST_IDS = 65_536
"""Flow ids whose start, ends or sights are kept: as many as connections that are open (`zeek/uids.py`), with some 600
bytes each."""

MOST_TOLD = 4
"""Operations of one event that is remembered by itself. A packet of more is seldom the same again."""

_FLOW_EVENT, _SPACED = b'"event_type":"flow"', b'"event_type": "flow"'
"""How Suricata writes it, and how shippers do that put blanks between. Written otherwise it is read with care."""

_BRACE = b"{"[0]

_NO_PORT = -1

_Ends = tuple[str, int, str, int]
_Kept = TypeVar("_Kept")
_Value = TypeVar("_Value")


class EveReader:
    """Reads one file of events."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._source = context.source
        self._uids = uids_of(context)
        self._joiner = Joiner(context, SENSOR)
        self._starts: dict[int, float] = {}
        self._ends: dict[int, _Ends] = {}
        self._seen: dict[AsTold, None] = {}
        self._new: AsTold | None = None
        self._wrapped = False
        self._decoder = msgspec.json.Decoder(FlowRow)
        self._wrapped_decoder = msgspec.json.Decoder(WrappedRow)
        self._sights = msgspec.json.Decoder(SightRow)
        self._wrapped_sights = msgspec.json.Decoder(WrappedSightRow)
        self._halves = msgspec.json.Decoder(HalfRow)
        self._wrapped_halves = msgspec.json.Decoder(WrappedHalfRow)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            text = line if line and line[0] == _BRACE else _begun_or_as_it_is(line)
            try:
                if self._fast(text, flows):
                    continue
            except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
                pass  # the careful way reads it, or says what is wrong with it
            try:
                flow = self._careful(line)
            except ValueError as error:
                reason = str(error)
                letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
                continue
            if flow is not None:
                flows.append(flow)
        self._uids.trim_ended()
        _trim(self._starts)
        _trim(self._ends)
        _trim(self._seen)
        return flows, letters

    def _fast(self, text: bytes, flows: list[Flow]) -> bool:
        """Read a usual row, and add its flow where it makes one. False where it needs care. May raise ValueError."""
        if _FLOW_EVENT not in text and _SPACED not in text:
            return self._fast_sight(text, flows)
        row = self._wrapped_decoder.decode(text).event if self._wrapped else self._decoder.decode(text)
        uid, uids = str(row.flow_id), self._uids
        if uid in uids.ended:
            return False
        flow = fast_flow(row, uid, self._site, self._sensor)
        if flow is None:
            return False
        if uid not in uids.open:
            uids.ended[uid] = flow
            flows.append(flow)
            return True
        added = self._counted(flow, row.flow_id, ended=True)
        if added is not None:
            flows.append(added)
        return True

    def _fast_sight(self, text: bytes, flows: list[Flow]) -> bool:
        """As `_fast`, of events of protocols and alerts."""
        self._new = None
        row = self._wrapped_sights.decode(text).event if self._wrapped else self._sights.decode(text)
        kind = row.event_type
        if kind == NETFLOW:
            return self._fast_half(text, flows)
        if kind != ALERT and kind not in PROTOCOLS:
            return False
        told = as_told(row)
        if told in self._seen:
            self.repeats += 1
            return True
        self._new = told
        flow = fast_sight(row, told[-1], str(row.flow_id), self._site, self._sensor)
        if flow is None:
            return False
        new = self._told_once(flow, row.flow_id, told[-1])
        if new is not None:
            flows.append(new)
        return True

    def _fast_half(self, text: bytes, flows: list[Flow]) -> bool:
        """As `_fast`, of records of one way."""
        row = self._wrapped_halves.decode(text).event if self._wrapped else self._halves.decode(text)
        half = fast_half(row)
        if half is None:
            return False
        flow = self._joined(half, row.flow_id)
        if flow is not None:
            flows.append(flow)
        return True

    def _careful(self, line: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        if not line.strip():
            return None
        event, self._wrapped = eve_object(line)
        event_type = event.get("event_type")
        if not isinstance(event_type, str) or not event_type:
            msg = "field event_type is missing: no event of Suricata"
            raise ValueError(msg)
        if event_type == FLOW:
            return self._flow(flattened(event))
        if event_type == NETFLOW:
            return self._netflow(flattened(event))
        if event_type == ALERT or event_type in PROTOCOLS:
            return self._sight(event, event_type)
        self.notes.pass_over(event_type)
        return None

    def _flow(self, fields: Mapping[str, object]) -> Flow | None:
        flow, doubts = careful_flow(fields, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(doubts)
        reason = fields.get("flow.reason")
        return self._counted(flow, self._id(fields), ended=isinstance(reason, str) and reason != "forced")

    def _netflow(self, fields: Mapping[str, object]) -> Flow | None:
        half, doubts = half_of(fields)
        self.notes.doubt_all(doubts)
        return self._joined(half, self._id(fields))

    def _joined(self, half: Half, flow_id: int | None) -> Flow | None:
        flow = self._joiner.flow(half, within="" if flow_id is None else str(flow_id))
        return self._counted(flow, flow_id, ended=True)

    def _id(self, fields: Mapping[str, object]) -> int | None:
        told = fields.get("flow_id")
        flow_id = whole(told)
        if flow_id is None and told is not None:
            self.notes.doubt("impossible id")
        return flow_id

    def _counted(self, flow: Flow, flow_id: int | None, *, ended: bool) -> Flow | None:
        """A flow that measures, under its id: only what it adds to what was told of it; None where that is nothing."""
        if flow_id is None:
            return flow
        uid = str(flow_id)
        told = self._uids.ended.get(uid)
        known = self._starts.setdefault(flow_id, told.start if isinstance(told, Flow) else flow.start)
        if known != flow.start:
            uid = f"{flow_id}-{flow.start:.6f}"
        totals = totals_of(flow)
        added = self._uids.difference(uid, totals, ended=ended)
        if added is None:
            self.repeats += 1
            return None
        return replace(flow if added == totals else with_difference(flow, added), uid=uid)

    def _sight(self, event: Mapping[str, object], event_type: str) -> Flow | None:
        tells = tells_of(event, event_type)
        flow, doubts = sight(event, event_type, tells, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(doubts)
        flow_id = self._id(event)
        return flow if flow_id is None else self._told_once(flow, flow_id, tells)

    def _told_once(self, flow: Flow, flow_id: int, tells: tuple[str, ...]) -> Flow | None:
        """A sight under its id; None where it tells nothing new of its conversation."""
        if self._new is not None and len(tells) <= MOST_TOLD:
            self._seen[self._new] = None
        ends = _ends_of(flow)
        uid = str(flow_id)
        if self._ends.setdefault(flow_id, ends) != ends:
            uid = f"{flow_id}-{flow.start:.6f}"
        if not self._uids.first_of_any(uid, tells):
            self.repeats += 1
            return None
        return flow if flow.uid == uid else replace(flow, uid=uid)


def _begun_or_as_it_is(line: bytes) -> bytes:
    """The line from its object on; as it is where that can't be told, which the careful way says of it then."""
    try:
        return begun(line)
    except ValueError:
        return line


def _ends_of(flow: Flow) -> _Ends:
    """Both ends in an order that does not depend on who sent the packet."""
    one = (flow.initiator_ip, _NO_PORT if flow.initiator_port is None else flow.initiator_port)
    other = (flow.responder_ip, _NO_PORT if flow.responder_port is None else flow.responder_port)
    return (*one, *other) if one <= other else (*other, *one)


def _trim(kept: dict[_Kept, _Value]) -> None:
    if len(kept) > MOST_IDS:
        for key in list(islice(kept, len(kept) - MOST_IDS // 2)):
            del kept[key]
