"""Takes a row out of what it stands in, and tells what it is: layer by layer, until a row of some format is left.

A document of ECS with the original row inside is told by that row, which says more, and by itself where that is no row
of any format.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from schemas.formats.ecs.document import Document, decode
from schemas.formats.ecs.flow import Read
from schemas.formats.ecs.reader import EcsRows
from schemas.formats.envelopes.headers import behind_header
from schemas.formats.envelopes.inner import ADDED_FIRST, MOST_SHAPES, SHELL, InnerReaders, Kind, Reading, first_keys
from schemas.formats.envelopes.shells import (
    NOWHERE,
    Inside,
    Origin,
    inside_document,
    inside_object,
    is_document,
)
from schemas.formats.json_row import json_row
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.stray_bytes import cleaned

OWN = frozenset({"ecs", "envelope"})
"""The names of the formats of this room (`schemas/formats/names.py`)."""

_MESSAGE = "message"
_ORIGINAL = "event.original"

_LONGEST_PATH = 4_096
"""Linux's longest path (PATH_MAX): what is longer is read with care, and not remembered."""

_DEEPEST = 5
"""Layers that are taken off: a search engine's export of Logstash's object with a line of syslog needs four."""


class InnerRow(Struct, gc=False):
    """A row that was told, and the document of ECS around it, if any: what to read where the row can't be."""

    by: Reading
    row: bytes
    field: str = ""
    document: bytes | None = None


class _WithinError(ValueError):
    """That a row inside could not be read, with the field that it stands in."""


