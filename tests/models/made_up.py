"""Version 0 of the stored state, which never was: it kept the fields of an asset's head by their names.

It stands for any older version, so that the way there is from one to the next stays tried.
"""

from zlib import crc32

import msgspec

from models.baseline.asset import AssetRecord
from schemas.state import HEAD, StateRecord, kind_of, part_of

VERSION = 0
_NAMES = AssetRecord.__struct_fields__


def from_0(kind: str, value: object) -> object:
    """Its converter: a head's values in their order."""
    if kind != HEAD:
        return value
    if not isinstance(value, dict) or tuple(value) != _NAMES:
        msg = "no head of state version 0"
        raise ValueError(msg)
    return list(value.values())


def older(record: StateRecord) -> StateRecord:
    """A record of today as that version kept it."""
    if record.value is None:
        return record
    value = msgspec.msgpack.decode(record.value)[2]
    return StateRecord(record.key, enveloped(_old(value) if kind_of(part_of(record)) == HEAD else value))


def _old(head: list[object]) -> dict[str, object]:
    return dict(zip(_NAMES, head, strict=True))


def enveloped(value: object) -> bytes:
    """Any value as that version stored it."""
    data = msgspec.msgpack.encode(value)
    return b"\x93" + bytes([VERSION]) + b"\xce" + crc32(data, VERSION).to_bytes(4, "big") + data
