"""A mapping for a file that no format takes, proposed from its headings and from what stands under them.

A heading proposes a field, and the values must fit it. Where no heading says it, the only two columns of addresses are
the initiator and the responder, in their order, and likewise of ports. What was decided without being told is noted:
a person is to look at it.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from schemas.formats.row import real
from schemas.formats.tables.guess.columns import Table, table_of
from schemas.formats.tables.guess.contents import (
    USUAL_PROTOCOLS,
    has_decimal_comma,
    is_address,
    is_count,
    is_mac,
    is_port,
    is_transport,
    mostly,
    time_forms,
)
from schemas.formats.tables.guess.headings import DENIED, field_of, plain, unit_of
from schemas.formats.tables.mapping import CLOCK, Columns, MappingRecord

_FITS: dict[str, Callable[[str], bool]] = {
    "initiator_ip": is_address,
    "responder_ip": is_address,
    "initiator_port": is_port,
    "responder_port": is_port,
    "transport": is_transport,
    "initiator_mac": is_mac,
    "responder_mac": is_mac,
    "vlan": is_port,
    **dict.fromkeys(("initiator_octets", "responder_octets", "octets"), is_count),
    **dict.fromkeys(("initiator_packets", "responder_packets", "packets"), is_count),
}
_TIMES = ("start", "end")
_OCTETS = ("initiator_octets", "responder_octets", "octets")

_OCTET_UNITS = {"kb": "kB", "kbyte": "kB", "kbytes": "kB", "kib": "KiB", "mb": "MB", "mbyte": "MB", "mbytes": "MB"}
_OCTET_UNITS |= {"mib": "MiB", "bit": "bit", "bits": "bit"}
_DURATION_UNITS = {
    "ms": "ms",
    "msec": "ms",
    "millis": "ms",
    "milliseconds": "ms",
    "us": "us",
    "usec": "us",
    "min": "min",
}
_DURATION_UNITS |= {"minutes": "min", "ns": "ns", "nanos": "ns", "micros": "us", "minuten": "min"}


class Guessed(Struct, frozen=True):
    """One column that is read: as which field, and whether its heading says so or what stands in it."""

    field: str
    column: str
    by: Literal["heading", "contents"]
    example: str


class Proposal(Struct, frozen=True):
    """A mapping, what it was told by, and what a person must look at. `unused` are the columns that are not read."""

    mapping: MappingRecord
    columns: tuple[Guessed, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]


def proposed(lines: Sequence[bytes], name: str) -> Proposal:
    """A mapping for a file that begins with these lines. Raises ValueError that says what is missing for one."""
    table = table_of(lines)
    notes: list[str] = []
    found = _by_headings(table)
    by_contents = _by_contents(table, found)
    every = found | by_contents
    missing = [field for field in ("initiator_ip", "responder_ip") if field not in every]
    if missing or not {"start", "end"} & every.keys():
        lacking = " and ".join([*(f"no column for {field}" for field in missing), *_no_time(every)])
        columns = ", ".join(table.columns)
        msg = f"{lacking} was found among: {columns}. Write a mapping by hand (docs/inputs-formats.md)"
        raise ValueError(msg)
    time_format = _time_format(table, every, notes)
    transport = None
    if "transport" not in every:
        transport = "tcp"
        notes.append("no column tells the transport: tcp is put down for all rows; change it, or name the column")
    if by_contents:
        notes.append(
            f"told by their contents alone: {', '.join(f'{field} = {one!r}' for field, one in by_contents.items())}"
        )
    mapping = MappingRecord(
        name=_sensor_name(name),
        format=table.form,
        columns=Columns(**every),
        headings=tuple(table.columns) if table.made_up else (),
        delimiter=table.delimiter,
        decimal="," if _has_decimal_commas(table, every) else ".",
        records=_records(table, every, notes),
        time_format=time_format,
        duration_unit=_duration_unit(table, every),
        octets_unit=_octets_unit(every),
        transport=transport,
        rejected=_rejected(table, every),
    )
    if time_format is not None or not _has_zone(table, every):
        notes.append("times without a zone are read as UTC: set time_zone where they are local")
    columns_used = tuple(
        Guessed(field, column, "contents" if field in by_contents else "heading", _example(table.columns[column]))
        for field, column in every.items()
    )
    return Proposal(
        mapping, columns_used, tuple(one for one in table.columns if one not in every.values()), tuple(notes)
    )


def _no_time(every: dict[str, str]) -> list[str]:
    return [] if {"start", "end"} & every.keys() else ["no column of times"]


def _by_headings(table: Table) -> dict[str, str]:
    """Field to the column whose heading says so best, and whose values fit."""
    ranked: list[tuple[int, int, str, str]] = []
    for place, (column, values) in enumerate(table.columns.items()):
        told = field_of(column)
        if told is None and "." in column:
            told = field_of(column.replace(".", " "))
        if told is None or not _fits(told[0], values):
            continue
        ranked.append((told[1], place, told[0], column))
    found: dict[str, str] = {}
    for _, _, field, column in sorted(ranked):
        found.setdefault(field, column)
    return dict(sorted(found.items(), key=lambda one: list(Columns.__struct_fields__).index(one[0])))


def _fits(field: str, values: Sequence[str]) -> bool:
    if not any(values):
        return False
    if field in _TIMES:
        return bool(time_forms(values))
    if field == "duration":
        return mostly(values, lambda text: is_count(text) or _is_clock(text))
    holds = _FITS.get(field)
    return holds is None or mostly(values, holds)


def _by_contents(table: Table, found: dict[str, str]) -> dict[str, str]:
    """Field to column of what no heading says, where only so many columns may be it."""
    free = {column: values for column, values in table.columns.items() if column not in found.values()}
    more: dict[str, str] = {}
    if not {"initiator_ip", "responder_ip"} & found.keys():
        addresses = [column for column, values in free.items() if mostly(values, is_address)]
        if len(addresses) == 2:
            more |= zip(("initiator_ip", "responder_ip"), addresses, strict=True)
    if not {"start", "end"} & found.keys():
        times = [column for column, values in free.items() if time_forms(values)]
        more |= zip(_TIMES, times[:2], strict=False)
    if "transport" not in found:
        words = [
            column
            for column, values in free.items()
            if mostly(values, lambda text: is_transport(text) and not text.strip().isdecimal())
        ]
        if not words and table.made_up:
            words = [column for column, values in free.items() if set(values) <= USUAL_PROTOCOLS]
        if len(words) == 1:
            more["transport"] = words[0]
    if not {"initiator_port", "responder_port"} & found.keys() and table.made_up:
        ports = [column for column, values in free.items() if mostly(values, is_port) and _largest(values) > 1_023]
        if len(ports) == 1:
            after = list(free)[list(free).index(ports[0]) + 1 :]
            ports += [column for column in after[:1] if mostly(free[column], is_port)]
        if len(ports) == 2:
            more |= zip(("initiator_port", "responder_port"), ports, strict=True)
    return more


def _largest(values: Sequence[str]) -> float:
    return max((real(value) or 0.0 for value in values if value), default=0.0)


def _time_format(table: Table, every: dict[str, str], notes: list[str]) -> str | None:
    forms = {form: None for field in _TIMES if field in every for form in time_forms(table.columns[every[field]])}
    several = [one for one in forms if one is not None]
    if not several:
        return None
    if len(several) > 1:
        notes.append(f"times fit several forms, {' and '.join(several)}: the first was taken")
    return several[0]


def _has_zone(table: Table, every: dict[str, str]) -> bool:
    """Whether times say their zone, or need none, as seconds since 1970 do."""
    values = table.columns[every.get("start", every.get("end", ""))]
    return mostly(values, lambda text: real(text) is not None or text.endswith("Z") or text[-6:-5] in {"+", "-"})


def _records(table: Table, every: dict[str, str], notes: list[str]) -> Literal["two-way", "one-way"]:
    """One-way where nothing came back in any row, and a row is found whose ends are another's exchanged."""
    back = [every[field] for field in ("responder_octets", "responder_packets") if field in every]
    if any(real(value) for column in back for value in table.columns[column]):
        return "two-way"
    keys = ("initiator_ip", "initiator_port", "responder_ip", "responder_port")
    blank = [""] * table.rows
    ends = [table.columns[every[key]] if key in every else blank for key in keys]
    rows = list(zip(*ends, strict=True))
    turned = {(b, b_port, a, a_port) for a, a_port, b, b_port in rows}
    if "tcp_flags" in every or not turned.isdisjoint(rows):
        notes.append('rows seem to tell one direction each and are joined: set records = "two-way" where they do not')
        return "one-way"
    return "two-way"


