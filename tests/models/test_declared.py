"""What an inventory says of one asset, in every spelling."""

from models.declared import apply_change
from models.endpoint import Endpoint
from models.inventory import Inventory
from schemas.asset_change import Binding
from tests.models import builders as b

MAC, MAC2 = "02:00:00:00:00:01", "02:00:00:00:00:02"


def end(ip: str, mac: str | None = None, realm: str = "", scope: str = "zeek") -> Endpoint:
    return Endpoint(ip, mac, realm, scope, b.MONDAY)


def who(inventory: Inventory, ip: str, mac: str | None = None, **more: str) -> str:
    asset = inventory.resolve(end(ip, mac, **more), exact_peers=True)
    assert asset is not None
    return asset.id


def test_a_declared_peer_is_known_exactly() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("vendor", "8.8.8.8"))
    assert who(inventory, "8.8.8.8") == "vendor"
    assert who(inventory, "8.8.8.9") == "ext:8.8.8.0/24"
    assert inventory.known(end("8.8.8.8"))


def test_a_declaration_adopts_who_was_seen_already() -> None:
    inventory = Inventory()
    seen = who(inventory, "10.0.0.1")
    assert apply_change(inventory, b.asset("plc-7", "10.0.0.1", name="Press", criticality=5)) is None
    found = inventory.find("plc-7")
    assert found is not None
    assert (found.id, found.record.name, found.record.criticality) == (seen, "Press", 5)


def test_what_a_change_leaves_out_stays() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("plc", "10.0.0.1", name="Press", vendor="acme", tags=("a",)))
    apply_change(inventory, b.asset("plc", owner="ana"))
    record = inventory.assets["plc"].record
    assert (record.name, record.vendor, record.tags, record.owner, record.ips) == (
        "Press", "acme", ["a"], "ana", ["10.0.0.1"],
    )  # fmt: skip


def test_a_lease_moves_by_events() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", "10.0.0.1"))
    apply_change(inventory, b.asset("pc", "10.0.0.1", change="address-released"))
    apply_change(inventory, b.asset("pc", "10.0.0.2", change="address-assigned"))
    apply_change(inventory, b.asset("tablet", "10.0.0.1", change="address-assigned"))
    assert who(inventory, "10.0.0.2") == "pc"
    assert who(inventory, "10.0.0.1") == "tablet"


def test_a_retired_asset_gives_its_addresses_back() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC))
    apply_change(inventory, b.asset("pc", change="retired"))
    assert who(inventory, "10.0.0.1", MAC) != "pc"


def test_a_bad_change_is_refused_with_its_reason_and_changes_nothing() -> None:
    inventory = Inventory()
    reason = apply_change(inventory, b.asset("pc", addresses=(Binding("10.0.0.1"), Binding("nonsense"))))
    assert reason is not None
    assert "nonsense" in reason
    assert inventory.assets == {}
    assert apply_change(inventory, b.asset("ghost", change="retired")) is not None


def test_a_declared_asset_of_several_addresses_takes_a_new_mac_in() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("server", addresses=(Binding("10.0.0.1", MAC), Binding("10.0.0.2"))))
    assert who(inventory, "10.0.0.2", MAC2) == "server"


def test_maintenance_is_noted_and_ended() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("plc", b.PLC))
    apply_change(inventory, b.asset("plc", change="maintenance-started"))
    assert inventory.assets["plc"].record.maintenance
    apply_change(inventory, b.asset("plc", change="maintenance-ended"))
    assert not inventory.assets["plc"].record.maintenance


def test_a_declared_level_is_kept_under_either_name() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("one", purdue_level=1.0))
    apply_change(inventory, b.asset("two", level=2.0))
    assert [inventory.assets[name].record.declared_level for name in ("one", "two")] == [1.0, 2.0]
