"""Reads rows that stand inside something: a shipper's object, a header of syslog or of a container's log, or nothing.

Each row is taken out, told by its content, and read by the reader of its format. What could not be read is a dead
letter with the bytes and the place of the outer row, and says in which field the row stood. A document of ECS with
the original row inside is read by that row, which tells more; where that fails, by its own fields.
"""

from collections.abc import Mapping, Sequence

import msgspec
import orjson
from msgspec import Struct

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.ecs.document import Document, Event, decode
from schemas.formats.ecs.reader import EcsRows
from schemas.formats.envelopes.headers import behind_header
from schemas.formats.envelopes.inner import MOST_SHAPES, SHELL, InnerReaders, Kind, Reading, first_keys
from schemas.formats.envelopes.shells import NOWHERE, Inside, Origin, at, inside_document, inside_object
from schemas.formats.memory import Record
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.stray_bytes import cleaned

OWN = frozenset({"ecs", "envelope"})
"""The names of the formats that this reader is for (`schemas/formats/names.py`)."""

_MESSAGE = "message"

_DEEPEST = 5
"""Layers that are taken off: a search engine's export of Logstash's object with a line of syslog needs four."""


class _Row(Struct, gc=False):
    """A row that was told, and the document of ECS around it, if any: what to read where the row can't be."""

    by: Reading
    row: bytes
    field: str = ""
    document: bytes | None = None


class _Run:
    """Rows of one reader that stand one after another: read together, since tables read many rows at once."""

    def __init__(self) -> None:
        self.reader: RecordReader | None = None
        self.rows: list[_Row] = []
        self.indices: list[int] = []

    def begin(self, row: _Row, index: int) -> None:
        """Begin with a row; those before were read."""
        self.reader = row.by.reader
        self.rows = [row]
        self.indices = [index]


class _WithinError(ValueError):
    """That a row inside could not be read, with the field that it stands in."""


