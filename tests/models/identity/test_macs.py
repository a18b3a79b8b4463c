"""MAC addresses in one form."""

import pytest

from models.identity.macs import normal_mac


@pytest.mark.parametrize("text", ["02:00:5E:00:00:01", "02-00-5e-00-00-01", "0200.5e00.0001", "2:0:5e:0:0:1"])
def test_all_ways_to_write_it_are_one(text: str) -> None:
    assert normal_mac(text) == "02:00:5e:00:00:01"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "01:00:5e:00:00:01",
        "33:33:00:00:00:01",
        "02:00:5e",
        "x" * 17,
    ],
)
def test_nobodys_groups_and_nonsense_are_none(text: str | None) -> None:
    assert normal_mac(text) is None
