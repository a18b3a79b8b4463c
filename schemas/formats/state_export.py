"""Exported state: one line that says what it is, then one line a state record. Made to be kept and moved.

What was exported is what is imported, byte for byte, or it is refused with its
line. A record's value is base64, since it is msgpack. Positions are not part of it: where a shell goes on
reading is its own affair.
"""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from schemas.state import KEY_SEPARATOR, StateRecord, valid_site

FORMAT_VERSION = 1

MAX_LINE_BYTES = 64 * 1024 * 1024
"""No record of a real plant comes near: the largest are of some hundred kilobytes."""


class ExportHeader(Struct, frozen=True, kw_only=True):
    """What an export holds. `site` and `asset` None: all of them. `records` tells a file that was cut off."""

    weir_state_export: int = FORMAT_VERSION
    weir: str
    state_version: int
    river: str
    records: int
    site: str | None = None
    asset: str | None = None


class _Line(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    key: str
    value: bytes


_header_decoder = msgspec.json.Decoder(ExportHeader)
_line_decoder = msgspec.json.Decoder(_Line)
_encoder = msgspec.json.Encoder()


def encode(header: ExportHeader, records: Iterable[StateRecord]) -> Iterator[bytes]:
    """The lines of an export, with their ends. Records that delete have no place in one and are left out."""
    yield _encoder.encode(header) + b"\n"
    for record in records:
        if record.value is not None:
            yield _encoder.encode(_Line(record.key, record.value)) + b"\n"


def decode(lines: Iterable[bytes]) -> tuple[ExportHeader, list[StateRecord]]:
    """What an export holds. Raises ValueError with the line that does not fit."""
    numbered = iter(enumerate(lines, 1))
    header = _header(next(numbered, (1, b""))[1])
    records: list[StateRecord] = []
    keys: set[str] = set()
    for number, line in numbered:
        try:
            one = _line_decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            msg = f"line {number}: no state record: {error}"
            raise ValueError(msg) from error
        site, separator, part = one.key.partition(KEY_SEPARATOR)
        if not valid_site(site) or not separator or not part or one.key in keys:
            msg = f"line {number}: {one.key!r} is no key of a state record, or is there twice"
            raise ValueError(msg)
        keys.add(one.key)
        records.append(StateRecord(one.key, one.value))
    if len(records) != header.records:
        msg = f"{len(records)} records, but its first line says {header.records}: the file is not whole"
        raise ValueError(msg)
    return header, records


def _header(line: bytes) -> ExportHeader:
    try:
        header = _header_decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        msg = f"line 1: no export of `weir state export`: {error}"
        raise ValueError(msg) from error
    if header.weir_state_export != FORMAT_VERSION:
        msg = f"line 1: an export of format {header.weir_state_export}, this Weir reads {FORMAT_VERSION}: upgrade it"
        raise ValueError(msg)
    return header
