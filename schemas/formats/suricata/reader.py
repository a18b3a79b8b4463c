"""Reads eve.json: one event a line, of all types that Suricata writes.

Events of one conversation bear one `flow_id`, and are joined by it in whatever order they come: a flow that is told in
slices adds differences (`schemas/formats/zeek/uids.py`), a protocol event or an alert counts where it tells something
new. The id is made of the flow's hash and start, so it does not repeat in practice; where one does, with another start
or between other ends, it is another conversation, and its `uid` bears the time too.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.one_way.joining import Joiner
from schemas.formats.reader import ReaderContext
from schemas.formats.row import whole
from schemas.formats.suricata.events import ALERT, FLOW, NETFLOW, PROTOCOLS, UNNAMED
from schemas.formats.suricata.fast import FlowRow, WrappedRow, fast_flow, start_of
from schemas.formats.suricata.flow_event import SENSOR, careful_flow
from schemas.formats.suricata.lines import begun, eve_object, flattened
from schemas.formats.suricata.netflow_event import half_of
from schemas.formats.suricata.sights import sight
from schemas.formats.zeek.uids import Totals, totals_of, uids_of, with_difference

MOST_IDS = 65_536
"""Flow ids whose start, or ends, are kept: as many as connections that are open (`zeek/uids.py`), 150 bytes each."""

_BRACE = b"{"[0]

_Ends = tuple[str, str, int | None, int | None]


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
        self._wrapped = False
        self._decoder = msgspec.json.Decoder(FlowRow)
        self._wrapped_decoder = msgspec.json.Decoder(WrappedRow)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                flow = self._fast(line)
            except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError):
                flow = None
            if flow is None:
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
        return flows, letters

    def _fast(self, line: bytes) -> Flow | None:
        """The flow of a usual `flow` event; None where more care is needed. May raise ValueError."""
        text = line if line and line[0] == _BRACE else begun(line)
        row = self._wrapped_decoder.decode(text).event if self._wrapped else self._decoder.decode(text)
        flow_id = row.flow_id
        start = start_of(row)
        if start is None or self._starts.get(flow_id, start) != start:
            return None
        uid = str(flow_id)
        ended = self._uids.ended
        if uid in ended:
            return None
        flow = fast_flow(row, start, uid, self._site, self._sensor)
        if flow is None:
            return None
        self._starts[flow_id] = start
        if uid in self._uids.open:
            return self._added(flow, totals_of(flow), ended=True)
        ended[uid] = flow
        return flow

    def _careful(self, line: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        if not line.strip():
            return None
        event, self._wrapped = eve_object(line)
        fields = flattened(event)
        event_type = fields.get("event_type")
        if not isinstance(event_type, str) or not event_type:
            msg = "field event_type is missing: no event of Suricata"
            raise ValueError(msg)
        if event_type == FLOW:
            return self._flow(fields)
        if event_type == NETFLOW:
            return self._netflow(fields)
        if event_type == ALERT or event_type in PROTOCOLS:
            return self._sight(fields, event_type)
        self.notes.pass_over(event_type or UNNAMED)
        return None

    def _flow(self, fields: Mapping[str, object]) -> Flow | None:
        flow, totals, doubts = careful_flow(fields, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(doubts)
        reason = fields.get("flow.reason")
        return self._counted(flow, totals, fields, ended=isinstance(reason, str) and reason != "forced")

    def _netflow(self, fields: Mapping[str, object]) -> Flow | None:
        half, doubts = half_of(fields)
        self.notes.doubt_all(doubts)
        flow_id = whole(fields.get("flow_id"))
        flow = self._joiner.flow(half, within="" if flow_id is None else str(flow_id))
        return flow if flow_id is None else self._counted(flow, totals_of(flow), fields, ended=True)

    def _counted(self, flow: Flow, totals: Totals, fields: Mapping[str, object], *, ended: bool) -> Flow | None:
        """A flow that measures, under its id: only what it adds to what was told of it; None where that is nothing."""
        flow_id = whole(fields.get("flow_id"))
        if flow_id is None:
            if fields.get("flow_id") is not None:
                self.notes.doubt("impossible id")
            return flow
        known = self._starts.setdefault(flow_id, flow.start)
        uid = str(flow_id) if known == flow.start else f"{flow_id}-{flow.start:.6f}"
        added = self._added(replace(flow, uid=uid), totals, ended=ended)
        if added is None:
            self.repeats += 1
        return added

    def _added(self, flow: Flow, totals: Totals, *, ended: bool) -> Flow | None:
        added = self._uids.difference(flow.uid or "", totals, ended=ended)
        if added is None:
            return None
        return flow if added == totals else with_difference(flow, added)

    def _sight(self, fields: Mapping[str, object], event_type: str) -> Flow | None:
        seen = sight(fields, event_type, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(seen.doubts)
        flow_id = whole(fields.get("flow_id"))
        if flow_id is None:
            return seen.flow
        flow = seen.flow
        ends = _ends_of(flow)
        uid = str(flow_id)
        if self._ends.setdefault(flow_id, ends) != ends:
            uid = f"{flow_id}-{flow.start:.6f}"
        if not self._uids.first_of_any(uid, seen.tells):
            self.repeats += 1
            return None
        return replace(flow, uid=uid)


def _ends_of(flow: Flow) -> _Ends:
    """Both ends in an order that does not depend on who sent the packet."""
    one = (flow.initiator_ip, flow.initiator_port)
    other = (flow.responder_ip, flow.responder_port)
    if str(one) <= str(other):
        return one[0], other[0], one[1], other[1]
    return other[0], one[0], other[1], one[1]


def _trim(kept: dict[int, float] | dict[int, _Ends]) -> None:
    if len(kept) > MOST_IDS:
        for flow_id in list(islice(kept, len(kept) - MOST_IDS // 2)):
            del kept[flow_id]
