"""The first rows of a table, or of JSON objects, as columns with their values."""

from collections.abc import Sequence
from typing import Literal

import orjson
from msgspec import Struct

from schemas.formats.stray_bytes import BYTE_ORDER_MARK
from schemas.formats.tables.cells import cells_of, delimiter_of, looks_like_headings, without_empty_end

MOST_ROWS = 500
"""Looked at: more tell little."""

_DEEPEST = 6
_MOST_COLUMNS = 512


class Table(Struct, frozen=True):
    """`columns` are the values of each, by its heading or by its key with dots. `made_up` headings stand in no line."""

    form: Literal["csv", "json"]
    columns: dict[str, list[str]]
    rows: int
    delimiter: str | None = None
    made_up: bool = False


def table_of(lines: Sequence[bytes]) -> Table:
    """The columns of some first lines. Raises ValueError for what is neither a table nor JSON objects."""
    texts = [text for line in lines if (text := _text(line).strip())][: MOST_ROWS + 1]
    if not texts:
        msg = "there is nothing in it"
        raise ValueError(msg)
    if texts[0].startswith("{"):
        return _of_objects(texts)
    if texts[0].startswith("["):
        msg = "one JSON array; `jq -c '.[]'` makes one object a line of it"
        raise ValueError(msg)
    return _of_cells(texts)


def _of_objects(texts: Sequence[str]) -> Table:
    columns: dict[str, list[str]] = {}
    rows = 0
    for text in texts:
        try:
            found = orjson.loads(text)
        except ValueError:
            continue
        if not isinstance(found, dict):
            continue
        for key, value in _flat(found, "", _DEEPEST):
            if key not in columns and len(columns) >= _MOST_COLUMNS:
                continue
            column = columns.setdefault(key, [])
            column += [""] * (rows - len(column))
            column.append(value)
        rows += 1
    if not rows:
        msg = "no line of it is one whole JSON object"
        raise ValueError(msg)
    return Table("json", {key: [*column, *[""] * (rows - len(column))] for key, column in columns.items()}, rows)


def _flat(found: dict[str, object], before: str, deep: int) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in found.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and deep:
            pairs += _flat(value, f"{name}.", deep - 1)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            pairs.append((name, str(value)))
    return pairs


def _of_cells(texts: Sequence[str]) -> Table:
    delimiter = delimiter_of(texts[0])
    has_headings = looks_like_headings(texts[0].encode())
    first = without_empty_end(cells_of(texts[0], delimiter))
    if len(first) < 3:
        msg = "neither a table with three columns or more nor JSON objects, one a line"
        raise ValueError(msg)
    headings = _apart(first) if has_headings else [f"column {number}" for number in range(1, len(first) + 1)]
    columns: dict[str, list[str]] = {heading: [] for heading in headings}
    rows = 0
    for text in texts[1:] if has_headings else texts:
        try:
            cells = cells_of(text, delimiter)
        except ValueError:
            continue
        if len(cells) < len(headings):
            continue
        for heading, cell in zip(headings, cells, strict=False):
            columns[heading].append(cell)
        rows += 1
    return Table("csv", columns, rows, delimiter, made_up=not has_headings)


def _apart(headings: Sequence[str]) -> list[str]:
    """Headings of which none stands twice: a mapping names the first that is called so."""
    found: dict[str, None] = {}
    for number, heading in enumerate(headings, 1):
        found[heading if heading and heading not in found else f"{heading} #{number}"] = None
    return list(found)


def _text(line: bytes) -> str:
    return line.strip(b"\0").removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace")
