"""The addresses in a cell."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.identity.addresses import read_address
from schemas.formats.assets.addresses import canonical_ip, ips_of, is_mac, macs_of

UNSET = "0.0.0" + ".0"


@pytest.mark.parametrize(
    ("cell", "ips"),
    [
        ("fe80::a496:9e36:8632:81c1%13/64", ["fe80::a496:9e36:8632:81c1"]),
        ("10.1.0.5/24", ["10.1.0.5"]),
        ("10.1.0.5/255.255.255.0", ["10.1.0.5"]),
        ("10.1.0.5/32", ["10.1.0.5"]),
        ("10.1.0.4/31", ["10.1.0.4"]),
        ("10.1.0.5:502", ["10.1.0.5"]),
        ("[fe80::1]", ["fe80::1"]),
        ("[FD00::1]:502", ["fd00::1"]),
        ("fe80::1%eth0", ["fe80::1"]),
        ("http://10.1.0.5/", ["10.1.0.5"]),
        ("https://ann@10.1.0.5:8443/index.html", ["10.1.0.5"]),
        ("10.1.0.5 (eth0)", ["10.1.0.5"]),
        ("::ffff:10.1.0.5", ["10.1.0.5"]),
        ("10.1.0.5/10.1.0.6", ["10.1.0.5", "10.1.0.6"]),
        (
            "10.1.0.5, 10.1.0.6;10.1.0.7\n10.1.0.8 & fd00:0::1",
            ["10.1.0.5", "10.1.0.6", "10.1.0.7", "10.1.0.8", "fd00::1"],
        ),
        ("10.1.0.5,10.1.0.5", ["10.1.0.5"]),
        ("10.1.0.5 / 10.1.0.6", ["10.1.0.5", "10.1.0.6"]),
        ("10.1.0.5 and 10.1.0.6", ["10.1.0.5", "10.1.0.6"]),
    ],
)
def test_decorations_are_dropped(cell: str, ips: list[str]) -> None:
    assert ips_of(cell) == (ips, [])


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("DHCP", "'DHCP' is no IP address"),
        ("10.1.0.5, DHCP", "'DHCP' is no IP address"),
        ("10.1.0.999", "no IP address"),
        ("10.1.0", "no IP address"),
        ("10.1.0.0/24", "is a network"),
        ("fd00::/64", "is a network"),
        ("10.1.0.5/99", "no prefix length"),
        ("10.1.0.5 - 10.1.0.9", "is a range"),
        ("10.1.0.5-9", "is a range"),
        ("10.1.0.010", "octal"),
        ("00:1b:1b:0a:0b:0c", "no IP address"),
        ("plc-7.plant.local", "no IP address"),
    ],
)
def test_what_is_no_address_of_a_device_is_told_why(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        ips_of(cell)


@pytest.mark.parametrize(
    ("cell", "ip"), [("010.001.000.005", "10.1.0.5"), ("10.1.0.05", "10.1.0.5"), ("192.168.001.020", "192.168.1.20")]
)
def test_zeros_before_a_number_are_padding_where_that_is_plain(cell: str, ip: str) -> None:
    ips, notes = ips_of(cell)
    assert ips == [ip]
    assert "padding" in notes[0]


@pytest.mark.parametrize("cell", [UNSET, "127.0.0.1", "224.0.0.1", "255.255.255.0", "::", "ff02::1"])
def test_addresses_of_no_device_are_left_out_and_said(cell: str) -> None:
    assert read_address(cell).kind == "nobody"
    ips, notes = ips_of(f"10.1.0.5 {cell}")
    assert ips == ["10.1.0.5"]
    assert "no device's address" in notes[0]


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_an_address_is_spelled_as_the_core_spells_it(address: IPv4Address | IPv6Address) -> None:
    core = read_address(str(address))
    ips, _ = ips_of(str(address))
    assert ips == ([] if core.kind == "nobody" else [core.text])


def test_macs_in_a_cell() -> None:
    assert macs_of("0:1b:1b:a:b:c; 001B.1B0A.0B0D (Siemens)") == (["00:1b:1b:0a:0b:0c", "00:1b:1b:0a:0b:0d"], [])
    assert macs_of("00 1B 1B 0A 0B 0C")[0] == ["00:1b:1b:0a:0b:0c"]
    macs, notes = macs_of("ff:ff:ff:ff:ff:ff 00:00:00:00:00:00 01:00:5e:00:00:01")
    assert macs == []
    assert len(notes) == 3


def test_one_address_is_no_more_and_no_less() -> None:
    assert canonical_ip("10.1.0.5/24") == "10.1.0.5"
    for text in ("10.1.0.5 10.1.0.6", UNSET):
        with pytest.raises(ValueError, match="no single IP address"):
            canonical_ip(text)


def test_macs_are_told_from_ips() -> None:
    assert is_mac("00:1b:1b:0a:0b:0c")
    assert not is_mac("2001:db8:0:0:1:0:0")
    assert not is_mac("10.1.0.5")
