"""State records: what a store keeps, and how it is named and versioned."""

from msgspec import Struct

STATE_VERSION = 1
"""Raised whenever a released record's shape changes; a converter in `models/state/conversions.py` goes with it."""

KEY_SEPARATOR = "|"

HEAD = "head"
"""The chunk of an asset that holds the asset itself; its others are numbered and hold its paths."""

WINDOW = "window"
"""The chunk of an asset that holds the counters of its open window: what changes with every flow of it."""

NEWER = "@newer"
"""The part under which records of a newer Weir are set aside, each with its own part behind it."""


class StateRecord(Struct, frozen=True, gc=False):
    """One compacted record: `value` None deletes it. The key is `site|part` or `site|asset|chunk`."""

    key: str
    value: bytes | None


def site_of(record: StateRecord) -> str:
    """The site whose record it is."""
    return record.key.partition(KEY_SEPARATOR)[0]


def part_of(record: StateRecord) -> str:
    """What it is within its site: `asset|head`, `asset|3`, `@zones`, `@alert|id`."""
    return record.key.partition(KEY_SEPARATOR)[2]


def asset_of(part: str) -> str | None:
    """The asset that a part belongs to; None for a part of the whole site."""
    if part.startswith("@"):
        return None
    return part.rpartition(KEY_SEPARATOR)[0]


def kind_of(part: str) -> str:
    """What a part holds: `head`, `window`, `chunk`, or the site's own, such as `@zones`."""
    if part.startswith("@"):
        return part.partition(KEY_SEPARATOR)[0]
    chunk = part.rpartition(KEY_SEPARATOR)[2]
    return chunk if chunk in {HEAD, WINDOW} else "chunk"


def valid_site(site: str) -> bool:
    """Whether a site's name can stand in keys, file names and topics: printable, no separators, no spaces."""
    return 0 < len(site) <= 64 and site.isprintable() and not any(c in '|/\\ "' for c in site)
