"""The first rows of a file, with its headings: as much of it as tells what it holds."""

from pathlib import Path

from msgspec import Struct

from schemas.bounds import MAX_RECORD_BYTES
from schemas.formats.registry import HEADINGS, cutter_for
from schemas.formats.stray_bytes import overlong_reason
from streams.sources.captures.metered import rows_of
from streams.sources.files.paths import UNREADABLE, chunks, open_bytes

_MOST_HEADINGS = 1_000
"""Lines before the first row that are read besides: Zeek's header has eight."""


class PeekedRow(Struct, frozen=True):
    """One row and where it stands. `refusal` is why it was not even read as a row; None where it was."""

    row: bytes
    place: str
    refusal: str | None = None


def first_rows(path: Path, most: int, file_format: str | None = None) -> list[PeekedRow]:
    """Up to `most` rows of a file, and its headings. Raises OSError where it can't be opened."""
    rows: list[PeekedRow] = []
    left = most
    with open_bytes(path) as packed, rows_of(packed, file_format or "auto", str(path)) as stream:
        cutter, broken = None, None
        try:
            for chunk in chunks(stream):
                cutter = cutter_for(chunk, file_format) if cutter is None else cutter
                lines = cutter.feed(chunk)
                left -= _take(rows, lines.lines, lines.first_number, path, left)
                rows += [
                    PeekedRow(one.head, f"{path}:{one.number}", overlong_reason(one.head, one.size, MAX_RECORD_BYTES))
                    for one in lines.overlong
                ]
                if left <= 0 or len(rows) > most + _MOST_HEADINGS:
                    return rows
        except UNREADABLE as error:
            why = str(error) or type(error).__name__
            broken = PeekedRow(b"", str(path), f"the file breaks off or is damaged: {why}")
        rest = None if cutter is None else cutter.finish()
        if rest is not None:
            _take(rows, rest.lines, rest.first_number, path, left)
    return rows if broken is None else [*rows, broken]


def _take(rows: list[PeekedRow], lines: list[bytes], number: int, path: Path, left: int) -> int:
    """Add lines up to `left` rows; how many rows they were, headings and blank lines not counted."""
    taken = 0
    for line in lines:
        if taken >= left:
            break
        if line.strip():
            rows.append(PeekedRow(line, f"{path}:{number}"))
            taken += not line.startswith(HEADINGS)
        number += 1
    return taken
