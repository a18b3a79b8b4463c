"""Zeek's tab-separated logs: read by their own `#fields`, whatever the order, version or additions.

A header may come at any time (rotated and appended files have several) and holds until the next; rows below the
header of a log without flows are counted by its name. Rows of conn.log take a fast way (`fast.py`); whatever does
not fit there is read again the careful way (`conn.py`), which gives the flow or says which field is wrong.
"""

from collections.abc import Sequence

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.stray_bytes import cleaned
from schemas.formats.zeek.conn import careful_flow
from schemas.formats.zeek.fast import FAST_ROWS, FastTable, NeedsCareError
from schemas.formats.zeek.logs import CONNECTION_LOGS, may_be_passed_over, path_of_name, refuse_unless_flows
from schemas.formats.zeek.names import zeek_names
from schemas.formats.zeek.protocol import protocol_flow
from schemas.formats.zeek.row import unescape
from schemas.formats.zeek.uids import uids_of, with_difference

SENSOR = "zeek"

_SEPARATORS = {"\t": "tabs", " ": "spaces", ",": "commas", ";": "semicolons", "|": "bars"}


class ZeekHeader:
    """The `#` lines of a TSV log as far as they were read, with Zeek's defaults for those that were not."""

    def __init__(self) -> None:
        self.separator = "\t"
        self.unset = "-"
        self.empty = "(empty)"
        self.path: str | None = None
        self.fields: tuple[str, ...] = ()

    def learn(self, line: str) -> bool:
        """Take one comment line; whether it was a `#fields` line, after which rows may follow.

        Raises ValueError for a `#fields` line whose columns are separated by something else than they should be.
        """
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
            self.fields = zeek_names(rest.split(self.separator))
            return True
        elif line.startswith("#fields"):
            self.fields = ()
            msg = f"the columns of the #fields line are not separated by {named_separator(self.separator)}"
            found = line.removeprefix("#fields")[:1]
            if found:
                msg += f" but by {named_separator(found)}"
            msg += "; give the file as Zeek wrote it, or name the separator in a line #separator before it"
            raise ValueError(msg)
        return False

    def row(self, line: str) -> dict[str, object]:
        """One row by field name, unset and empty fields left out. Raises ValueError when fields are missing."""
        values = line.rstrip("\r").split(self.separator)
        if len(values) != len(self.fields):
            msg = f"{len(values)} fields where #fields names {len(self.fields)}"
            if len(values) == 1:
                msg = f"1 field where #fields names {len(self.fields)}: the row breaks off, or its columns are not "
                msg += f"separated by {named_separator(self.separator)}"
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
        self.notes = Notes()
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else SENSOR
        self._source = context.source
        self._uids = uids_of(context)
        self._header = ZeekHeader()
        self._header.path = path_of_name(context.name)
        self._refusal: str | None = "a row before any #fields line: this Zeek log has lost its header"
        self._passed_over: str | None = None
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
        """Read lines the fast way all at once; those that do not fit there are found and read by themselves."""
        apart: Sequence[int] = ()
        if self._table is not None:
            try:
                flows += self._table.flows(lines)
            except NeedsCareError as error:
                apart = error.rows
            except ValueError:
                pass
            else:
                return
        if len(lines) == 1:
            self._take_careful(lines[0], number, flows, letters)
        elif apart:
            self._take_apart(apart, lines, number, flows, letters)
        elif lines:
            half = len(lines) // 2
            self._take(lines[:half], number, flows, letters)
            self._take(lines[half:], number + half, flows, letters)

    def _take_careful(self, raw: bytes, number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        try:
            flow = self._read_careful(raw)
        except ValueError as error:
            letters.append(dead(source=self._source, reason=str(error), raw=raw, position=number, site=self._site))
        else:
            if flow is not None:
                flows.append(flow)

    def _take_apart(
        self,
        apart: Sequence[int],
        lines: Sequence[bytes],
        number: int,
        flows: list[Flow],
        letters: list[DeadLetter],
    ) -> None:
        """Read lines of which it is known which ones need care: each by itself, the others as before."""
        start = 0
        for index in (*apart, len(lines)):
            if start < index:
                self._take(lines[start:index], number + start, flows, letters)
            if index < len(lines):
                self._take(lines[index : index + 1], number + index, flows, letters)
            start = index + 1

    def _read_careful(self, raw: bytes) -> Flow | None:
        """One line of any kind: a flow, or None for what is none and no damage either. Raises ValueError."""
        bare = cleaned(raw)
        if not bare.strip():
            return None
        line = bare.decode("utf-8", "replace")
        if line.startswith("#"):
            self._learn(line)
            return None
        if self._passed_over is not None:
            self.notes.pass_over(self._passed_over)
            return None
        if self._refusal is not None:
            raise ValueError(self._refusal)
        return self._flow(self._header.row(line))

    def _flow(self, row: dict[str, object]) -> Flow | None:
        path = self._header.path or "conn"
        if path not in CONNECTION_LOGS:
            flow, operation, doubts = protocol_flow(row, path=path, site=self._site, sensor=self._sensor)
            self.notes.doubt_all(doubts)
            if flow.uid is not None and not self._uids.first_of(flow.uid, operation):
                self.repeats += 1
                return None
            return flow
        flow, totals, doubts = careful_flow(row, site=self._site, sensor=self._sensor)
        self.notes.doubt_all(doubts)
        added = flow.uid and self._uids.difference(flow.uid, totals, ended=CONNECTION_LOGS[path])
        if added is None and flow.uid:
            self.repeats += 1
            return None
        return with_difference(flow, added) if added and added != totals else flow

    def _learn(self, line: str) -> None:
        """Take a comment line; a wrong `#fields` line is told by the rows below it, which are refused."""
        try:
            begins = self._header.learn(line)
        except ValueError as error:
            self._table, self._passed_over, self._refusal = None, None, str(error)
            return
        if begins:
            self._begin_table()

    def _begin_table(self) -> None:
        """Make ready for the rows below a `#fields` line."""
        header = self._header
        path = header.path or "conn"
        self._table = self._passed_over = self._refusal = None
        try:
            refuse_unless_flows(path, frozenset(header.fields))
        except NoFlowsError as error:
            if may_be_passed_over(path):
                self._passed_over = path
            else:
                self._refusal = str(error)
            return
        except ValueError as error:
            self._refusal = str(error)
            return
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


def named_separator(separator: str) -> str:
    """A separator as a message names it."""
    return _SEPARATORS.get(separator, f"{separator!r}")