class EnvelopeReader:
    """Reads rows of any format, each told by itself; see `RecordReader`."""

    def __init__(self, context: ReaderContext) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._inner = InnerReaders(context, OWN)
        self._ecs = EcsRows(context)
        self._usual_rows: dict[tuple[str | None, bytes, bytes], Reading] = {}
        self._met_shell = False

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Record], list[DeadLetter]]:
        """The records of some lines; see `RecordReader`."""
        records: list[Record] = []
        letters: list[DeadLetter] = []
        run = _Run()
        for index, line in enumerate(lines):
            try:
                told = self._usual(line) if self._met_shell else None
                if told is None:
                    told = self._told(line, NOWHERE, "", None, _DEEPEST)
            except (ValueError, RecursionError) as error:
                if line.strip():
                    letters.append(self._letter(line, str(error), index + first_line_number))
                continue
            if isinstance(told, _Row):
                if told.document is None and told.by.reader is run.reader:
                    run.rows.append(told)
                    run.indices.append(index)
                    continue
                self._read(run, lines, first_line_number, records, letters)
                run.begin(told, index)
                if told.document is None:
                    continue
            self._read(run, lines, first_line_number, records, letters)
            if isinstance(told, Flow):
                records.append(told)
        self._read(run, lines, first_line_number, records, letters)
        self._ecs.trim()
        self.notes.add(self._ecs.notes.take())
        self.repeats += self._ecs.repeats
        self._ecs.repeats = 0
        if len(letters) > 1:
            letters.sort(key=lambda letter: letter.position or 0)
        return records, letters

    def told_as(self, line: bytes) -> tuple[str, str, bytes] | None:
        """What a line is told to be: a format, the field that its row stands in, and the row; None for nothing.

        For showing it to a person: what it tells is not counted. Raises ValueError for what no format takes.
        """
        told = self._told(line, NOWHERE, "", None, _DEEPEST)
        if isinstance(told, _Row):
            return told.by.format, told.field, told.row
        return None if told is None and not line.strip() else ("ecs", "", line)

    def _usual(self, line: bytes) -> _Row | Flow | None:
        """What the usual object of a shipper holds: a JSON row as text, or a flow in ECS. None for anything else.

        What this gives is what the way with care gives; it only looks at less.
        """
        try:
            document = decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        text, event = document.message, document.event
        if document.source is not None or document.destination is not None:
            if text is None and document.log is None and (event is None or not _original(event)):
                return self._flow_of(document)
            return None
        if text is None or not text.startswith("{") or event is not None or document.file is not None:
            return None
        row = text.encode()
        known = self._usual_rows.get((_path(document), *first_keys(row)))
        return None if known is None else _Row(known, row, _MESSAGE)

    def _flow_of(self, document: Document) -> Flow | None:
        try:
            return self._ecs.fast(document)
        except ValueError:
            return None

    def _remember(self, document: Document, told: _Row) -> None:
        """That rows of a file which begin with the same keys have this reader."""
        if len(self._usual_rows) >= MOST_SHAPES:
            self._usual_rows.clear()
        self._usual_rows[(_path(document), *first_keys(told.row))] = told.by

    def _told(self, line: bytes, origin: Origin, field: str, document: bytes | None, layers: int) -> _Row | Flow | None:
        """A row and its reader; or what a document of ECS tells: a flow, or None for nothing. Raises ValueError."""
        if line[:1] != b"{":
            line = cleaned(line).lstrip()
            if not line.startswith(b"{"):
                behind = behind_header(line)
                if behind is not None and layers:
                    return self._told(behind, origin, field, document, layers - 1)
                if not line:
                    return None
                return _Row(self._inner.table(line, origin), line, field, document)
        return self._of_kind(self._inner.kind_of(line, origin), line, origin, field, document, layers)

    def _of_kind(  # noqa: PLR0913, PLR0917 - one row on its way
        self, kind: Kind, line: bytes, origin: Origin, field: str, document: bytes | None, layers: int
    ) -> _Row | Flow | None:
        if kind.other_log is not None:
            self.notes.pass_over(kind.other_log)
            return None
        if kind.format is not None and kind.format != SHELL:
            self._met_shell = bool(field)
            return _Row(self._inner.reader(kind.format, origin), line, field, document)
        if not layers:
            msg = f"a row inside more than {_DEEPEST} objects"
            raise ValueError(msg)
        return self._opened(line, origin, field, layers)

    def _opened(self, line: bytes, origin: Origin, field: str, layers: int) -> _Row | Flow | None:
        """What stands inside a shipper's object, or what it tells itself."""
        self._met_shell = True
        document, row, inside = self._looked_into(line, origin)
        is_document = _has_end(document) if row is None else _is_ecs(row)
        if inside is None:
            flow = None if document is None else self._flow_of(document)
            if flow is not None:
                return flow
            row = _object(line) if row is None else row
            if _is_ecs(row):
                return self._ecs.careful(row)
            kind = self._inner.kind_of_whole(line, origin)
            if kind.format == SHELL:
                raise ValueError(self._inner.refusal(line, origin))
            return self._of_kind(kind, line, origin, field, None, layers)
        within = f"{field}.{inside.field}" if field else inside.field
        try:
            told = self._told(inside.row, inside.origin, within, line if is_document else None, layers - 1)
        except (ValueError, RecursionError) as error:
            if is_document:
                return self._ecs.careful(_object(line))
            msg = str(error) if isinstance(error, _WithinError) else f"in its field {within}: {error}"
            raise _WithinError(msg) from error
        if isinstance(told, _Row) and document is not None and told.field == _MESSAGE and told.document is None:
            self._remember(document, told)
        return told

    @staticmethod
    def _looked_into(line: bytes, origin: Origin) -> tuple[Document | None, Mapping[str, object] | None, Inside | None]:
        """An object as it could be read, with types or without, and the row inside it."""
        try:
            document = decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            row = _object(line)
            return None, row, inside_object(row, origin)
        inside = inside_document(document, origin)
        if inside is not None or _has_end(document):
            return document, None, inside
        row = _object(line)
        return document, row, inside_object(row, origin)

    def _read(
        self,
        run: _Run,
        lines: Sequence[bytes],
        first_line_number: int,
        records: list[Record],
        letters: list[DeadLetter],
    ) -> None:
        """Read the rows of a run by their reader, and begin another."""
        reader = run.reader
        if reader is None:
            return
        before = reader.repeats
        found, refused = reader.read([row.row for row in run.rows], 0)
        records += found
        self.repeats += reader.repeats - before
        self.notes.add(reader.notes.take())
        for letter in refused:
            row, index = run.rows[letter.position or 0], run.indices[letter.position or 0]
            if row.document is not None:
                try:
                    flow = self._ecs.careful(_object(row.document))
                except (ValueError, RecursionError):
                    pass
                else:
                    records += [] if flow is None else [flow]
                    continue
            reason = f"in its field {row.field}: {letter.reason}" if row.field else letter.reason
            letters.append(self._letter(lines[index], reason, index + first_line_number))
        run.reader = None

    def _letter(self, line: bytes, reason: str, number: int) -> DeadLetter:
        return dead(source=self._source, reason=reason, raw=line, position=number, site=self._site)


def _object(line: bytes) -> Mapping[str, object]:
    try:
        row = orjson.loads(cleaned(line))
    except orjson.JSONDecodeError as error:
        msg = f"no JSON object: {error}"
        raise ValueError(msg) from error
    if not isinstance(row, dict):
        msg = f"no JSON object but a {type(row).__name__}"
        raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
    return row


def _is_ecs(row: Mapping[str, object]) -> bool:
    """Whether an object is a document of ECS: with an address, or with Elastic's words for what it is."""
    if at(row, "source.ip") is not None or at(row, "destination.ip") is not None:
        return True
    return at(row, "ecs.version") is not None and at(row, "event.dataset") is not None


def _has_end(document: Document | None) -> bool:
    """Whether a document tells an address."""
    if document is None:
        return False
    source, destination = document.source, document.destination
    return (source is not None and not isinstance(source, str) and source.ip is not None) or (
        destination is not None and destination.ip is not None
    )


def _original(event: str | Event) -> str | None:
    return event if isinstance(event, str) else event.original


def _path(document: Document) -> str | None:
    log = document.log
    return None if log is None or isinstance(log, str) or log.file is None else log.file.path
