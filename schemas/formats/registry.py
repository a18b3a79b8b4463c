"""The input formats for flows, by name, and how a file's first lines tell which one it is.

What is said here holds for all formats; what is one format's own stands beside its reader.
"""

import shlex
from collections.abc import Sequence
from importlib import import_module

from schemas.formats.foreign import broken_objects, foreign_text, shown_line
from schemas.formats.format import Format, Head
from schemas.formats.json_pieces import JsonPieces, is_json_document
from schemas.formats.lines import Cutter, LineSplitter
from schemas.formats.memory import SensorMemory
from schemas.formats.names import NAMED_FORMATS, Named
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.tables.cells import looks_like_headings
from schemas.formats.tables.mapped import mapped_format
from schemas.formats.tables.mapping import PREFIX


def loaded(named: Named) -> Format:
    """The format that a line of the table means. Raises TypeError where nothing of the kind stands there."""
    module, _, name = named.place.partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, Format):
        msg = f"{named.place} is no Format"
        raise TypeError(msg)
    return found


FORMATS: dict[str, Format] = {name: loaded(named) for name, named in NAMED_FORMATS.items()}

ANY_ROWS = "envelope"
"""The format whose reader tells each row by itself, whatever it stands in: for what may hold rows of many formats."""

BRING_SITES = frozenset(name for name, one in FORMATS.items() if one.brings_sites)
"""Formats whose flows may name a site of their own: an inventory of another site than the run's may then be right."""

BRING_TICKS = frozenset(name for name, one in FORMATS.items() if one.brings_ticks)
"""Formats that hold their own clock, so that no Ticks are made for them."""

HEADINGS: tuple[bytes, ...] = tuple({heading: None for one in FORMATS.values() for heading in one.headings})
"""What lines begin with that are no rows, of any format."""

ENDINGS: tuple[str, ...] = ("log", *{ending: None for one in FORMATS.values() for ending in one.endings})
"""How the names of logs end, of any format, without the dot."""

_WIDE = frozenset(name for name, one in FORMATS.items() if one.wide)

MAGIC: dict[bytes, str] = {one.magic: name for name, one in FORMATS.items() if one.magic}
"""What files begin with whose format is known by that alone."""

DETECT_LINES = 64
"""How many of a file's first lines are looked at: Zeek's header has eight, with room for comments before it."""

_TAKEN = f"Weir reads {', '.join(FORMATS)}; pass --format when it is one of them"


def detect(first_lines: Sequence[bytes], name: str) -> str | None:
    """The format of a file that begins with these lines; `name` is the file's, and may tell what it holds.

    None while there is nothing but blank lines. Raises NoFlowsError for a sound file of a kind without flows, and
    ValueError for one that is none of ours, saying what it looks like.
    """
    for magic, format_name in MAGIC.items():
        if first_lines and first_lines[0].startswith(magic):
            return format_name
    head = Head(first_lines, name)
    if not head.lines:
        if any(line.strip() for line in first_lines):
            msg = f"{name}: nothing but NUL bytes and blanks: what a crash or a full disk leaves in a file"
            raise ValueError(msg)
        return None
    takers = _takers(head)
    if len(takers) > 1:
        ways = " or ".join(f"--format {one}" for one in takers)
        words = "; ".join(f"{one}: {NAMED_FORMATS[one].words}" for one in takers)
        msg = f"{name}: it may be read as more than one format: say which, by {ways} ({words})"
        raise ValueError(msg)
    if takers:
        return takers[0]
    msg = f"{name}: {_foreign(head, first_lines)}"
    raise ValueError(msg)


def is_heading(line: bytes) -> bool:
    """Whether a line is none of the rows: one of a format's own headings, or the names of any table's columns."""
    return line.startswith(HEADINGS) or looks_like_headings(line)


def cutter_for(begins: bytes, file_format: str | None = None) -> Cutter:
    """What cuts a file that begins with these bytes; of a named format, or of the one that they tell.

    Text is cut into lines, but for JSON that does not hold one object a line.
    """
    if file_format not in FORMATS:
        file_format = next((name for magic, name in MAGIC.items() if begins.startswith(magic)), None)
    cut = LineSplitter if file_format is None else FORMATS[file_format].cut
    return JsonPieces() if cut is LineSplitter and is_json_document(begins) else cut()


def format_of(name: str) -> Format:
    """A named format; also one whose name holds the mapping of its columns (`tables/mapping.py`).

    Raises ValueError that lists the names for one that is none.
    """
    if name.startswith(PREFIX):
        return mapped_format(name)
    known = FORMATS.get(name)
    if known is None:
        msg = f"no input format {name!r}; there are: {', '.join(FORMATS)} (or auto), and {PREFIX}FILE.toml"
        raise ValueError(msg)
    return known


def reader_for(file_format: str, context: ReaderContext) -> RecordReader:
    """A reader of a named format. Raises ValueError that lists the names for one that is none."""
    return format_of(file_format).reader(context)


def new_memory() -> SensorMemory:
    """An empty memory for the readers of one sensor's files, of whatever formats they are."""
    return SensorMemory([make() for make in {kind: None for one in FORMATS.values() for kind in one.memories}])


def tells_across(files: Sequence[tuple[str, str | None]], memory: SensorMemory) -> bool:
    """Whether several of these files may tell of one thing, so that the order of their rows decides what counts.

    A file is its name and its format; one of no known format (None) may be of any.
    """
    for part in memory:
        kinds = {name: isinstance(part, one.memories) for name, one in FORMATS.items()}
        names = [name for name, file_format in files if file_format is None or kinds.get(file_format, False)]
        if len(names) > 1 and part.spans(names):
            return True
    return False


def _takers(head: Head) -> list[str]:
    """The formats that take a file for theirs; a wide one only where no other does.

    Raises what a format says of a file of its own that it can't read, where none before it took the file.
    """
    takers: list[str] = []
    for format_name, one in FORMATS.items():
        try:
            if one.recognises(head):
                takers.append(format_name)
        except ValueError as error:
            if not takers:
                msg = f"{head.name}: {error}"
                raise type(error)(msg) from None
    return [name for name in takers if name not in _WIDE] or takers


def _foreign(head: Head, first_lines: Sequence[bytes]) -> str:
    """What a file looks like that no format takes for its own."""
    if head.json_object is not None:
        keys = ", ".join(list(head.json_object)[:6])
        return f"JSON, but no flows: its first object has the keys {keys}. {_TAKEN}{_guessed(head)}"
    if head.first.startswith(b"{"):
        return broken_objects(head.lines, head.name) or (
            f"no NDJSON: no line of its first {len(head.lines)} is one whole JSON object. {_TAKEN}"
        )
    reason = foreign_text([line for line in first_lines if line.strip()], head.name)
    if reason is not None:
        return reason
    if any(b"\0" in line for line in first_lines):
        return f"a binary file, no log. {_TAKEN}"
    if looks_like_headings(head.lines[0]):
        return f"a table that is not known here: line 1 begins {shown_line(head.lines[0])}. {_TAKEN}{_guessed(head)}"
    return f"no log that is known here: line 1 begins {shown_line(head.lines[0])}. {_TAKEN}"


def _guessed(head: Head) -> str:
    return f"; `weir formats guess {shlex.quote(head.name)}` proposes how to read it"
