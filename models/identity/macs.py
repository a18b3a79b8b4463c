"""Which MAC addresses can name a device."""

from functools import lru_cache

from schemas.macs import NOBODYS, is_group, mac_of

REMEMBERED = 65_536
"""MACs whose reading is remembered, as of addresses (`models/identity/addresses.py`)."""


@lru_cache(maxsize=REMEMBERED)
def normal_mac(mac: str | None) -> str | None:
    """A unicast MAC in lower case with colons; None for none, a group address (IEEE 802 I/G bit), or no MAC at all."""
    if mac is None:
        return None
    try:
        text = mac_of(mac)
    except ValueError:
        return None
    return None if text in NOBODYS or is_group(text) else text
