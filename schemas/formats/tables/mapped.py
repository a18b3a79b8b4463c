"""Tables and JSON objects that a mapping explains (`mapping.py`): two-way records, or one-way ones that are joined."""

from collections.abc import Callable, Sequence
from operator import itemgetter

import orjson

from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from schemas.formats.format import JSON_ENDINGS, Format
from schemas.formats.notes import Notes
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.row import Row
from schemas.formats.stray_bytes import BYTE_ORDER_MARK, cleaned
from schemas.formats.tables.explained import Explained
from schemas.formats.tables.mapping import MappingRecord, unpacked
from schemas.formats.tables.reading import TableReader
from schemas.formats.tables.usual_rows import UsualRows

_NUMBERS = frozenset({int, float})
"""Without true and false; looking here costs less than `isinstance` with a union of both (measured)."""


class MappedCsvReader(TableReader):
    """Reads a table by a mapping."""

    def __init__(self, context: ReaderContext, mapping: MappingRecord) -> None:
        super().__init__(context, sensor=mapping.name, delimiter=mapping.delimiter)
        self._explained = Explained(mapping, context)
        self._usual = UsualRows(self._explained, tuple(mapping.only))
        self._wanted = frozenset(column for column in self._usual.columns if column is not None)
        self._pick: Callable[[list[str]], tuple[str, ...]] | None = None
        if mapping.headings:
            self.begins(list(mapping.headings))
            self.delimiter = mapping.delimiter or ","

    def names(self, cells: Sequence[str]) -> list[str] | None:
        """The headings, where all mapped columns are among them."""
        return list(cells) if self._wanted <= set(cells) else None

    def lay_out(self, names: Sequence[str]) -> None:
        """Pick the mapped columns; what is not mapped is empty, behind the row."""
        absent = len(names)
        self._pick = itemgetter(*(absent if one is None else names.index(one) for one in self._usual.columns))

    def fast(self, line: bytes) -> Flow:
        """A row without quotes, of TCP or UDP; see `TableReader`."""
        if self._pick is None or b'"' in line or b"\0" in line or line.startswith(BYTE_ORDER_MARK):
            raise LookupError
        cells = line.decode().split(self.delimiter)
        if len(cells) != len(self._headings):
            raise LookupError
        cells.append("")
        return self._usual.flow(self._pick(cells))

    def slow(self, fields: dict[str, str]) -> Flow | None:
        """Any row; see `TableReader`."""
        row = Row(fields)
        if not self._explained.passes(row):
            self.notes.pass_over(f"other rows of {self._explained.mapping.name}")
            return None
        return self._explained.flow(row, self.notes)


class MappedJsonReader:
    """Reads JSON objects, one a line, by a mapping."""

    def __init__(self, context: ReaderContext, mapping: MappingRecord) -> None:
        self.repeats = 0
        self.notes = Notes()
        self._site = context.site
        self._source = context.source
        self._explained = Explained(mapping, context)
        self._usual = UsualRows(self._explained, tuple(mapping.only))
        self._columns = sorted({*self._explained.columns.values(), *mapping.only})
        self._blank = [""] * len(self._usual.columns)
        self._keys = [
            (place, column, tuple(column.split(".")) if "." in column else ())
            for place, column in enumerate(self._usual.columns)
            if column is not None
        ]
        self._service = self._usual.columns.index(mapping.columns.service) if mapping.columns.service else None

    def read(self, lines: Sequence[bytes], first_line_number: int) -> tuple[list[Flow], list[DeadLetter]]:
        """The flows of some lines; see `RecordReader`."""
        flows: list[Flow] = []
        letters: list[DeadLetter] = []
        for number, line in enumerate(lines, first_line_number):
            try:
                flows.append(self._usual.flow(self._texts(orjson.loads(line))))
            except (ValueError, LookupError):
                try:
                    flows += self._careful(line)
                except ValueError as error:
                    reason = str(error)
                    letters.append(dead(source=self._source, reason=reason, raw=line, position=number, site=self._site))
        return flows, letters

    def _texts(self, found: object) -> list[str]:
        """The mapped values of a usual object as texts. Raises LookupError for another."""
        if not isinstance(found, dict):
            raise LookupError  # noqa: TRY004 - what is no object is read with care
        texts = self._blank.copy()
        for place, key, parts in self._keys:
            value: object = found.get(key)
            if value is None:
                if not parts:
                    continue
                value = found
                for part in parts:
                    value = value.get(part) if isinstance(value, dict) else None
                if value is None:
                    continue
            if isinstance(value, str):
                if value.strip() != value:
                    raise LookupError
                texts[place] = value
            elif type(value) in _NUMBERS and place != self._service:
                texts[place] = str(value)
            else:
                raise LookupError
        return texts

    def _careful(self, line: bytes) -> list[Flow]:
        """What a line of any kind is: a flow, or nothing. Raises ValueError."""
        bare = cleaned(line)
        if not bare.strip():
            return []
        try:
            found = orjson.loads(bare)
        except orjson.JSONDecodeError as error:
            msg = f"no JSON object: {error}"
            raise ValueError(msg) from error
        if not isinstance(found, dict):
            msg = f"no JSON object but a {type(found).__name__}"
            raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
        row = Row({column: inner(found, column) for column in self._columns})
        if not self._explained.passes(row):
            self.notes.pass_over(f"other rows of {self._explained.mapping.name}")
            return []
        return [self._explained.flow(row, self.notes)]


def inner(found: dict[str, object], key: str) -> object:
    """What stands under a key, or under its parts between dots; None where nothing does."""
    if key in found:
        return found[key]
    value: object = found
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def mapped_format(format_name: str) -> Format:
    """The format that a name with a mapping in it means. Raises ValueError."""
    mapping = unpacked(format_name)
    is_csv = mapping.format == "csv"

    def reader(context: ReaderContext) -> RecordReader:
        return MappedCsvReader(context, mapping) if is_csv else MappedJsonReader(context, mapping)

    return Format(
        reader=reader,
        endings=("csv",) if is_csv else JSON_ENDINGS,
        memory=HalvesMemory if mapping.records == "one-way" else None,
    )
