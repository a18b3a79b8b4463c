"""Networks in one form."""

import pytest

from schemas.networks import network_of


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("::ffff:10.2.0.0/112", "10.2.0.0/16"),
        ("::ffff:a02:0/112", "10.2.0.0/16"),
        ("::FFFF:10.2.0.7", "10.2.0.7/32"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("::/0", "::/0"),
        ("10.2.0.0/255.255.0.0", "10.2.0.0/16"),
        ("FD00:1::/64", "fd00:1::/64"),
    ],
)
def test_a_network_of_mapped_addresses_is_the_one_it_means(text: str, network: str) -> None:
    assert network_of(text) == network


def test_bits_past_the_prefix_are_refused_or_dropped() -> None:
    with pytest.raises(ValueError, match="host bits"):
        network_of("::ffff:10.2.0.1/112")
    assert network_of("::ffff:10.2.0.1/112", strict=False) == "10.2.0.0/16"
