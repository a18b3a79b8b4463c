"""Which format a row is that stands inside something, and one reader kept for each format and file.

Rows are told by their content, each for itself, since one topic or file holds rows of many tools. What a row that
begins with the same keys was told to be is remembered: asking all formats costs 20 times as much as reading a row
(measured).
"""

import re
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from schemas.formats.envelopes.shells import Origin
from schemas.formats.format import Head
from schemas.formats.memory import SensorMemory
from schemas.formats.reader import NoFlowsError, ReaderContext, RecordReader

SHELL = "shell"
"""What a row is told to be that holds another, or a document of ECS: what this room reads itself."""

_KEYS = re.compile(rb'"([^"\\]{1,64})" ?:')
_LONGEST_KEY = 64
_MOST_KEYS = 128
"""Bounds on what is kept of a row's keys: a sender chooses them."""

ADDED_FIRST = b"@"
"""What the keys begin with that Beats and Logstash put before those of a row, where they took its text apart."""

_NO_FILE = "a row"

MOST_SHAPES = 1_024
MOST_READERS = 256
"""Bounds on what is remembered: a sender chooses keys and file names. What is past them is told or made anew."""


class Kind(NamedTuple):
    """What is known of rows of one shape: a format's name or `SHELL`, or the log that holds no flows."""

    format: str | None
    other_log: str | None = None


class Reading(NamedTuple):
    """A reader, and the name of its format."""

    format: str
    reader: RecordReader


Shape = tuple[str | bytes | None, ...]
"""A file's name, and keys of a row."""


def first_keys(row: bytes) -> tuple[bytes, bytes]:
    """The first two keys of a JSON object, as far as its first text is without an escaped quote."""
    parts = row.split(b'"', 6)
    if len(parts) < 4:
        return parts[1][:_LONGEST_KEY] if len(parts) > 1 else b"", b""
    # Where the first value is a text, it stands between the keys.
    second = 3 if parts[2].strip() != b":" else 5
    return parts[1][:_LONGEST_KEY], parts[second][:_LONGEST_KEY] if len(parts) > second else b""


class InnerReaders:
    """The formats of rows, and their readers. `own` are the formats of this room, which are no rows themselves."""

    def __init__(self, context: ReaderContext, own: frozenset[str]) -> None:
        self._context = context
        self._own = own
        self._kinds: dict[Shape, Kind] = {}
        self._readers: dict[tuple[str, str | None], Reading] = {}
        self._tables: dict[str, Reading] = {}
        self._memory: SensorMemory | None = context.memory

    def kind_of(self, row: bytes, origin: Origin) -> Kind:
        """What a row is that is a JSON object, by its first two keys, which each tool writes in its own order.

        A row that Beats or Logstash took apart begins as any of their objects: it is told a `SHELL`, and by all its
        keys once nothing was found inside (`kind_of_whole`). Raises ValueError, as the registry does, for no object.
        """
        first, second = first_keys(row)
        shape = (origin.name, first, second)
        kind = self._kinds.get(shape)
        if kind is None:
            told = self._told(row, origin)
            kind = self._keep(shape, Kind(SHELL) if first.startswith(ADDED_FIRST) else told)
        return kind

    def kind_of_whole(self, row: bytes, origin: Origin) -> Kind:
        """As `kind_of`, by all keys of a row."""
        shape = (origin.name, *_KEYS.findall(row)[:_MOST_KEYS])
        kind = self._kinds.get(shape)
        return self._keep(shape, self._told(row, origin)) if kind is None else kind

    def _keep(self, shape: Shape, kind: Kind) -> Kind:
        if len(self._kinds) >= MOST_SHAPES:
            self._kinds.clear()
        self._kinds[shape] = kind
        return kind

    def reader(self, name: str, origin: Origin) -> Reading:
        """The reader of one format for rows of one file's name, kept."""
        key = (name, origin.name)
        reader = self._readers.get(key)
        if reader is None:
            if len(self._readers) >= MOST_READERS:
                self._readers.pop(next(iter(self._readers)))
            reader = self._readers[key] = self._new(name, origin)
        return reader

    def table(self, row: bytes, origin: Origin) -> Reading:
        """The reader of a table's heading or row: that of its file, which knows the columns.

        Raises ValueError for a row of a table whose heading was not met, and for what no format takes.
        """
        reader = self._tables.get(origin.place)
        if reader is not None:
            return reader
        known = registry()
        heading = next(
            (name for name, one in known.FORMATS.items() if one.headings and row.startswith(one.headings)), None
        )
        name: str | None = heading or format_of(row, origin)
        if name is None or name in self._own:
            msg = "no row of any format that Weir reads"
            raise ValueError(msg)
        if len(self._tables) >= MOST_READERS:
            self._tables.pop(next(iter(self._tables)))
        made = self._tables[origin.place] = self._new(name, origin)
        return made

    @staticmethod
    def refusal(row: bytes, origin: Origin) -> str:
        """Why an object is no row of any format, and holds none."""
        try:
            name = format_of(row, origin)
        except ValueError as error:
            return str(error)
        if name is not None and registry().FORMATS[name].brings_ticks:
            return f"a row of a {name}: such a file is read whole, with --format {name}"
        return "an object with neither a row in it nor the addresses of a flow"

    def _told(self, row: bytes, origin: Origin) -> Kind:
        try:
            name = format_of(row, origin)
        except NoFlowsError:
            # A log that holds no flows, told by its file's name: Zeek's stats.log without `_path`.
            return Kind(None, (origin.name or "other").partition(".")[0])
        except ValueError:
            if Head([row], "").json_object is None:
                raise
            return Kind(SHELL)
        if name is None or name in self._own or registry().FORMATS[name].brings_ticks:
            # Rows that bring a clock, and words on alerts, count where a whole file is theirs, and nobody slips one in.
            return Kind(SHELL)
        return Kind(name)

    def _new(self, name: str, origin: Origin) -> Reading:
        known = registry()
        if self._memory is None:
            self._memory = known.new_memory()
        context = self._context
        made: RecordReader = known.reader_for(
            name,
            ReaderContext(
                site=context.site,
                source=context.source,
                sensor=context.sensor,
                memory=self._memory,
                name=origin.name,
            ),
        )
        return Reading(name, made)


def format_of(row: bytes, origin: Origin) -> str | None:
    """The format that one row tells by itself. Raises as `detect` of the registry does."""
    name = origin.name or _NO_FILE
    try:
        found: str | None = registry().detect([row], name)
    except ValueError as error:
        raise type(error)(str(error).removeprefix(f"{name}: ")) from None
    return found


def registry() -> ModuleType:
    """The registry, asked for when it is needed: it loads this room's formats itself."""
    return import_module("schemas.formats.registry")
