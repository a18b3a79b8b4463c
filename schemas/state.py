"""State records: what a store keeps, and how it is named and versioned."""

from msgspec import Struct

STATE_VERSION = 1
"""Raised whenever a stored record's shape changes; a converter or "back to learning" goes with it."""

KEY_SEPARATOR = "|"


class StateRecord(Struct, frozen=True, gc=False):
    """One compacted record: `value` None deletes it. The key is `site|part` or `site|asset|chunk`."""

    key: str
    value: bytes | None


def valid_site(site: str) -> bool:
    """Whether a site's name can stand in keys, file names and topics: printable, no separators, no spaces."""
    return 0 < len(site) <= 64 and site.isprintable() and not any(c in '|/\\ "' for c in site)
