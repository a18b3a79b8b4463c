"""Routers' MACs, so many and no more."""

import pytest

from models.identity.inventory import Inventory
from models.identity.routers import MAX_ROUTERS, Routers
from schemas.bounds import MAX_RECORD_BYTES
from tests.models.identity.test_inventory import MAC, end, who


def test_a_router_is_remembered_once() -> None:
    routers = Routers()
    assert routers.add(MAC)
    assert not routers.add(MAC)
    assert (MAC in routers, len(routers), list(routers)) == (True, 1, [MAC])


def test_the_macs_of_a_site_fit_one_state_record() -> None:
    routers = Routers()
    for number in range(MAX_ROUTERS + 50):
        routers.add("r" * 255 + f"/02:00:00:00:{number >> 8:02x}:{number & 255:02x}")
    assert (len(routers), routers.full) == (MAX_ROUTERS, True)
    assert sum(len(mac) for mac in routers) < MAX_RECORD_BYTES / 3


def test_past_the_bound_no_new_mac_is_an_identity_and_a_known_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.identity.routers.MAX_ROUTERS", 3)
    inventory = Inventory()
    device = who(inventory, "10.0.0.1", MAC)
    for number in range(9):
        inventory.resolve(end("8.8.8.8", f"02:00:00:00:07:{number:02x}"), exact_peers=True)
    assert len(inventory.routers) == 3
    assert who(inventory, "10.0.0.2", MAC) == device
    assert who(inventory, "10.0.5.1", "02:00:00:00:07:08") == "ip:10.0.5.1"
    assert who(inventory, "10.0.6.1", "02:00:00:00:07:08") == "ip:10.0.6.1"
    assert who(inventory, "10.0.0.9", "02:00:00:00:09:00") == "ip:10.0.0.9"
    assert all(asset.record.macs in ([], [MAC]) for asset in inventory.assets.values())


def test_past_the_bound_a_device_that_shows_to_be_a_router_is_none_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.identity.routers.MAX_ROUTERS", 0)
    inventory = Inventory()
    device = inventory.assets[who(inventory, "10.0.0.1")]
    inventory.held.bind_mac(device, MAC)
    inventory.resolve(end("8.8.8.8", MAC), exact_peers=True)
    assert (device.record.macs, inventory.held.by_mac) == ([], {})
