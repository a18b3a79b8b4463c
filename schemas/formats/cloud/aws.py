"""AWS VPC flow logs as text, one row a line: of S3 with their header, of CloudWatch without one, and in its JSON.

A header row says which fields there are and in which order, wherever it stands; without one they are those of the
default format. Rows of one direction are joined into two-way flows (`schemas/formats/one_way/joining.py`).
"""

from collections.abc import Iterator, Sequence

import orjson

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.cloud.aws_many import ManyRows
from schemas.formats.cloud.aws_row import (
    ACTIONS,
    DEFAULT_FIELDS,
    KNOWN_FIELDS,
    STATUSES,
    Columns,
    NoDataError,
    header_fields,
)
from schemas.formats.cloud.views import views_of
from schemas.formats.format import Format, Head
from schemas.formats.notes import Notes
from schemas.formats.one_way.joining import Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned

SENSOR = "aws-vpc"

CONTROL_MESSAGE = "CONTROL_MESSAGE"
"""CloudWatch's test whether a subscription's receiver is there: no rows."""

_CUSTOM = (
    "without a header row only AWS's default format (version 2, 14 fields) is known: put the fields of the custom "
    "format, separated by spaces, into a first line"
)


class AwsVpcReader:
    """Reads one log; see `RecordReader`. Rows that another interface has told already are repeats."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._context = context
        self._joiner = Joiner(context, SENSOR)
        self._views = views_of(context)
        self._columns: Columns | None = Columns()
        self._many: ManyRows | None = ManyRows(DEFAULT_FIELDS)
        self._without = _CUSTOM
        """Why rows can't be read: in `_columns` of None, and in a row of another length than the default format's."""

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        self._rows(lines, first_line_number, flows, letters)
        return flows, letters

    def _rows(self, lines: Sequence[bytes], number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        """Lines all at once where they are plain rows, else those between the others at once, else one by one."""
        if self._usual(lines, flows):
            return
        others = [place for place, line in enumerate(lines) if b"DATA" in line or not line[:1].isdigit()]
        if not others:
            for place, line in enumerate(lines, number):
                self._row(line, place, flows, letters)
            return
        begin = 0
        for place in others:
            self._rows(lines[begin:place], number + begin, flows, letters)
            self._other(lines[place], number + place, flows, letters)
            begin = place + 1
        self._rows(lines[begin:], number + begin, flows, letters)

    def _usual(self, lines: Sequence[bytes], flows: list[Flow]) -> bool:
        """Whether lines were plain rows, which are read now; nothing is noted where they were not."""
        if self._many is None or not lines:
            return not lines
        try:
            halves, directions, interfaces = self._many.told(lines)
        except (ValueError, LookupError):
            return False
        ends = [half.end for half in halves]
        counted = self._views.counted(directions, interfaces, ends)
        if not all(counted):
            halves = [half for half, counts in zip(halves, counted, strict=True) if counts]
            self.repeats += len(counted) - len(halves)
        flows += self._joiner.each(halves)
        return True

    def _other(self, line: bytes, number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        if line[:1] == b"{":
            self._events(line, number, flows, letters)
        else:
            self._row(line, number, flows, letters)

    def _row(self, line: bytes, number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        columns = self._columns
        try:
            if columns is None:
                raise ValueError(self._without)  # noqa: TRY301 - as any row that can't be read
            half, direction, interface, doubts = columns.told(_words(line.decode(), len(columns.fields)))
        except NoDataError as nothing:
            self.notes.pass_over(str(nothing))
            return
        except ValueError as error:
            self._otherwise(line, number, str(error), flows, letters)
            return
        if doubts:
            self.notes.doubt_all(doubts)
        if self._views.counts(direction, interface, half.end):
            flows.append(self._joiner.flow(half))
        else:
            self.repeats += 1

    def _otherwise(self, line: bytes, number: int, reason: str, flows: list[Flow], letters: list[DeadLetter]) -> None:
        """A line that is no row as it stands: nothing, a header, one with stray bytes, or a dead letter."""
        if not line.strip():
            return
        try:
            bare = cleaned(line)
            fields = header_fields(bare.decode().split())
            if fields is not None:
                self._columns = self._many = None
                self._columns, self._many, self._without = Columns(fields), ManyRows(fields), ""
                return
            if bare != line:
                self._row(bare, number, flows, letters)
                return
        except ValueError as error:
            reason = str(error)
            if self._columns is None:
                self._without = reason
        if self._columns is not None and self._without and len(line.split()) != len(DEFAULT_FIELDS):
            reason = f"a row of {len(line.split())} fields: {self._without}"
        letters.append(self._dead(reason, line, number))

    def _events(self, line: bytes, number: int, flows: list[Flow], letters: list[DeadLetter]) -> None:
        """Rows as CloudWatch hands them on: a subscription's message of many, or one event."""
        try:
            messages = list(_messages(orjson.loads(line)))
        except ValueError as error:
            letters.append(self._dead(f"no JSON of CloudWatch: {error}", line, number))
            return
        for message in messages:
            if message is None:
                self.notes.pass_over(CONTROL_MESSAGE)
            elif message.strip():
                self._row(message.encode(), number, flows, letters)

    def _dead(self, reason: str, line: bytes, number: int) -> DeadLetter:
        context = self._context
        return dead(source=context.source, reason=reason, raw=line, position=number, site=context.site)


def _words(text: str, count: int) -> list[str]:
    words = text.split()
    extra = len(words) - count
    # What CloudWatch puts before a row: its export a time, `aws logs tail` a time and the stream's name.
    return words[extra:] if extra in {1, 2} and words[0][:2] == "20" and "T" in words[0] else words


def _messages(row: object) -> Iterator[str | None]:
    """The rows in one JSON object of CloudWatch; None for one that holds none. Raises ValueError."""
    if isinstance(row, dict):
        events = row.get("logEvents", [row])
        if row.get("messageType") == CONTROL_MESSAGE:
            yield None
            return
        if isinstance(events, list):
            for event in events:
                message = event.get("message") if isinstance(event, dict) else None
                if not isinstance(message, str):
                    msg = "an event without a text in its field message"
                    raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
                yield message
            return
    msg = "no object with logEvents or message"
    raise ValueError(msg)


def _is_default_row(words: Sequence[str]) -> bool:
    row = words[-len(DEFAULT_FIELDS) :]
    return (
        len(DEFAULT_FIELDS) <= len(words) <= len(DEFAULT_FIELDS) + 2
        and row[0] == "2"
        and row[-1] in STATUSES
        and row[-2] in ACTIONS
    )


def _is_aws(head: Head) -> bool:
    row = head.json_object
    if row is not None:
        try:
            first = next(_messages(row), None)
        except ValueError:
            return False
        return row.get("messageType") == CONTROL_MESSAGE if first is None else _is_default_row(first.split())
    words = head.first.decode("utf-8", "replace").split()
    if _is_default_row(words):
        return True
    fields = header_fields(words)
    if fields is None:
        return False
    Columns(fields)
    return True


AWS_VPC = Format(
    reader=AwsVpcReader,
    recognises=_is_aws,
    headings=tuple(f"{field} ".encode() for field in sorted(KNOWN_FIELDS)),
    memory=HalvesMemory,
)
"""AWS VPC flow logs."""
