"""Reads Illumio's traffic in all its forms: the stream's JSON, CEF and LEEF, the Explorer's JSON, tables.

Usual rows of the stream and of the Explorer are decoded straight into a typed row; whatever does not fit there is read
again the careful way (`traffic.py`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

import msgspec
import orjson
from msgspec import Struct

from schemas.bounds import LARGEST_PORT, Address, Count, Port
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.cloud.views import ViewsMemory, views_of
from schemas.formats.format import JSON_ENDINGS, Format, Head
from schemas.formats.illumio import lines as forms
from schemas.formats.illumio import table
from schemas.formats.illumio.labels import note_of
from schemas.formats.illumio.traffic import BLOCKED, Told, how_it_went, told
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.row import LATEST_TIME, address
from schemas.formats.stray_bytes import cleaned

SENSOR = "illumio"

EXPLORER_SILENT_S = 86_400.0
"""Within this time the other end's row is a repeat in an answer of the Explorer, which sums up a day."""

_TRANSPORTS = {6: "tcp", 17: "udp"}
_PROTOCOLS = {"TCP": 6, "UDP": 17, "tcp": 6, "udp": 17, "6": 6, "17": 17}
_MARK = b'"timestamp_range"'


class _Summary(Struct, gc=False):
    src_ip: Address
    dst_ip: Address
    proto: int
    timestamp: datetime
    pd: int
    dst_port: Port | None = None
    dst_prt: Port | None = None
    state: str = ""
    dir: str = ""
    dst_dbi: Count | None = None
    dst_dbo: Count | None = None
    dbi: None = None
    dbo: None = None
    src_labels: dict[str, str] | None = None
    dst_labels: dict[str, str] | None = None


class _Label(Struct, gc=False):
    key: str
    value: str


class _Workload(Struct, gc=False):
    labels: list[_Label] = []


class _End(Struct, gc=False):
    ip: Address
    workload: _Workload | None = None

    @property
    def labels(self) -> dict[str, str]:
        """Of its workload; empty where it has none."""
        return {} if self.workload is None else {each.key: each.value for each in self.workload.labels}


class _Service(Struct, gc=False):
    proto: int
    port: Port | None = None


class _Times(Struct, gc=False):
    first_detected: datetime
    last_detected: datetime


class _Explored(Struct, gc=False):
    src: _End
    dst: _End
    service: _Service
    timestamp_range: _Times
    policy_decision: str
    state: str = ""
    flow_direction: str = ""
    dst_bi: Count | None = None
    dst_bo: Count | None = None


_decode_summary = msgspec.json.Decoder(_Summary).decode
_decode_explored = msgspec.json.Decoder(_Explored).decode


