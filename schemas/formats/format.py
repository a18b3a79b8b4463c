"""What is to be known of an input format besides its reader: how its files are told, and what they bring.

A format is one `Format` beside its reader and one line in `schemas/formats/names.py`; nothing else names it.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

import orjson
from msgspec import Struct

from schemas.formats.lines import Cutter, LineSplitter
from schemas.formats.memory import FormatMemory
from schemas.formats.reader import ReaderFactory
from schemas.formats.stray_bytes import BYTE_ORDER_MARK


class Head:
    """What a file begins with: its first lines and its name, for those who tell formats."""

    def __init__(self, first_lines: Sequence[bytes], name: str) -> None:
        self.name = name
        self.lines = [bare for line in first_lines if (bare := line.strip(b"\0").removeprefix(BYTE_ORDER_MARK)).strip()]
        """Those that are not blank, without NUL bytes and a byte order mark around them."""

    @property
    def first(self) -> bytes:
        """The first line, without blanks before it; empty where there is none, or NUL bytes in it: that is no text."""
        first = self.lines[0].lstrip() if self.lines else b""
        return b"" if b"\0" in first else first

    @cached_property
    def json_object(self) -> dict[str, object] | None:
        """The first line that is a whole JSON object, of a file that begins as one does."""
        if not self.first.startswith(b"{"):
            return None
        for line in self.lines:
            try:
                row = orjson.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                return row
        return None


JSON_ENDINGS = ("json", "ndjson", "jsonl")


class Format(Struct, frozen=True, kw_only=True):
    """One input format for flows.

    `recognises` is asked of files whose format nobody named. It raises NoFlowsError for a sound file of its own that
    holds no flows, and ValueError for one that it can't read, saying why.
    `headings` are what the lines begin with that are no rows, `#` of Zeek's or the names of a table's columns: a
    file's identity goes on past them to its first row, and a reader that goes on within a file is given them first.
    `cut` says how its files are cut into what the reader takes: lines, where it is not said. A format with another way
    is known by `magic`, the first bytes of its files, and is not asked for `recognises`; its first piece holds them.
    A datagram is one piece, and needs no cutting.
    `endings` are those of its files' names, besides `.log`: files of a followed folder are told by them.
    A `wide` format takes much, and has a file only where no other format takes it.
    `memory` is what its readers keep beyond one file, and `more_memories` are others that they need. `brings_sites`
    says that its flows may name sites of their own, and `brings_ticks` that its clock is in it.
    """

    reader: ReaderFactory
    recognises: Callable[[Head], bool] = lambda _: False
    magic: bytes = b""
    cut: Callable[[], Cutter] = LineSplitter
    headings: tuple[bytes, ...] = ()
    endings: tuple[str, ...] = ()
    wide: bool = False
    memory: type[FormatMemory] | None = None
    more_memories: tuple[type[FormatMemory], ...] = ()
    brings_sites: bool = False
    brings_ticks: bool = False

    @property
    def memories(self) -> tuple[type[FormatMemory], ...]:
        """All kinds of memory that its readers need."""
        return self.more_memories if self.memory is None else (self.memory, *self.more_memories)