class Teller:
    """Tells what lines are. `notes` counts rows of logs without flows that are known by their file's name."""

    def __init__(self, context: ReaderContext, ecs: EcsRows) -> None:
        self.notes = Notes()
        self._ecs = ecs
        self._inner = InnerReaders(context, OWN)
        self._usual_rows: dict[tuple[str | None, bytes, bytes], Reading] = {}
        self._met_shell = False

    def told(self, line: bytes) -> InnerRow | Read | None:
        """A row and its reader, or what a document of ECS tells itself; None for nothing, and what was counted.

        Raises ValueError and RecursionError for what no format takes.
        """
        usual = self._usual(line) if self._met_shell else None
        return self._told(line, NOWHERE, "", None, _DEEPEST) if usual is None else usual

    def read_again(self, document: bytes) -> Read | None:
        """What a document tells by its own fields. Raises ValueError and RecursionError."""
        return self._ecs.careful(json_row(document))

    def _usual(self, line: bytes) -> InnerRow | Read | None:
        """What the usual object of a shipper holds: a JSON row as text, or a flow in ECS. None for anything else.

        What this gives is what the way with care gives; it only looks at less.
        """
        try:
            document = decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None
        event, text = document.event, document.message
        ends = document.source is not None or document.destination is not None or document.dotted_source is not None
        if ends or event is not None:
            return self._usual_document(document, line)
        if text is None or not text.startswith("{") or document.file is not None:
            return None
        row = text.encode()
        log = document.log
        path = None if log is None or isinstance(log, str) or log.file is None else log.file.path
        known = self._usual_rows.get((path, *first_keys(row)))
        return None if known is None else InnerRow(known, row, _MESSAGE)

    def _usual_document(self, document: Document, line: bytes) -> InnerRow | Read | None:
        """As `_usual`, of what may be a document of ECS: the row in it, or what it tells itself."""
        event, text = document.event, document.message
        original = None if event is None or isinstance(event, str) else event.original
        if text is None and original is None:
            return self._read_of(document) if document.log is None else None
        text = text if original is None else original
        if text is None or not text.startswith("{") or document.file is not None:
            return None
        row = text.encode()
        known = self._usual_rows.get((_path(document), *first_keys(row)))
        if known is None:
            return None
        return InnerRow(known, row, _MESSAGE if original is None else _ORIGINAL, line if document.has_end else None)

    def _read_of(self, document: Document) -> Read | None:
        try:
            return self._ecs.usual(document)
        except ValueError:
            return None

    def _remember(self, document: Document, told: InnerRow) -> None:
        """That rows of a file which begin with the same keys have this reader.

        What Beats and Logstash put before a row says nothing of it (`InnerReaders.kind_of`).
        """
        path = _path(document)
        if first_keys(told.row)[0].startswith(ADDED_FIRST) or len(path or "") > _LONGEST_PATH:
            return
        if len(self._usual_rows) >= MOST_SHAPES:
            self._usual_rows.clear()
        self._usual_rows[(path, *first_keys(told.row))] = told.by

    def _told(
        self, line: bytes, origin: Origin, field: str, document: bytes | None, layers: int
    ) -> InnerRow | Read | None:
        """A row and its reader; or what a document of ECS tells: a flow, or None for nothing. Raises ValueError."""
        if line[:1] != b"{":
            line = cleaned(line).lstrip()
            if not line.startswith(b"{"):
                behind = behind_header(line)
                if behind is not None and layers:
                    return self._told(behind, origin, field, document, layers - 1)
                if not line and layers == _DEEPEST:
                    return None
                if not line:
                    msg = "nothing behind the header"
                    raise ValueError(msg)
                return InnerRow(self._inner.table(line, origin), line, field, document)
        return self._of_kind(self._inner.kind_of(line, origin), line, origin, field, document, layers)

    def _of_kind(  # noqa: PLR0913, PLR0917 - one row on its way
        self, kind: Kind, line: bytes, origin: Origin, field: str, document: bytes | None, layers: int
    ) -> InnerRow | Read | None:
        if kind.other_log is not None:
            self.notes.pass_over(kind.other_log)
            return None
        if kind.format is not None and kind.format != SHELL:
            self._met_shell = bool(field)
            return InnerRow(self._inner.reader(kind.format, origin), line, field, document)
        if not layers:
            msg = f"a row inside more than {_DEEPEST} objects"
            raise ValueError(msg)
        return self._opened(line, origin, field, layers)

    def _opened(self, line: bytes, origin: Origin, field: str, layers: int) -> InnerRow | Read | None:
        """What stands inside a shipper's object, or what it tells itself."""
        self._met_shell = True
        document, row, inside = self._looked_into(line, origin)
        of_document = is_document(row) if row is not None else document is not None and document.has_end
        if inside is None:
            read = None if document is None else self._read_of(document)
            if read is not None:
                return read
            row = json_row(line) if row is None else row
            if is_document(row):
                return self._ecs.careful(row)
            kind = self._inner.kind_of_whole(line, origin)
            if kind.format == SHELL:
                raise ValueError(self._inner.refusal(line, origin))
            return self._of_kind(kind, line, origin, field, None, layers)
        within = f"{field}.{inside.field}" if field else inside.field
        try:
            told = self._told(inside.row, inside.origin, within, line if of_document else None, layers - 1)
        except (ValueError, RecursionError) as error:
            if of_document:
                return self._ecs.careful(json_row(line))
            msg = str(error) if isinstance(error, _WithinError) else f"in its field {within}: {error}"
            raise _WithinError(msg) from error
        if isinstance(told, InnerRow) and document is not None and told.field in {_MESSAGE, _ORIGINAL}:
            self._remember(document, told)
        return told

    @staticmethod
    def _looked_into(line: bytes, origin: Origin) -> tuple[Document | None, Mapping[str, object] | None, Inside | None]:
        """An object as it could be read, with types or without, and the row inside it."""
        try:
            document = decode(line)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            row = json_row(line)
            return None, row, inside_object(row, origin)
        inside = inside_document(document, origin)
        if inside is not None or document.has_end:
            return document, None, inside
        row = json_row(line)
        return document, row, inside_object(row, origin)


def _path(document: Document) -> str | None:
    log = document.log
    return None if log is None or isinstance(log, str) or log.file is None else log.file.path
