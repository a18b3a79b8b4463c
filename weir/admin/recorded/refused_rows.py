"""Writes the rows of inventories that were refused, to be mended and read again.

As CSV each row stands as it was, under its own headings, behind where it was and why it was refused: mended, the file
can be given to `--assets` as it is, since the columns in front are none that an inventory has.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

import msgspec

from schemas.formats.assets.reading import Reading
from weir.errors import UserError, describe

IN_FRONT = ("refused in", "refused line", "refused column", "refused value", "refused because")


def write_refused(path: Path, readings: Sequence[Reading]) -> None:
    """Write them: as CSV where the file's name says so, else as NDJSON. Raises UserError where it cannot be written."""
    is_csv = path.suffix.lower() == ".csv"
    text = _csv(readings) if is_csv else "".join(_lines(readings))
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        msg = f"--refused {describe(error)}"
        raise UserError(msg) from error


def _csv(readings: Sequence[Reading]) -> str:
    headings = list(dict.fromkeys(heading for reading in readings for heading in reading.headings if heading))
    text = StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([*IN_FRONT, *headings])
    for reading in readings:
        for one in reading.refused:
            in_front = (one.source, one.line, one.column or "", one.value or "", one.reason)
            rows.writerow([*in_front, *_under(headings, reading.headings, one.cells)])
    return text.getvalue()


def _under(headings: Sequence[str], own: Sequence[str], cells: Sequence[str]) -> list[str]:
    """A row's cells under the headings of all files together; what stands under none of its own comes last."""
    by_heading: dict[str, str] = {}
    rest: list[str] = []
    for index, cell in enumerate(cells):
        heading = own[index] if index < len(own) else ""
        if heading and heading not in by_heading:
            by_heading[heading] = cell
        elif cell:
            rest.append(cell)
    return [*(by_heading.get(heading, "") for heading in headings), *rest]


def _lines(readings: Sequence[Reading]) -> Iterable[str]:
    for reading in readings:
        for one in reading.refused:
            yield msgspec.json.encode(one).decode() + "\n"
