"""Hosts of the plant, peers on the internet, and nobody."""

import pytest

from models.identity.addresses import read_address


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.0.0.1", "internal"),
        ("172.31.0.1", "internal"),
        ("192.168.255.1", "internal"),
        ("100.64.0.1", "internal"),
        ("192.0.2.1", "internal"),
        ("fd00::1", "internal"),
        ("8.8.8.8", "external"),
        ("2001:4860:4860::8888", "external"),
        ("::ffff:8.8.8.8", "external"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("224.0.0.1", "nobody"),
        ("239.255.255.250", "nobody"),
        ("255.255.255.255", "nobody"),
        ("0.0.0.0", "nobody"),  # noqa: S104
        ("127.0.0.1", "nobody"),
        ("ff02::1", "nobody"),
        ("::", "nobody"),
    ],
)
def test_what_stands_behind_an_address(text: str, kind: str) -> None:
    assert read_address(text).kind == kind


def test_a_mapped_address_is_the_one_it_maps() -> None:
    assert read_address("::ffff:10.0.0.1").text == "10.0.0.1"


@pytest.mark.parametrize("text", ["", "host", "10.0.0", "10.0.0.256", "10.0.0.0/24"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_address(text)


@pytest.mark.parametrize(("text", "prefix"), [("8.8.8.200", "8.8.8.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48")])
def test_an_internet_peer_is_known_by_its_prefix(text: str, prefix: str) -> None:
    assert read_address(text).prefix == prefix


def test_neighbours_share_a_segment() -> None:
    assert read_address("10.0.0.1").segment == read_address("10.0.0.99").segment != read_address("10.0.1.1").segment
    assert (
        read_address("fd00::1").segment == read_address("fd00::ffff").segment != read_address("fd00:0:0:1::1").segment
    )


def test_only_an_ipv4_address_that_ends_in_255_looks_like_a_broadcast() -> None:
    assert read_address("10.0.0.255").looks_like_broadcast
    assert not read_address("10.0.0.254").looks_like_broadcast
    assert not read_address("fd00::ff").looks_like_broadcast
