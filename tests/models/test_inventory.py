"""Who stands behind an address."""

import pytest

from models.endpoint import Endpoint
from models.inventory import EXTERNAL_ANY, EXTERNAL_OTHER, MAX_EXTERNAL_PEERS, Inventory
from schemas.asset_change import Binding
from tests.models import builders as b

MAC, MAC2 = "02:00:00:00:00:01", "02:00:00:00:00:02"


def end(ip: str, mac: str | None = None, realm: str = "", scope: str = "zeek") -> Endpoint:
    return Endpoint(ip, mac, realm, scope, b.MONDAY)


def who(inventory: Inventory, ip: str, mac: str | None = None, **more: str) -> str:
    asset = inventory.resolve(end(ip, mac, **more), exact_peers=True)
    assert asset is not None
    return asset.id


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
    assert inventory.routers == {MAC}
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


def test_a_declared_peer_is_known_exactly() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("vendor", "8.8.8.8"))
    assert who(inventory, "8.8.8.8") == "vendor"
    assert who(inventory, "8.8.8.9") == "ext:8.8.8.0/24"
    assert inventory.known(end("8.8.8.8"))


def test_a_declaration_adopts_who_was_seen_already() -> None:
    inventory = Inventory()
    seen = who(inventory, "10.0.0.1")
    assert inventory.apply(b.asset("plc-7", "10.0.0.1", name="Press", criticality=5)) is None
    found = inventory.find("plc-7")
    assert found is not None
    assert (found.id, found.record.name, found.record.criticality) == (seen, "Press", 5)


def test_what_a_change_leaves_out_stays() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("plc", "10.0.0.1", name="Press", vendor="acme", tags=("a",)))
    inventory.apply(b.asset("plc", owner="ana"))
    record = inventory.assets["plc"].record
    assert (record.name, record.vendor, record.tags, record.owner, record.ips) == (
        "Press", "acme", ["a"], "ana", ["10.0.0.1"],
    )  # fmt: skip


def test_a_lease_moves_by_events() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("pc", "10.0.0.1"))
    inventory.apply(b.asset("pc", "10.0.0.1", change="address-released"))
    inventory.apply(b.asset("pc", "10.0.0.2", change="address-assigned"))
    inventory.apply(b.asset("tablet", "10.0.0.1", change="address-assigned"))
    assert who(inventory, "10.0.0.2") == "pc"
    assert who(inventory, "10.0.0.1") == "tablet"


def test_a_retired_asset_gives_its_addresses_back() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("pc", "10.0.0.1", MAC))
    inventory.apply(b.asset("pc", change="retired"))
    assert who(inventory, "10.0.0.1", MAC) != "pc"


def test_a_bad_change_is_refused_with_its_reason_and_changes_nothing() -> None:
    inventory = Inventory()
    reason = inventory.apply(b.asset("pc", addresses=(Binding("10.0.0.1"), Binding("nonsense"))))
    assert reason is not None
    assert "nonsense" in reason
    assert inventory.assets == {}
    assert inventory.apply(b.asset("ghost", change="retired")) is not None


def test_an_unanswered_255_is_a_broadcast_unless_it_is_somebodys() -> None:
    inventory = Inventory()
    assert inventory.broadcast(end("10.0.0.255"))
    who(inventory, "10.0.0.255")
    assert not inventory.broadcast(end("10.0.0.255"))


def test_what_is_no_address_is_a_value_error() -> None:
    with pytest.raises(ValueError):
        Inventory().resolve(end("nonsense"), exact_peers=True)


def test_past_the_limit_new_addresses_share_one_asset_a_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.inventory.MAX_ASSETS", 10)
    inventory = Inventory()
    for number in range(30):
        who(inventory, f"10.0.{number % 3}.{number + 1}")
    assert len(inventory.assets) <= 10 + 3
    assert who(inventory, "10.0.1.200") == who(inventory, "10.0.1.201") != who(inventory, "10.0.2.200")
    assert who(inventory, "10.0.0.1") == "ip:10.0.0.1"


def test_a_declared_asset_of_several_addresses_takes_a_new_mac_in() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("server", addresses=(Binding("10.0.0.1", MAC), Binding("10.0.0.2"))))
    assert who(inventory, "10.0.0.2", MAC2) == "server"


def test_maintenance_is_noted_and_ended() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("plc", b.PLC))
    inventory.apply(b.asset("plc", change="maintenance-started"))
    assert inventory.assets["plc"].record.maintenance
    inventory.apply(b.asset("plc", change="maintenance-ended"))
    assert not inventory.assets["plc"].record.maintenance


def test_a_declared_level_is_kept_under_either_name() -> None:
    inventory = Inventory()
    inventory.apply(b.asset("one", purdue_level=1.0))
    inventory.apply(b.asset("two", level=2.0))
    assert [inventory.assets[name].record.declared_level for name in ("one", "two")] == [1.0, 2.0]
