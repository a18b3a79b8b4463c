"""What the columns of a table or the keys of JSON objects mean, where no format is known: a mapping, written by hand.

A mapping is a small TOML file that `weir formats guess` proposes. Its text goes into the name of the format
(`mapped:` and the mapping as JSON), so that whoever makes a reader of a named format needs nothing else: no file and
no registration, in any process.
"""

import tomllib
import zoneinfo
from functools import lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from schemas.formats.row import shown, transport_named

PREFIX = "mapped:"
"""What the names of formats by mapping begin with."""

OCTETS: dict[str, float] = {
    "B": 1.0,
    "kB": 1_000.0,
    "KiB": 1_024.0,
    "MB": 1_000_000.0,
    "MiB": 1_048_576.0,
    "bit": 0.125,
}
"""Octets in each unit (IEC 80000-13)."""

SECONDS: dict[str, float] = {"s": 1.0, "ms": 0.001, "us": 0.000_001, "ns": 0.000_000_001, "min": 60.0}
"""Seconds in each unit. `clock` is hours, minutes and seconds with colons."""

CLOCK = "clock"


class Columns(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which column tells what: its heading, or for JSON its key, with dots into inner objects.

    `initiator_...` is of who began, or of a one-way record of who sent. `octets` and `packets` are both directions
    together, of which the initiator's are taken off where both are given. `action` is compared with `rejected`.
    """

    initiator_ip: str
    responder_ip: str
    start: str | None = None
    end: str | None = None
    duration: str | None = None
    initiator_port: str | None = None
    responder_port: str | None = None
    transport: str | None = None
    service: str | None = None
    initiator_octets: str | None = None
    responder_octets: str | None = None
    octets: str | None = None
    initiator_packets: str | None = None
    responder_packets: str | None = None
    packets: str | None = None
    initiator_mac: str | None = None
    responder_mac: str | None = None
    vlan: str | None = None
    uid: str | None = None
    action: str | None = None
    tcp_flags: str | None = None

    def given(self) -> dict[str, str]:
        """Field to column, of those that are mapped."""
        return {name: column for name in self.__struct_fields__ if (column := getattr(self, name)) is not None}


class MappingRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping. `name` is written on flows as their sensor where the command line names none.

    `headings` are those of a table that has no line of them. `delimiter` None is told by the first line. `decimal` is
    what stands before the decimals of numbers; the other of the two marks thousands.
    `time_format` is a pattern as `datetime.strptime` takes it, or the unit of numbers since 1970 (s, ms, us, ns); None:
    seconds or milliseconds since 1970, or ISO 8601. `time_zone` is what times without a zone are in.
    `roles` says whether the initiator is known to have begun. `transport` is that of rows without one. `rejected` are
    words of the action that say that nobody was let through. `only` are columns with the values that a row must have;
    others are counted as rows of another kind.
    """

    name: str
    format: Literal["csv", "json"]
    columns: Columns
    headings: tuple[str, ...] = ()
    delimiter: str | None = None
    decimal: Literal[".", ","] = "."
    records: Literal["two-way", "one-way"] = "two-way"
    roles: Literal["certain", "unsure"] = "unsure"
    time_format: str | None = None
    time_zone: str = "UTC"
    duration_unit: str = "s"
    octets_unit: str = "B"
    transport: str | None = None
    rejected: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = {}


def mapping_of(text: str) -> MappingRecord:
    """The mapping that a TOML file is. Raises ValueError that says what does not fit."""
    try:
        found = msgspec.convert(tomllib.loads(text), MappingRecord)
    except tomllib.TOMLDecodeError as error:
        msg = f"no TOML: {error}"
        raise ValueError(msg) from error
    except msgspec.ValidationError as error:
        msg = f"no mapping of columns: {error}"
        raise ValueError(msg) from error
    _check(found)
    return found


def packed(mapping: MappingRecord) -> str:
    """A mapping as the name of a format."""
    return PREFIX + msgspec.json.encode(mapping, order="sorted").decode()


@lru_cache(maxsize=256)
def unpacked(format_name: str) -> MappingRecord:
    """The mapping in the name of a format. Raises ValueError."""
    text = format_name.removeprefix(PREFIX)
    if not text.startswith("{"):
        msg = f"no mapping in the format's name {shown(format_name)}; --format {PREFIX}FILE.toml reads one"
        raise ValueError(msg)
    try:
        found = msgspec.json.decode(text, type=MappingRecord)
    except msgspec.MsgspecError as error:
        msg = f"no mapping of columns: {error}"
        raise ValueError(msg) from error
    _check(found)
    return found


def written(mapping: MappingRecord, *, head: tuple[str, ...] = ()) -> str:
    """A mapping as the text of a TOML file, below some lines of comment."""
    lines = [f"# {line}".rstrip() for line in head]
    plain = msgspec.to_builtins(mapping)
    tables = {key: value for key, value in plain.items() if isinstance(value, dict)}
    lines += [f"{key} = {_toml(value)}" for key, value in plain.items() if key not in tables]
    for key in ("columns", "only"):
        if tables.get(key):
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_toml(value)}" for name, value in tables[key].items())]
    return "\n".join(lines) + "\n"


def _check(mapping: MappingRecord) -> None:
    """Raises ValueError for what no row could be read by."""
    columns = mapping.columns
    if columns.start is None and columns.end is None:
        msg = "no column of times: name one as start or end"
        raise ValueError(msg)
    if columns.transport is None and mapping.transport is None:
        msg = 'no transport: name its column, or say which it always is (transport = "tcp")'
        raise ValueError(msg)
    if mapping.transport is not None:
        transport_named(mapping.transport, "transport")
    if mapping.records == "one-way" and mapping.roles == "certain":
        msg = 'roles = "certain": a one-way record tells who sent, not who began'
        raise ValueError(msg)
    _check_units(mapping)
    if mapping.headings:
        missing = [column for column in columns.given().values() if column not in mapping.headings]
        if missing:
            msg = f"columns that headings does not name: {', '.join(missing)}"
            raise ValueError(msg)


def _check_units(mapping: MappingRecord) -> None:
    """Raises ValueError for a unit, a delimiter or a time zone that is none."""
    if mapping.octets_unit not in OCTETS:
        msg = f"octets_unit {mapping.octets_unit!r}: is one of {', '.join(OCTETS)}"
        raise ValueError(msg)
    if mapping.duration_unit not in {*SECONDS, CLOCK}:
        msg = f"duration_unit {mapping.duration_unit!r}: is one of {', '.join(SECONDS)}, {CLOCK}"
        raise ValueError(msg)
    if mapping.delimiter is not None and (len(mapping.delimiter) != 1 or mapping.delimiter in '"\r\n'):
        msg = f"delimiter {mapping.delimiter!r}: is one character"
        raise ValueError(msg)
    try:
        zoneinfo.ZoneInfo(mapping.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"time_zone {mapping.time_zone!r}: is no time zone, such as Europe/Zurich"
        raise ValueError(msg) from None


def _toml(value: object) -> str:
    """A text, or a list of texts, as TOML: its basic strings are JSON's."""
    return msgspec.json.encode(value).decode()


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else _toml(name)
