"""What an inventory says of one asset, in every spelling."""

import pytest

from models.identity.declared import apply_change
from models.identity.endpoint import Endpoint
from models.identity.inventory import Inventory
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


def test_a_declared_level_is_kept_under_either_name() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("one", purdue_level=1.0))
    apply_change(inventory, b.asset("two", level=2.0))
    assert [inventory.assets[name].record.declared_level for name in ("one", "two")] == [1.0, 2.0]


# ---------------------------------------------------------------- addresses that leave


@pytest.mark.parametrize(
    ("held", "spelled"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "::ffff:10.0.0.1"),
        ("10.0.0.1", "::FFFF:a00:1"),
        ("fd00::ab", "FD00::AB"),
        ("fd00::ab", "fd00:0:0:0:0:0:0:ab"),
        ("fd00::ab", "FD00:0000::00AB"),
    ],
)
def test_an_address_is_released_however_it_is_written(held: str, spelled: str) -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", held))
    assert apply_change(inventory, b.asset("pc", spelled, change="address-released")) is None
    assert inventory.assets["pc"].record.ips == []
    assert who(inventory, held) == f"ip:{held}"


@pytest.mark.parametrize(
    "spelled", [MAC, MAC.upper(), "02-00-00-00-00-01", "0200.0000.0001", "020000000001", "2:0:0:0:0:1"]
)
def test_a_mac_alone_is_released_however_it_is_written(spelled: str) -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC))
    assert apply_change(inventory, b.asset("pc", mac=spelled, change="address-released")) is None
    assert (inventory.assets["pc"].record.macs, inventory.assets["pc"].record.ips) == ([], ["10.0.0.1"])
    assert who(inventory, "10.0.0.2", MAC) == "ip:10.0.0.2"


@pytest.mark.parametrize("spelled", ["fe80::1", "FE80::1", "fe80::1%eth0", "fe80:0::0:1%3"])
@pytest.mark.parametrize("realm", ["", "cell-2"])
def test_a_link_local_address_is_released_on_whichever_segment_it_was_met(spelled: str, realm: str) -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", mac=MAC, realm=realm))
    for scope in ("zeek", "zeek/7"):
        assert who(inventory, "fe80::1", MAC, scope=scope, realm=realm) == "pc"
    apply_change(inventory, b.asset("pc", spelled, change="address-released", realm=realm))
    assert inventory.assets["pc"].record.ips == []


def test_an_address_is_released_in_the_realm_that_the_change_names() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC, realm="one"))
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC2, realm="two", change="address-assigned"))
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC2, realm="two", change="address-released"))
    assert inventory.assets["pc"].record.ips == ["one/10.0.0.1"]
    assert inventory.assets["pc"].record.macs == [f"one/{MAC}"]
    apply_change(inventory, b.asset("pc", "10.0.0.1", realm="three", change="address-released"))
    assert inventory.assets["pc"].record.ips == ["one/10.0.0.1"]
    apply_change(inventory, b.asset("pc", "10.0.0.1", change="address-released"))
    assert inventory.assets["pc"].record.ips == []


def test_what_an_asset_does_not_hold_is_not_taken_from_who_does() -> None:
    inventory = Inventory()
    apply_change(inventory, b.asset("one", "10.0.0.1", MAC))
    apply_change(inventory, b.asset("two", "10.0.0.2"))
    assert apply_change(inventory, b.asset("two", "10.0.0.1", MAC, change="address-released")) is None
    assert who(inventory, "10.0.0.1", MAC) == "one"


def test_a_released_address_leaves_its_subnet_behind() -> None:
    """Else a laptop that was given another subnet's address would be taken for a router."""
    inventory = Inventory()
    apply_change(inventory, b.asset("pc", "10.0.0.1", MAC))
    apply_change(inventory, b.asset("pc", "10.0.0.1", change="address-released"))
    apply_change(inventory, b.asset("pc", "10.0.1.1", change="address-assigned"))
    assert who(inventory, "10.0.1.1", MAC) == "pc"
    assert who(inventory, "10.0.1.2", MAC) == "pc"
    assert list(inventory.routers) == []


@pytest.mark.parametrize("mac", [None, MAC])
@pytest.mark.parametrize("spelled", ["10.0.0.1", "::ffff:10.0.0.1"])
def test_an_address_that_an_inventory_gives_to_another_stays_there(mac: str | None, spelled: str) -> None:
    """Also when the device that had it, known by its MAC, goes on speaking from it."""
    inventory = Inventory()
    apply_change(inventory, b.asset("plc-7", "10.0.0.1"))
    assert who(inventory, "10.0.0.1", mac) == "plc-7"
    assert who(inventory, "fd00::7", mac) == ("plc-7" if mac else "ip:fd00::7")
    apply_change(inventory, b.asset("press-7", spelled))
    assert who(inventory, "10.0.0.1", mac) == "press-7"
    assert who(inventory, "10.0.0.1") == "press-7"
    assert inventory.assets["plc-7"].record.ips == (["fd00::7"] if mac else [])


def test_paths_are_announced_anew_when_an_address_moves_between_assets() -> None:
    pipeline = b.new_pipeline()
    pipeline.change(b.asset("plc-7", b.PLC, name="Seven"))
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC, service="modbus")])
    out = b.run(pipeline, [b.asset("press", b.PLC, name="Press")])
    assert [path.responder_zone for path in out.paths] == [None]
    b.run(pipeline, [b.flow(b.MONDAY + 60, b.SCADA, b.PLC, service="modbus")])
    assert b.path(pipeline, b.SCADA, "Press", "modbus").flows == 1
    assert b.path(pipeline, b.SCADA, "Seven", "modbus").flows == 1


def test_more_addresses_than_one_asset_may_have_are_refused_with_advice() -> None:
    inventory = Inventory()
    for block in range(2):
        many = tuple(Binding(f"10.0.{block}.{n}") for n in range(256))
        assert apply_change(inventory, b.asset("server", addresses=many)) is None
    reason = apply_change(inventory, b.asset("server", "10.0.2.1"))
    assert reason is not None
    assert "address-released" in reason
    assert len(inventory.assets["server"].record.ips) == 512
    assert apply_change(inventory, b.asset("server", "10.0.0.1", change="address-released")) is None
    assert apply_change(inventory, b.asset("server", "10.0.2.1")) is None


def test_more_assets_than_a_site_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.identity.declared.MAX_ASSETS_WITH_DECLARED", 3)
    inventory = Inventory()
    refused = [apply_change(inventory, b.asset(f"a{n}", f"10.0.0.{n + 1}")) for n in range(5)]
    assert [reason is None for reason in refused] == [True, True, True, False, False]
    assert apply_change(inventory, b.asset("a0", name="still known")) is None
