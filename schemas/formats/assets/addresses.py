"""The addresses in a cell, with the decorations that inventories give them: prefixes, scopes, ports, brackets, URLs."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from schemas.asset_change import Binding
from schemas.formats.assets.reading import shown
from schemas.macs import NOBODYS, is_group, mac_of

MAX_PART = 256
"""Characters of one address with all its decorations; what is longer is none, and costs no search."""

_BRACKETED = re.compile(r"\([^()]*\)")
_SEVERAL = re.compile(r"(?:[,;|&\\\s]|(?<=\s)(?:/|and|und|et)(?=\s))+")
_RANGE = re.compile(r"[0-9.]+\s*(?:-|\u2013|\bto\b|\.\.)\s*[0-9.]+\Z", re.IGNORECASE)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/@]*@)?", re.IGNORECASE)
_V4 = re.compile(r"\d{1,4}(?:\.\d{1,4}){3}\Z")
_V4_PORT = re.compile(r"(\d{1,4}(?:\.\d{1,4}){3}):\d{1,5}\Z")
_V6_BRACKETS = re.compile(r"\[([^\]]+)\](?::\d{1,5})?\Z")
_MAC_WITH_SPACES = re.compile(r"\s*[0-9a-f]{1,2}(?: [0-9a-f]{1,2}){5}\s*\Z", re.IGNORECASE)


def several(cell: str) -> list[str]:
    """The parts of a cell that holds several, by comma, semicolon, bar, ampersand, space or new line, once each."""
    return list(dict.fromkeys(part for part in _SEVERAL.split(cell) if part))


def ips_of(cell: str) -> tuple[list[str], list[str]]:
    """The IP addresses of a cell in their canonical form, and notes on what was decided.

    Prefix, scope, port, brackets and URL are dropped. Raises ValueError with the part that is no address.
    """
    ips: list[str] = []
    notes: list[str] = []
    text = _BRACKETED.sub(" ", cell).strip()
    if len(text) <= MAX_PART and _RANGE.match(text):
        msg = f"{text!r} is a range of addresses; an asset has addresses, a zone has networks"
        raise ValueError(msg)
    for part in several(text):
        for address, note in _addresses(part):
            if note:
                notes.append(note)
            if _is_nobodys(address):
                notes.append(f"{address} is no device's address (multicast, loopback, reserved or a mask): left out")
            else:
                ips.append(str(address))
    return list(dict.fromkeys(ips)), notes


def macs_of(cell: str) -> tuple[list[str], list[str]]:
    """The MAC addresses of a cell in one spelling, and notes on those left out. Raises ValueError for what is none."""
    text = _BRACKETED.sub(" ", cell).strip()
    parts = [text] if len(text) <= MAX_PART and _MAC_WITH_SPACES.match(text) else several(text)
    macs: list[str] = []
    notes: list[str] = []
    for part in parts:
        mac = mac_of(part)
        if mac in NOBODYS or is_group(mac):
            notes.append(f"{mac} is no device's MAC (unset, broadcast or a group's): left out")
        else:
            macs.append(mac)
    return list(dict.fromkeys(macs)), notes


def canonical_ip(text: str) -> str:
    """One address without its decorations. Raises ValueError where it is none, or more than one."""
    ips, _ = ips_of(text)
    if len(ips) != 1:
        msg = f"{text!r} is no single IP address of a device"
        raise ValueError(msg)
    return ips[0]


def bindings(ips: Sequence[str], macs: Sequence[str]) -> Iterable[Binding]:
    """Which IP goes with which MAC: one MAC with all, as many MACs as IPs one by one, else nobody knows."""
    if len(macs) == 1 and ips:
        return [Binding(ip, macs[0]) for ip in ips]
    if len(macs) == len(ips):
        return [Binding(ip, mac) for ip, mac in zip(ips, macs, strict=True)]
    return [Binding(ip=ip) for ip in ips] + [Binding(mac=mac) for mac in macs]


def _addresses(part: str) -> list[tuple[IPv4Address | IPv6Address, str | None]]:
    """The address of a part, or both where two are joined by a slash, each with a note."""
    if len(part) > MAX_PART:
        msg = f"{shown(part)!r} is no IP address"
        raise ValueError(msg)
    bare = _URL.sub("", part)
    if bare != part:
        bare = bare.partition("/")[0]
    left, slash, right = bare.partition("/")
    if slash and _V4.match(right) and not _is_mask(right):
        return [_address(left, part), _address(right, part)]
    address, note = _address(left, part)
    if right:
        _check_prefix(address, right, part)
    return [(address, note)]


def _address(text: str, part: str) -> tuple[IPv4Address | IPv6Address, str | None]:
    bare = text.strip(".,;'\"")
    if (bracketed := _V6_BRACKETS.match(bare)) is not None:
        bare = bracketed[1]
    elif (ported := _V4_PORT.match(bare)) is not None:
        bare = ported[1]
    bare = bare.partition("%")[0]
    note = None
    if _V4.match(bare):
        plain = _without_zeros(bare, part)
        note = None if plain == bare else f"{bare} is read as {plain}: zeros before a number are taken as padding"
        bare = plain
    try:
        address = ip_address(bare)
    except ValueError:
        msg = f"{part!r} is no IP address"
        raise ValueError(msg) from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address, note


def _without_zeros(text: str, part: str) -> str:
    """An IPv4 address without the zeros before its numbers.

    Some tools pad with them, some (inet_aton) read such numbers as octal. Taken as padding where all four numbers
    have three digits, or where both readings agree; refused otherwise.
    """
    octets = text.split(".")
    padded = all(len(octet) == 3 for octet in octets)
    if not any(octet[0] == "0" and len(octet) > 1 for octet in octets):
        return text
    for octet in octets:
        if len(octet) > 1 and octet[0] == "0" and not padded and int(octet) > 7:
            msg = f"{part!r} may be decimal with zeros before it, or octal; write it without them"
            raise ValueError(msg)
    return ".".join(str(int(octet)) for octet in octets)


def _check_prefix(address: IPv4Address | IPv6Address, prefix: str, part: str) -> None:
    length = _length(address, prefix)
    if length is None:
        msg = f"{part!r} is no IP address: /{prefix} is no prefix length"
        raise ValueError(msg)
    bits = address.max_prefixlen - length
    # The last bits zero is the network itself, save where all of its addresses are hosts (RFC 3021, RFC 6164).
    if bits > 1 and not int(address) & ((1 << bits) - 1):
        msg = f"{part!r} is a network, no device; networks belong to zones"
        raise ValueError(msg)


@lru_cache(maxsize=64)
def _length_of_mask(mask: str) -> int | None:
    try:
        return ip_network(f"0.0.0.0/{mask}").prefixlen
    except ValueError:
        return None


def _length(address: IPv4Address | IPv6Address, prefix: str) -> int | None:
    """A prefix's length from a number or an IPv4 mask; None for neither."""
    if len(prefix) <= 3 and prefix.isascii() and prefix.isdecimal():
        return int(prefix) if int(prefix) <= address.max_prefixlen else None
    return _length_of_mask(prefix) if address.version == 4 else None


def _is_mask(text: str) -> bool:
    return _length_of_mask(text) is not None


def _is_nobodys(address: IPv4Address | IPv6Address) -> bool:
    """As `models/identity/addresses.py` has it: such an address is never an asset's."""
    if isinstance(address, IPv4Address):
        # This network, loopback, multicast and reserved (RFC 6890).
        first = int(address) >> 24
        return first in {0, 127} or first >= 224
    return address.is_multicast or address.is_unspecified or address.is_loopback


def is_mac(address: str) -> bool:
    """Whether an address in its canonical form is a MAC: six octets with colons, which no IPv6 address is."""
    return len(address) == 17 and address[2::3] == ":::::"
