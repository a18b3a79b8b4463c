"""Zeek's JSON logs: one object a line, keys in any spelling (`names.py`), in a wrapper or not (`wrappers.py`).

Rows of connections with Zeek's own dotted keys are decoded straight into a typed row; whatever does not fit there
is read again the careful way (`conn.py`), which gives the flow or says which field is wrong. One file may hold rows
of several logs, told apart by `_path` or by their wrapper's key; those of logs without flows are counted by name.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from schemas.bounds import Address, Count, Mac, Name, Port, Time, Vlan
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.json_row import json_row
from schemas.formats.notes import Notes
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S, LONGEST_NAME, Addresses
from schemas.formats.zeek.conn import careful_flow, icmp_direction, meaning, service_name
from schemas.formats.zeek.logs import CONNECTION_LOGS, may_be_passed_over, path_of_name, refuse_unless_flows
from schemas.formats.zeek.names import zeek_fields
from schemas.formats.zeek.protocol import protocol_flow
from schemas.formats.zeek.tsv import SENSOR
from schemas.formats.zeek.uids import uids_of, with_difference
from schemas.formats.zeek.wrappers import text_key, text_reason, unwrapped

_FAST_TRANSPORTS = frozenset({"tcp", "udp", "icmp"})

_UNKNOWN = "unknown"

_TAGS = (b'{"conn":', b'{"conn" :', b'{ "conn":', b'{ "conn" :')
_TAG_BYTES = 16

_CONNECTION_FIELDS = frozenset({"conn_state", "history", "orig_pkts", "missed_bytes", "orig_ip_bytes"})


class _ConnRow(
    Struct,
    gc=False,
    kw_only=True,
    rename={
        "initiator_ip": "id.orig_h",
        "initiator_port": "id.orig_p",
        "responder_ip": "id.resp_h",
        "responder_port": "id.resp_p",
        "context_vlan": "id.ctx.vlan",
        "flat_vlan": "id.vlan",
        "path": "_path",
        "streamed_path": "@path",
        "system_name": "_system_name",
        "nested_id": "id",
        "nested_context": "id.ctx",
        "bare_context": "ctx",
        "bare_context_vlan": "ctx.vlan",
        "context_inner_vlan": "id.ctx.inner_vlan",
    },
):
    """A row of conn.log with Zeek's own keys and plain values; everything else is not taken here.

    The last eight are other places where a row may say something. They take nothing but null, so that a row which
    has one of them does not fit here and is read with care.
    """

    ts: Time
    uid: Name
    initiator_ip: Address
    responder_ip: Address
    proto: Name
    conn_state: Name
    initiator_port: Port | None = None
    responder_port: Port | None = None
    duration: Time = 0.0
    service: str | None = None
    history: str | None = None
    orig_ip_bytes: Count | None = None
    resp_ip_bytes: Count | None = None
    orig_bytes: Count | None = None
    resp_bytes: Count | None = None
    orig_pkts: Count | None = None
    resp_pkts: Count | None = None
    community_id: Name | None = None
    orig_l2_addr: Mac | None = None
    resp_l2_addr: Mac | None = None
    vlan: Vlan | None = None
    context_vlan: Vlan | None = None
    path: str | None = None
    system_name: Name | None = None
    inner_vlan: None = None
    flat_vlan: None = None
    streamed_path: None = None
    nested_id: None = None
    nested_context: None = None
    bare_context: None = None
    bare_context_vlan: None = None
    context_inner_vlan: None = None


_addresses = Addresses()


class _Tagged(Struct, gc=False):
    """A row of conn.log in the wrapper of Zeek's Kafka plugin."""

    conn: _ConnRow


