"""A template, and the layout that is compiled from it: one `struct` that reads only the fields that are wanted.

A template is kept as bytes (`Template.packed`), equal for equal templates whoever told them, and compiled when the
first data comes for it.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from struct import Struct as Binary

from msgspec import Struct

from schemas.formats.netflow.wire.elements import Kind, element

VARIABLE = 65_535
"""The length of a field whose length each record tells (RFC 7011, 7)."""

MOST_FIELDS = 1_024
"""Fields of one template. A convention: the longest in the field (nProbe's) have some hundred."""

_FIELD = Binary("!IHH")
_HEAD = Binary("!BH")
_NUMBERS = {1: "B", 2: "H", 4: "I", 8: "Q"}
_REALS = {4: "f", 8: "d"}
_LONG = 255
"""In a record, a first byte of 255 says that two bytes with the length follow (RFC 7011, 7)."""

Value = int | float | bytes
Columns = dict[str, Sequence[Value]]
"""The values of some records by field: numbers as int, addresses, MACs and NTP times as their bytes."""


class Template(Struct, frozen=True, gc=False):
    """The fields of one template: (enterprise, number, length) each, the first `scopes` of an options template."""

    fields: tuple[tuple[int, int, int], ...]
    options: bool = False
    scopes: int = 0

    def packed(self) -> bytes:
        """As it is remembered."""
        return _HEAD.pack(self.options, self.scopes) + b"".join(_FIELD.pack(*field) for field in self.fields)


def unpacked_template(packed: bytes) -> Template:
    """A template as it was. Raises ValueError for bytes that are none."""
    if len(packed) <= _HEAD.size or (len(packed) - _HEAD.size) % _FIELD.size:
        msg = f"{len(packed)} bytes that are no template"
        raise ValueError(msg)
    options, scopes = _HEAD.unpack_from(packed)
    return Template(tuple(_FIELD.iter_unpack(packed[_HEAD.size :])), bool(options), scopes)


def checked(template: Template) -> Template:
    """The template. Raises ValueError for one that no record can have."""
    if len(template.fields) > MOST_FIELDS:
        msg = f"a template of {len(template.fields)} fields: more than {MOST_FIELDS} are not taken"
        raise ValueError(msg)
    if not any(length for _, _, length in template.fields):
        msg = "a template whose records would be empty"
        raise ValueError(msg)
    return template


class _Run:
    """Neighbouring fields of fixed length: their `struct`, and which are wanted, by name and kind."""

    def __init__(self, fields: Sequence[tuple[int, int, int]], taken: set[str]) -> None:
        code, skipped = ["!"], 0
        self.wanted: list[tuple[str, Kind, int]] = []
        for enterprise, number, length in fields:
            found = element(enterprise, number, length)
            if found is None or found[0] in taken:
                skipped += length
                continue
            name, kind = found
            taken.add(name)  # of a field that stands twice the first is the outer one (RFC 7011, 8)
            if skipped:
                code.append(f"{skipped}x")
                skipped = 0
            numbers = _NUMBERS if kind == "number" else _REALS if kind == "real" else {}
            code.append(numbers.get(length, f"{length}s"))
            self.wanted.append((name, kind, length))
        if skipped:
            code.append(f"{skipped}x")
        self.binary = Binary("".join(code))


class Layout:
    """Reads the records of one template."""

    def __init__(self, template: Template) -> None:
        self.options = template.options
        taken: set[str] = set()
        runs: list[_Run] = []
        begun: list[tuple[int, int, int]] = []
        for field in template.fields:
            if field[2] == VARIABLE:
                runs.append(_Run(begun, taken))
                begun = []
            else:
                begun.append(field)
        self._last = _Run(begun, taken)
        self._runs = runs
        wanted = [field for run in (*runs, self._last) for field in run.wanted]
        self.names = tuple(name for name, _, _ in wanted)
        self._odd = frozenset(name for name, kind, length in wanted if kind == "number" and length not in _NUMBERS)
        self.least = sum(run.binary.size for run in runs) + len(runs) + self._last.binary.size
        """Bytes of the shortest record."""

    def columns(self, body: bytes) -> tuple[int, Columns]:
        """How many records a set holds, and their values. What is left at its end is padding.

        Raises ValueError for a record that breaks off within a field of variable length.
        """
        if self._runs:
            rows = self._variable_rows(body)
            count = len(rows)
        else:
            size = self._last.binary.size
            count = len(body) // size
            if size < 8:  # padding of up to 7 bytes looks like records of its own
                count = -(-len(body[: count * size].rstrip(b"\0")) // size)
            rows = list(self._last.binary.iter_unpack(memoryview(body)[: count * size]))
        columns: Columns = dict(zip(self.names, zip(*rows, strict=True), strict=True)) if count else {}
        for name in self._odd & columns.keys():
            columns[name] = tuple(map(int.from_bytes, columns[name], repeat("big")))  # type: ignore[arg-type]
        return count, columns

    def _variable_rows(self, body: bytes) -> list[tuple[Value, ...]]:
        rows: list[tuple[Value, ...]] = []
        at, end = 0, len(body)
        while end - at >= self.least:
            if end - at < 8 and not any(body[at:]):
                break
            row: tuple[Value, ...] = ()
            for run in self._runs:
                at, values = _taken(run.binary, body, at)
                row += values
                at = _past(body, at)
            at, values = _taken(self._last.binary, body, at)
            rows.append(row + values)
        return rows


def _taken(binary: Binary, body: bytes, at: int) -> tuple[int, tuple[Value, ...]]:
    after = at + binary.size
    if after > len(body):
        msg = f"a record breaks off after {len(body)} bytes of its set"
        raise ValueError(msg)
    return after, binary.unpack_from(body, at)


def _past(body: bytes, at: int) -> int:
    """Where the field of variable length that begins here ends."""
    length = body[at] if at < len(body) else 0
    after = at + 1 + length
    if length == _LONG:
        after = at + 3 + int.from_bytes(body[at + 1 : at + 3], "big")
    if after > len(body) or at >= len(body):
        msg = f"a field of variable length goes past the {len(body)} bytes of its set"
        raise ValueError(msg)
    return after


@lru_cache(maxsize=4_096)
def layout_of(packed: bytes) -> Layout:
    """The layout of a template as it is remembered. Those used last are kept: a plant's exporters share some dozen."""
    return Layout(unpacked_template(packed))
