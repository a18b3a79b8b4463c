"""MAC addresses in one form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.macs import is_group, mac_of


@pytest.mark.parametrize(
    "text",
    [
        "00:1b:1b:0a:0b:0c",
        "0:1b:1b:a:b:c",
        "0-1B-1B-A-B-C",
        "001b.1b0a.0b0c",
        "1b.1b0a.b0c",
        "001B:1B0A:0B0C",
        "00-1B-1B-0A-0B-0C",
        "00 1b 1b 0a 0b 0c",
        "001B1B-0A0B0C",
        "001b1b0a0b0c",
        "0x001B1B0A0B0C",
        " 001B1B0A0B0C ",
    ],
)
def test_all_ways_to_write_it_are_one(text: str) -> None:
    assert mac_of(text) == "00:1b:1b:0a:0b:0c"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.23E+11", "a number that a spreadsheet made of a MAC"),
        ("1,17E+11", "a number that a spreadsheet made of a MAC"),
        ("1122334455", "cuts the zeros before a number"),
        ("00:1b:1b:ff:fe:0a:0b:0c", "8 octets"),
        ("00:1b:1b:0a:0b", "no MAC address"),
        ("00:1b:1b-0a:0b:0", "no MAC address"),
        ("00:1b:1b", "no MAC address"),
        ("0:01b:1b0a:0b0c", "no MAC address"),
        ("DHCP", "no MAC address"),
        ("00:1b:1b:0a:0b:0g", "no MAC address"),
        ("", "no MAC address"),
    ],
)
def test_what_is_none_is_told_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        mac_of(text)


@given(st.binary(min_size=6, max_size=6), st.sampled_from([":", "-", " "]), st.booleans())
def test_octets_come_back_whatever_the_separator(octets: bytes, separator: str, zeros: bool) -> None:
    text = separator.join(f"{octet:02x}" if zeros else f"{octet:x}" for octet in octets)
    assert mac_of(text.upper()) == octets.hex(":")


@pytest.mark.parametrize(("mac", "group"), [("01:00:5e:00:00:01", True), ("00:1b:1b:0a:0b:0c", False)])
def test_a_groups_mac_is_told_by_its_bit(mac: str, group: bool) -> None:
    assert is_group(mac) is group