class IllumioReader:
    """Reads one log, answer or table; see `RecordReader`. Rows that the other end has reported are repeats."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._views = views_of(context)
        self._explored = ViewsMemory(silent_s=EXPLORER_SILENT_S)
        self._columns: tuple[str | None, ...] | None = None
        self._cells: Callable[[list[str]], tuple[str, ...]] | None = None
        """Takes the cells of a table's usual row; None where a table has not all of them, and without one."""

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some rows."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            explored = _MARK in line
            try:
                found: Told | None = (
                    self._fast(line, explored=explored) if self._cells is None else self._fast_cells(line)
                )
            except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
                try:
                    found = self._careful(line)
                except forms.OtherRowError as other:
                    self.notes.pass_over(str(other))
                    continue
                except ValueError as error:
                    letters.append(self._dead(str(error), line, number))
                    continue
            if found is None:
                continue
            if found.doubts:
                self.notes.doubt_all(found.doubts)
            views = self._explored if explored or self._columns is not None else self._views
            if views.counts(found.direction, found.view, found.flow.end):
                flows.append(found.flow)
            else:
                self.repeats += 1
        return flows, letters

    def _fast(self, line: bytes, *, explored: bool) -> Told:
        if explored:
            row = _decode_explored(line)
            times, service = row.timestamp_range, row.service
            if service.port is None or times.first_detected.tzinfo is None:
                raise ValueError
            return self._told(
                (row.src.ip, row.dst.ip, service.proto, service.port),
                (times.first_detected.timestamp(), times.last_detected.timestamp()),
                (row.dst_bi, row.dst_bo),
                row.policy_decision,
                row.state,
                row.flow_direction,
                note_of(row.src.labels, row.dst.labels) if row.src.workload or row.dst.workload else (),
            )
        begins = line.find(b"{")
        one = _decode_summary(line[begins : line.rfind(b"}") + 1] if begins else line)
        port = one.dst_prt if one.dst_port is None else one.dst_port
        if port is None or one.timestamp.tzinfo is None:
            raise ValueError
        start = one.timestamp.timestamp()
        return self._told(
            (one.src_ip, one.dst_ip, one.proto, port),
            (start, start),
            (one.dst_dbi, one.dst_dbo),
            str(one.pd),
            one.state,
            one.dir,
            note_of(one.src_labels or {}, one.dst_labels or {}) if one.src_labels or one.dst_labels else (),
        )

    def _fast_cells(self, line: bytes) -> Told:
        if self._cells is None or self._columns is None or b'"' in line:
            raise ValueError
        cells = line.decode().split(",")
        if len(cells) != len(self._columns):
            raise ValueError
        source, target, port, protocol, decision, first, last, state = self._cells(cells)
        began, ended = datetime.fromisoformat(first), datetime.fromisoformat(last)
        if began.tzinfo is None or ended.tzinfo is None or not 0 <= int(port) <= LARGEST_PORT:
            raise ValueError
        start, end = began.timestamp(), ended.timestamp()
        path = (source, target, _PROTOCOLS[protocol], int(port))
        return self._told(path, (start, end), (None, None), decision.lower(), state, "")

    def _told(  # noqa: PLR0913, PLR0917 - the parts of one row
        self,
        path: tuple[str, str, int, int],
        times: tuple[float, float],
        octets: tuple[int | None, int | None],
        decision: str,
        state: str,
        view: str,
        notes: tuple[str, ...] = (),
    ) -> Told:
        source, target, protocol, port = path
        start, end = times
        transport = _TRANSPORTS[protocol]
        if not 0.0 <= start <= end <= LATEST_TIME:
            raise ValueError
        blocked = decision in BLOCKED
        # By position, in the order of the flow's fields: named ones would cost twice as much (measured for Zeek's).
        flow = Flow(
            self._context.site,
            self._sensor,
            start,
            end,
            address(source),
            address(target),
            transport,
            None,
            port,
            None,
            None,
            None,
            None,
            None,
            (),
            *octets,
            None,
            None,
            how_it_went(state.lower(), octets[1], blocked=blocked, transport=transport),
            "certain",
            None,
            "",
            False,  # noqa: FBT003 - by position, see above
            notes,
        )
        return Told(flow, (flow.initiator_ip, flow.responder_ip, transport, port, blocked), view or None, [])

    def _careful(self, line: bytes) -> Told | None:
        """One line of any form; None for what is none and no damage either. Raises ValueError and OtherRowError."""
        if not line.strip():
            return None
        text = cleaned(line).decode()
        if forms.is_tagged(text) or ("{" in text and (self._columns is None or text.startswith("{"))):
            fields = forms.fields_of(line)
        else:
            cells = table.cells_of(text)
            columns = table.columns_of(cells)
            if columns is not None:
                self._columns, self._cells = columns, _usual_cells(columns)
                return None
            if self._columns is None:
                msg = "no row of Illumio's traffic: neither JSON nor CEF nor LEEF, nor under headings that are known"
                raise ValueError(msg)
            fields = table.fields_of(cells, self._columns)
        return told(fields, site=self._context.site, sensor=self._sensor)

    def _dead(self, reason: str, line: bytes, number: int) -> DeadLetter:
        context = self._context
        return dead(source=context.source, reason=reason, raw=line, position=number, site=context.site)


def _usual_cells(columns: Sequence[str | None]) -> Callable[[list[str]], tuple[str, ...]] | None:
    """What takes the cells of a usual row; None for a table that has others, or two of a kind."""
    wanted = ("source", "target", "port", "proto", "decision", "start", "end", "state")
    if sorted(name for name in columns if name is not None) != sorted(wanted):
        return None
    return itemgetter(*(columns.index(name) for name in wanted))


def _is_illumio(head: Head) -> bool:
    first = head.first
    if not first:
        return False
    text = first.decode("utf-8", "replace")
    if forms.is_tagged(text):
        return True
    if "{" not in text:
        try:
            return table.columns_of(table.cells_of(text)) is not None
        except ValueError:
            return False
    try:
        row = orjson.loads(text[text.find("{") : text.rfind("}") + 1])
    except orjson.JSONDecodeError:
        row = head.json_object
    keys = row.keys() if isinstance(row, dict) else set()
    return {"src", "dst", "service", "timestamp_range"} <= keys or (
        {"src_ip", "dst_ip", "pd"} <= keys and not keys.isdisjoint({"interval_sec", "dir"})
    )


ILLUMIO = Format(
    reader=IllumioReader,
    recognises=_is_illumio,
    headings=(b"Source", b"Consumer", b"src_", b'"Source', b'"Consumer', b'"src_'),
    endings=JSON_ENDINGS,
    memory=ViewsMemory,
)
"""Illumio's traffic."""