class ZeekJsonReader:
    """Reads one JSON log. The file's name tells the log's kind where rows bear no `_path`."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor
        self._source = context.source
        self._uids = uids_of(context)
        self._path = path_of_name(context.name)
        self._tagged = False
        self._decoder = msgspec.json.Decoder(_ConnRow)
        self._tagged_decoder = msgspec.json.Decoder(_Tagged)

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        decode = self._decoder.decode
        for number, line in enumerate(lines, first_line_number):
            try:
                flow = self._fast(self._tagged_decoder.decode(line).conn if self._tagged else decode(line))
            except (msgspec.MsgspecError, ValueError, RecursionError):
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
        return flows, letters

    def _fast(self, row: _ConnRow) -> Flow | None:
        """The flow of a first and last row of a connection; None where more care is needed. May raise ValueError."""
        path = row.path or self._path or "conn"
        end = row.ts + row.duration
        uid = row.uid
        if (
            not CONNECTION_LOGS.get(path)
            or uid in self._uids.ended
            or uid in self._uids.open
            or not uid
            or end > LATEST_TIME
            or row.duration > LONGEST_DURATION_S
            or row.proto not in _FAST_TRANSPORTS
        ):
            return None
        transport = row.proto
        state, direction, flaws = meaning(transport, row.conn_state or None, row.history or None)
        sent = row.orig_bytes if row.orig_ip_bytes is None else row.orig_ip_bytes
        returned = row.resp_bytes if row.resp_ip_bytes is None else row.resp_ip_bytes
        # By position, in the order of the flow's fields, as `fast.py` gives them: by name they cost twice as much.
        flow = Flow(
            self._site,
            self._sensor or row.system_name or SENSOR,
            row.ts,
            end,
            _addresses[row.initiator_ip],
            _addresses[row.responder_ip],
            transport,
            row.initiator_port,
            row.responder_port,
            uid,
            row.community_id or None,
            row.orig_l2_addr or None,
            row.resp_l2_addr or None,
            None if row.service is None else service_name(row.service),
            (),
            sent,
            returned,
            row.orig_pkts,
            row.resp_pkts,
            state,
            direction if transport != "icmp" else icmp_direction(row.initiator_port),
            row.context_vlan if row.vlan is None else row.vlan,
            "",
            False,  # noqa: FBT003 - see above
            (),
            flaws,
        )
        self._uids.ended[uid] = (sent, returned, row.orig_pkts, row.resp_pkts)
        return flow

    def _careful(self, line: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        if not line.strip():
            return None
        fields = zeek_row(line)
        self._tagged = line.lstrip()[:_TAG_BYTES].startswith(_TAGS)
        path = self._path_of(fields)
        try:
            refuse_unless_flows(path, frozenset(fields))
        except NoFlowsError:
            if path == _UNKNOWN or not may_be_passed_over(path):
                raise
            self.notes.pass_over(path)
            return None
        return self._flow(fields, path)

    def _flow(self, fields: dict[str, object], path: str) -> Flow | None:
        sensor = self._sensor or sensor_of(fields)
        if path not in CONNECTION_LOGS:
            flow, operation, doubts = protocol_flow(fields, path=path, site=self._site, sensor=sensor)
            self.notes.doubt_all(doubts)
            if flow.uid is not None and not self._uids.first_of(flow.uid, operation):
                self.repeats += 1
                return None
            return flow
        flow, totals, doubts = careful_flow(fields, site=self._site, sensor=sensor)
        self.notes.doubt_all(doubts)
        if flow.uid is None:
            return flow
        added = self._uids.difference(flow.uid, totals, ended=CONNECTION_LOGS[path])
        if added is None:
            self.repeats += 1
            return None
        return flow if added == totals else with_difference(flow, added)

    def _path_of(self, fields: dict[str, object]) -> str:
        path = fields.get("_path")
        if isinstance(path, str) and path:
            return path
        if self._path is not None:
            return self._path
        return "conn" if fields.keys() & _CONNECTION_FIELDS else _UNKNOWN


def sensor_of(fields: Mapping[str, object]) -> str:
    """Who wrote a row by its own word, as Corelight's sensors and Zeek's JSON streaming logs have it."""
    name = fields.get("_system_name")
    return name if isinstance(name, str) and 0 < len(name) <= LONGEST_NAME else SENSOR


def zeek_row(line: bytes) -> dict[str, object]:
    """One line's row by the names used here, out of its wrapper; the wrapper's word for the log is its `_path`.

    Raises ValueError for what is no JSON object, and for one that holds a row as text.
    """
    row = json_row(line)
    inner, log = unwrapped(row)
    fields = zeek_fields(inner)
    if log is not None:
        fields.setdefault("_path", log)
    key = None if "ts" in fields else text_key(row)
    if key is not None:
        raise ValueError(text_reason(key))
    return fields
