"""Illumio's traffic as a table (CSV): what the web console exports, and what scripts on its API write.

Headings changed with versions: Consumer and Provider became Source and Destination. They are told by their words.
"""

import csv
import re
from collections.abc import Sequence

_UNCLEAN = re.compile(r"[^a-z0-9]+")

HEADINGS: dict[str, str] = {
    **dict.fromkeys(("src ip", "source ip", "consumer ip", "source ip address"), "source"),
    **dict.fromkeys(("dst ip", "destination ip", "provider ip", "destination ip address"), "target"),
    **dict.fromkeys(("port", "dst port", "destination port", "provider port", "service port"), "port"),
    **dict.fromkeys(("protocol", "proto", "service protocol"), "proto"),
    **dict.fromkeys(("policy decision", "reported policy decision", "pd"), "decision"),
    **dict.fromkeys(("first detected", "first seen", "timestamp"), "start"),
    **dict.fromkeys(("last detected", "last seen"), "end"),
    **dict.fromkeys(("connection state", "flow state", "state"), "state"),
    **dict.fromkeys(("bytes in", "dst bi", "dst bytes in", "destination bytes in"), "in"),
    **dict.fromkeys(("bytes out", "dst bo", "dst bytes out", "destination bytes out"), "out"),
    **dict.fromkeys(("reported by", "flow direction", "direction", "dir"), "view"),
    "icmp type": "type",
    "icmp code": "code",
}
"""A heading, in lower case with blanks between its words, and the field that it names."""

_NEEDED = frozenset({"source", "target", "proto", "start", "decision"})

_BOTH = re.compile(r"\s*([0-9]+)\s*[ /]\s*([A-Za-z]+)\s*")


class NoTableError(ValueError):
    """A line that is no row of a table: it could not be taken apart."""


def cells_of(text: str) -> list[str]:
    """The cells of one line."""
    try:
        return next(csv.reader([text], strict=False), [])
    except csv.Error as error:
        msg = f"no row of a table: {error}"
        raise NoTableError(msg) from error


def columns_of(cells: Sequence[str]) -> tuple[str | None, ...] | None:
    """What each column holds, by its heading; None for cells that are no headings of Illumio's traffic."""
    columns = tuple(HEADINGS.get(_UNCLEAN.sub(" ", cell.lower()).strip()) for cell in cells)
    return columns if set(columns) >= _NEEDED else None


def fields_of(cells: Sequence[str], columns: Sequence[str | None]) -> dict[str, object]:
    """A row by the names of `schemas/formats/illumio/traffic.py`; of two columns of one kind the first that is filled.

    Raises ValueError for one with another number of cells than the headings.
    """
    if len(cells) != len(columns):
        msg = f"a row of {len(cells)} cells under {len(columns)} headings"
        raise ValueError(msg)
    found: dict[str, object] = {}
    for name, cell in zip(columns, cells, strict=True):
        if name is not None and cell.strip() and name not in found:
            found[name] = cell.strip()
    both = _BOTH.fullmatch(str(found.get("port", "")))
    if both is not None:
        found["port"] = both[1]
        found.setdefault("proto", both[2])
    return found
