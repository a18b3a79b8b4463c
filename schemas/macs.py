"""MAC addresses in one form: `aa:bb:cc:dd:ee:ff`, however a sensor or a spreadsheet spells them."""

import re

_DIGITS = re.compile(r"[0-9a-f]{12}\Z")
_SEPARATORS = re.compile(r"[:.\-\s]")
_PARTS = re.compile(r"[:.\-\s]+")
_BY_OCTET = re.compile(r"[0-9a-f]{1,2}(?:([:.\-\s])[0-9a-f]{1,2})(?:\1[0-9a-f]{1,2}){4}\Z")
_BY_PAIR = re.compile(r"(?=.*[0-9a-f]{3})[0-9a-f]{1,4}([:.\-])[0-9a-f]{1,4}\1[0-9a-f]{1,4}\Z")
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+\Z")

MAX_CHARACTERS = 64
"""Room for any spelling of a MAC with spaces around it; what is longer is none."""

NOBODYS = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})
"""Unset, and broadcast."""


def mac_of(text: str) -> str:
    """Any spelling as `aa:bb:cc:dd:ee:ff`: octets with or without leading zeros, Cisco's three groups, bare digits.

    Raises ValueError, with the reason where a spreadsheet has spoiled it.
    """
    if len(text) > MAX_CHARACTERS:
        msg = f"{text[:MAX_CHARACTERS]!r} and more is no MAC address"
        raise ValueError(msg)
    lowered = text.strip().lower().removeprefix("0x")
    if _BY_OCTET.match(lowered):
        digits = "".join(part.zfill(2) for part in _PARTS.split(lowered))
    elif _BY_PAIR.match(lowered):
        digits = "".join(part.zfill(4) for part in _PARTS.split(lowered))
    else:
        digits = _SEPARATORS.sub("", lowered)
        if any(len(part) % 2 for part in _PARTS.split(lowered) if digits != lowered):
            raise ValueError(_no_mac(text, lowered, ""))
    if not _DIGITS.match(digits):
        raise ValueError(_no_mac(text, lowered, digits))
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def is_group(mac: str) -> bool:
    """Whether a MAC in our form is a group's (the I/G bit of IEEE 802): multicast or broadcast, never a device."""
    return bool(int(mac[1], 16) & 1)


def _no_mac(text: str, lowered: str, digits: str) -> str:
    if _ROUNDED.match(lowered):
        return f"{text!r} is a number that a spreadsheet made of a MAC; format the column as text and export it again"
    if digits.isdigit() and 6 <= len(digits) < 12:
        return f"{text!r} has {len(digits)} digits; a spreadsheet cuts the zeros before a number: format it as text"
    if len(digits) == 16 and all(c in "0123456789abcdef" for c in digits):
        return f"{text!r} has 8 octets (EUI-64); a MAC address has 6"
    return f"{text!r} is no MAC address"
