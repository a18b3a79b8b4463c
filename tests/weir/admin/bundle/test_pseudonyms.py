"""What stands for an address is one, networks stay networks, and nothing that was named is left."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weir.admin.bundle.pseudonyms import Pseudonyms, tells_nobody

KEY = b"k" * 32


def _with(*names: str, key: bytes = KEY) -> Pseudonyms:
    return Pseudonyms(key, names)


@given(st.integers(0, 2**32 - 1), st.integers(0, 31))
def test_addresses_that_share_a_network_still_share_it_and_others_do_not(value: int, bit: int) -> None:
    made = _with()
    one, other = ipaddress.IPv4Address(value), ipaddress.IPv4Address(value ^ (1 << bit))
    if any(ip.is_loopback or ip.is_unspecified or int(ip) == 2**32 - 1 for ip in (one, other)):
        return
    first, second = (int(ipaddress.ip_address(made.address(str(ip)))) for ip in (one, other))
    # The first bit in which they differ is the same as before.
    assert (first ^ second).bit_length() == bit + 1 or bit >= 16


def test_it_can_still_be_told_what_kind_of_address_it_was() -> None:
    made = _with()
    for text, network in (
        ("10.1.2.3", "10.0.0.0/8"),
        ("172.20.1.1", "172.16.0.0/12"),
        ("192.168.7.9", "192.168.0.0/16"),
        ("fe80::1:2", "fe80::/16"),
    ):
        replaced = ipaddress.ip_address(made.address(text))
        assert replaced in ipaddress.ip_network(network)
        assert str(replaced) != text
    assert [made.address(text) for text in ("127.0.0.1", "::1", "::")] == ["127.0.0.1", "::1", "::"]


def test_the_same_is_replaced_by_the_same_and_by_another_with_another_key() -> None:
    text = "10.1.2.3 to plc-7"
    assert _with("plc-7").text(text) == _with("plc-7").text(text)
    assert _with("plc-7").text(text) != _with("plc-7", key=b"x").text(text)


@pytest.mark.parametrize(
    "text",
    [
        "10.8.73.131",
        "ip:10.8.73.131|10.8.73.131:502",
        '"10.8.73.131/24"',
        "fd00:1:2::7:8",
        "ip:fd00:1:2::7:8",
        "[fd00:1:2::7:8]:502",
        "::ffff:10.8.73.131",
        "00:1b:1b:aa:bb:cc",
        "mac:00:1b:1b:aa:bb:cc",
        "00-1B-1B-AA-BB-CC",
        "kafka-1.acme-steel.example:9092",
        "/srv/acme-steel/tap.log",
        "file:/srv/acme-steel/tap.log,",
        "Line 3 HMI",
        "(plc-7)",
        "PLC-7",
        "role=plc-7|plc-7",
        "µ-Werk",
        "old-plc-7",
    ],
)
def test_nothing_of_it_is_left(text: str) -> None:
    replaced = _with("Line 3 HMI", "plc-7", "µ-Werk", "plc").text(f"before {text} after")
    assert replaced.startswith("before ")
    assert replaced.endswith(" after")
    for known in ("8.73.131", "1:2::7", "1b:1b", "1B-1B", "acme", "Line", "HMI", "plc", "PLC", "Werk"):
        assert known not in replaced


def test_times_versions_modules_and_words_stay() -> None:
    text = "2026-01-31T06:12:30+0000 info: streams.worker.partitions took 3.12.4 of weir.flows, /opt/zeek/logs/current"
    assert _with("plc-7").text(text) == text


def test_a_network_is_written_as_one() -> None:
    replaced = _with().text("10.1.0.0/16")
    assert str(ipaddress.ip_network(replaced)) == replaced
    assert ipaddress.ip_address(_with().address("10.1.99.1")) in ipaddress.ip_network(replaced)


def test_parts_that_anybody_has_tell_nobody() -> None:
    assert all(tells_nobody(part) for part in ("conn.log", "*.gz", "current", "", "5"))
    assert not any(tells_nobody(part) for part in ("plant-b", "acme.log", "2026"))
