"""Zeek's tab-separated logs: read by their own `#fields`, whatever the order, version or additions.

The law: a header may come at any time (rotated and appended files have several) and holds until the
next. Rows of conn.log take a fast way (`zeek_fast`); whatever does not fit there is read again the
careful way (`zeek_conn`), which gives the flow or says which field is wrong.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek_conn import careful_flow, unescape
from schemas.formats.zeek_fast import FAST_ROWS, FastTable
from schemas.formats.zeek_protocol import CONNECTION_LOGS, protocol_flow, refuse_unless_flows
from schemas.formats.zeek_uids import Totals, UidMemory

SENSOR = "zeek"


class ZeekHeader:
    """The `#` lines of a TSV log as far as they were read, with Zeek's defaults for those that were not."""

    def __init__(self) -> None:
        self.separator = "\t"
        self.unset = "-"
        self.empty = "(empty)"
        self.path: str | None = None
        self.fields: tuple[str, ...] = ()

    def learn(self, line: str) -> bool:
        """Take one comment line; whether it was a `#fields` line, after which rows may follow."""
        line = line.rstrip("\r")
        if line.startswith("#separator"):
            self.separator = unescape(line.removeprefix("#separator").strip(" ")) or "\t"
            return False
        # BTest's canonifier writes "#open XXXX" with a space: only the key decides.
        key, _, rest = line.partition(self.separator)
        if key == "#unset_field":
            self.unset = rest
        elif key == "#empty_field":
            self.empty = rest
        elif key == "#path":
            self.path = rest
        elif key == "#fields":
            self.fields = tuple(rest.split(self.separator))
            return True
        return False

    def row(self, line: str) -> dict[str, object]:
        """One row by field name, unset and empty fields left out. Raises ValueError when fields are missing."""
        values = line.rstrip("\r").split(self.separator)
        if len(values) != len(self.fields):
            msg = f"{len(values)} fields where #fields names {len(self.fields)}"
            raise ValueError(msg)
        return {
            name: value
            for name, value in zip(self.fields, values, strict=True)
            if value not in (self.unset, self.empty)
        }


class ZeekTsvReader:
    """Reads one TSV log: conn.log, conn_long.log and open_conn.log, and protocol logs."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._source = context.source
        self._uids = context.uids if context.uids is not None else UidMemory()
        self._header = ZeekHeader()
        self._header.path = context.path
        self._refusal: str | None = "a row before any #fields line: this Zeek log has lost its header"
        self._table: FastTable | None = None

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for start in range(0, len(lines), FAST_ROWS):
            self._take(lines[start : start + FAST_ROWS], first_line_number + start, flows, letters)
        self._uids.trim_ended()
        return flows, letters

    def _take(self, lines: Sequence[bytes], number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        """Read lines the fast way all at once; when one of them does not fit there, halve until it is found."""
        if self._table is not None:
            try:
                flows += self._table.flows(lines)
            except ValueError:
                pass
            else:
                return
        if len(lines) > 1:
            half = len(lines) // 2
            self._take(lines[:half], number, flows, letters)
            self._take(lines[half:], number + half, flows, letters)
            return
        for raw in lines:
            try:
                flow = self._read_careful(raw)
            except ValueError as error:
                letters.append(dead(source=self._source, reason=str(error), raw=raw, position=number, site=self._site))
            else:
                if flow is not None:
                    flows.append(flow)

    def _read_careful(self, raw: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for a blank, a comment or a repeat. Raises ValueError."""
        line = raw.decode("utf-8", "replace")
        if not line.strip():
            return None
        if line.startswith("#"):
            if self._header.learn(line):
                self._begin_table()
            return None
        if self._refusal is not None:
            raise ValueError(self._refusal)
        row = self._header.row(line)
        path = self._header.path or "conn"
        if path not in CONNECTION_LOGS:
            flow, operation = protocol_flow(row, path=path, site=self._site, sensor=self._sensor)
            if flow.uid is not None and not self._uids.first_of(flow.uid, operation):
                self.repeats += 1
                return None
            return flow
        flow, totals = careful_flow(row, site=self._site, sensor=self._sensor)
        added = flow.uid and self._uids.difference(flow.uid, totals, ended=CONNECTION_LOGS[path])
        if added is None and flow.uid:
            self.repeats += 1
            return None
        return with_difference(flow, added) if added and added != totals else flow

    def _begin_table(self) -> None:
        """Make ready for the rows below a `#fields` line."""
        header = self._header
        path = header.path or "conn"
        self._table = None
        try:
            refuse_unless_flows(path, frozenset(header.fields))
        except ValueError as error:
            self._refusal = str(error)
            return
        self._refusal = None
        # Rows of connections still open go the careful way: they are few, and each needs its differences.
        if CONNECTION_LOGS.get(path) and FastTable.fits(header.fields):
            self._table = FastTable(
                header.fields,
                self._uids,
                site=self._site,
                sensor=self._sensor,
                separator=header.separator,
                unset=header.unset,
                empty=header.empty,
            )


def with_difference(flow: Flow, added: Totals) -> Flow:
    """A flow that adds only what was not told before of its connection."""
    return replace(
        flow,
        initiator_octets=added[0],
        responder_octets=added[1],
        initiator_packets=added[2],
        responder_packets=added[3],
    )