def _duration_unit(table: Table, every: dict[str, str]) -> str:
    column = every.get("duration")
    if column is None:
        return "s"
    if mostly(table.columns[column], lambda text: ":" in text):
        return CLOCK
    if column == "event.duration":
        return "ns"  # as ECS defines it
    return _DURATION_UNITS.get(unit_of(column).casefold(), "s")


def _has_decimal_commas(table: Table, every: dict[str, str]) -> bool:
    columns = [every[field] for field in ("duration", *_OCTETS) if field in every]
    return any(has_decimal_comma(value) for column in columns for value in table.columns[column])


def _octets_unit(every: dict[str, str]) -> str:
    for field in _OCTETS:
        if field in every:
            return _OCTET_UNITS.get(unit_of(every[field]).casefold(), "B")
    return "B"


def _rejected(table: Table, every: dict[str, str]) -> tuple[str, ...]:
    column = every.get("action")
    if column is None:
        return ()
    return tuple(sorted({value for value in table.columns[column] if plain(value) in DENIED}))


def _is_clock(text: str) -> bool:
    parts = text.split(":")
    return 2 <= len(parts) <= 3 and all(real(part) is not None for part in parts)


def _example(values: Sequence[str]) -> str:
    return next((value for value in values if value), "")[:40]


def _sensor_name(name: str) -> str:
    stem = name.rsplit("/", 1)[-1].split(".", 1)[0]
    return "".join(one if one.isalnum() or one in "-_" else "-" for one in stem)[:64].strip("-") or "mapped"
