"""The bytes of an inventory as text, whatever a spreadsheet saved them as."""

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

NO_UTF8 = "the file is no UTF-8; it is read as Windows-1252 (western Europe): if letters look wrong, save it as UTF-8"
"""What is said of a file whose encoding is guessed."""

_WORKBOOKS = {
    b"PK\x03\x04": "a workbook (xlsx or ods)",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel 97 to 2003 (xls)",
    b"%PDF": "a PDF",
}
"""What an inventory is often sent as, by its first bytes."""

_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"', re.DOTALL)
_ELISION = re.compile(r"'\w{1,2}[-\s]")
"""What belongs to a name: 's-Hertogenbosch, 't Veld."""

_LOOKED_AT = 4_096
"""Bytes that tell UTF-16 without a mark: half of them are NUL where the text is mostly Latin."""


def decoded(content: bytes, source: str) -> tuple[str, str | None]:
    """The text, and a word on its encoding where that had to be guessed.

    UTF-8 and UTF-16 (Excel's "Unicode text"), with or without a byte order mark, else Windows-1252, as Excel
    saves CSV in western Europe. Raises ValueError for what is no text.
    """
    for begin, what in _WORKBOOKS.items():
        if content.startswith(begin):
            msg = f"{source}: {what}, no text; save the sheet with the inventory as CSV and give that"
            raise ValueError(msg)
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), None) or _unmarked_utf16(content)
    if encoding is not None:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            msg = f"{source}: begins as {encoding} and is not so to its end ({error.reason} at byte {error.start})"
            raise ValueError(msg) from error
        return _without_nul(text.removeprefix("\ufeff"), source), None
    try:
        return _without_nul(content.decode("utf-8"), source), None
    except UnicodeDecodeError:
        # Every byte has a meaning there, or none that matters.
        text = content.decode("cp1252", "replace")
    return _without_nul(text, source), NO_UTF8


def plain_cell(cell: str) -> str:
    """A cell's text without what tells Excel that it is text: `="10.1.0.5"`, `'plc-2`, `'plc-2'`."""
    text = cell.strip()
    if (formula := _FORMULA.fullmatch(text)) is not None:
        return formula[1].replace('""', '"').strip()
    if text.startswith("'") and _ELISION.match(text) is None:
        return text[1:].removesuffix("'").strip()
    return text


def _unmarked_utf16(content: bytes) -> str | None:
    head = content[:_LOOKED_AT]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 4 > len(head) and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even * 4 > len(head) and odd == 0 else None


def _without_nul(text: str, source: str) -> str:
    # NULs at the end are what a crash leaves; elsewhere in the beginning they tell a binary file.
    text = text.rstrip("\0")
    if "\0" in text[:_LOOKED_AT]:
        msg = f"{source}: a binary file, no CSV; export the inventory as CSV or NDJSON"
        raise ValueError(msg)
    return text
