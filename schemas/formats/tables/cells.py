"""A line of a table as cells, and what its first line is: headings, or a row already."""

import csv

DELIMITERS: tuple[str, ...] = (",", ";", "\t", "|")
"""What tables are separated by, the likelier first. A convention of spreadsheets and of flow tools."""

_LEAST_HEADINGS = 3


def cells_of(text: str, delimiter: str) -> list[str]:
    """The cells of one line, without blanks around them; quoted ones may hold the delimiter.

    Raises ValueError for a quote without its end: a cell that goes on in the next line is not read.
    """
    if '"' not in text:
        return [cell.strip() for cell in text.split(delimiter)]
    try:
        rows = list(csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error as error:
        msg = f"no row of a table: {error}"
        raise ValueError(msg) from error
    return [cell.strip() for cell in rows[0]] if rows else []


def delimiter_of(text: str) -> str:
    """What separates the cells of a heading: the one that is there most often; a comma where none is."""
    return max(DELIMITERS, key=lambda delimiter: (text.count(delimiter), -DELIMITERS.index(delimiter)))


def without_empty_end(cells: list[str]) -> list[str]:
    """Headings without the empty ones at their end, which a trailing delimiter leaves."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def looks_like_headings(line: bytes) -> bool:
    """Whether a line is the headings of a table: three words at least, none of which begins as a number does.

    A row of flows has a time or an address in it, and those begin with a digit (of IPv6 one in many does not, but the
    time beside it does).
    """
    bare = line.strip()
    if not bare or bare[:1] in b"{[#<0123456789":
        return False
    try:
        text = bare.decode()
    except UnicodeDecodeError:
        return False  # a piece of a binary file
    cells = without_empty_end(text.split(delimiter_of(text)))
    words = [cell.strip(' "') for cell in cells]
    return len(words) >= _LEAST_HEADINGS and all(word and not _begins_as_number(word) for word in words)


def _begins_as_number(word: str) -> bool:
    return word[0].isdigit() or (word[0] in "+-." and word[1:2].isdigit())
