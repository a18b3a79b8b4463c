"""Who stands behind an address."""

import pytest

from models.identity.endpoint import Endpoint
from models.identity.inventory import EXTERNAL_ANY, EXTERNAL_OTHER, MAX_EXTERNAL_PEERS, Inventory
from tests.models import builders as b

MAC, MAC2 = "02:00:00:00:00:01", "02:00:00:00:00:02"


def end(ip: str, mac: str | None = None, realm: str = "", scope: str = "zeek") -> Endpoint:
    return Endpoint(ip, mac, realm, scope, b.MONDAY)


def who(inventory: Inventory, ip: str, mac: str | None = None, **more: str) -> str:
    asset = inventory.resolve(end(ip, mac, **more), exact_peers=True)
    assert asset is not None
    return (asset if inventory.keeps(asset) else inventory.pool(asset)).id


def test_an_address_is_one_asset_however_it_is_written() -> None:
    inventory = Inventory()
    assert who(inventory, "10.0.0.1") == who(inventory, "::ffff:10.0.0.1") == "ip:10.0.0.1"
    assert who(inventory, "FD00::0:1") == who(inventory, "fd00::1")


def test_asking_whether_an_address_is_known_makes_nothing() -> None:
    inventory = Inventory()
    assert not inventory.known(end("10.0.0.1"))
    assert inventory.holder(end("10.0.0.1")) is None
    assert inventory.assets == {}
    who(inventory, "10.0.0.1")
    assert inventory.known(end("10.0.0.1"))


@pytest.mark.parametrize("ip", ["224.0.0.1", "255.255.255.255", "::", "127.0.0.1"])
def test_nobody_is_nobody(ip: str) -> None:
    inventory = Inventory()
    assert inventory.resolve(end(ip), exact_peers=True) is None
    assert inventory.assets == {}


def test_a_host_met_first_without_and_then_with_its_mac_is_one() -> None:
    inventory = Inventory()
    assert who(inventory, "10.0.0.1") == who(inventory, "10.0.0.1", MAC) == who(inventory, "10.0.0.2", MAC)


def test_a_mac_of_another_realm_is_another_device() -> None:
    inventory = Inventory()
    assert who(inventory, "10.0.0.1", MAC) != who(inventory, "10.0.0.1", MAC, realm="two")


def test_both_address_families_of_a_mac_are_one_asset() -> None:
    inventory = Inventory()
    assert who(inventory, "10.0.0.1", MAC) == who(inventory, "fd00::1", MAC) == who(inventory, "fd00::2", MAC)


def test_a_mac_in_two_subnets_is_a_routers_and_stays_one() -> None:
    inventory = Inventory()
    who(inventory, "10.0.0.1", MAC)
    assert who(inventory, "10.0.1.1", MAC) == "ip:10.0.1.1"
    assert who(inventory, "10.0.0.9", MAC) == "ip:10.0.0.9"
    assert list(inventory.routers) == [MAC]
    assert all(asset.record.macs == [] for asset in inventory.assets.values())


def test_an_address_taken_over_belongs_to_the_newcomer() -> None:
    inventory = Inventory()
    old = who(inventory, "10.0.0.1", MAC)
    new = who(inventory, "10.0.0.1", MAC2)
    assert new != old
    assert who(inventory, "10.0.0.1") == new
    assert inventory.rebound
    note = inventory.assets[new].record.note
    assert note is not None
    assert "10.0.0.1" in note


def test_link_local_addresses_are_known_on_their_segment_only() -> None:
    inventory = Inventory()
    here, there = end("fe80::1", scope="a"), end("fe80::1", scope="b")
    assert who(inventory, "fe80::1", scope="a") != who(inventory, "fe80::1", scope="b")
    assert inventory.known(here)
    assert inventory.known(there)
    assert not inventory.known(end("fe80::1", scope="c"))


def test_internet_peers_are_by_prefix_or_all_one() -> None:
    inventory = Inventory()
    assert who(inventory, "8.8.8.8") == who(inventory, "8.8.8.9") == "ext:8.8.8.0/24"
    folded = inventory.resolve(end("1.1.1.1"), exact_peers=False)
    assert folded is not None
    assert folded.id == EXTERNAL_ANY


def test_internet_peers_are_bounded() -> None:
    inventory = Inventory()
    for number in range(MAX_EXTERNAL_PEERS + 10):
        who(inventory, f"9.{number // 256}.{number % 256}.1")
    assert who(inventory, "9.250.250.1") == EXTERNAL_OTHER
    assert len(inventory.assets) <= MAX_EXTERNAL_PEERS + 1


def test_an_unanswered_255_is_a_broadcast_unless_it_is_somebodys() -> None:
    inventory = Inventory()
    assert inventory.broadcast(end("10.0.0.255"))
    who(inventory, "10.0.0.255")
    assert not inventory.broadcast(end("10.0.0.255"))


def test_what_is_no_address_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        Inventory().resolve(end("nonsense"), exact_peers=True)


def test_past_the_limit_new_addresses_share_one_asset_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.identity.inventory.MAX_ASSETS", 10)
    inventory = Inventory()
    for number in range(30):
        who(inventory, f"10.0.{number % 3}.{number + 1}")
    assert len(inventory.assets) <= 10 + 3
    assert who(inventory, "10.0.1.200") == who(inventory, "10.0.1.201") != who(inventory, "10.0.2.200")
    assert who(inventory, "10.0.0.1") == "ip:10.0.0.1"
