"""An asset: its id, its label, its places for paths."""

import msgspec

from models.baseline.asset import AssetRecord, new_asset
from models.baseline.path import Path
from tests.models import builders as b


def test_an_id_never_breaks_a_state_key() -> None:
    assert new_asset("a|b", "", 0.0).id == "a_b"
    assert new_asset("@marks", "", 0.0).id == "_marks"
    assert new_asset("a|b", "", 0.0).window.asset == "a_b"


def test_a_label_is_the_name_then_the_inventorys_id_then_the_address() -> None:
    asset = new_asset("ip:10.0.0.1", "", 0.0)
    assert asset.label == "10.0.0.1"
    asset.record.declared_id = "plc-7"
    assert asset.label == "plc-7"
    asset.record.name = "Press 7"
    assert asset.label == "Press 7"


def test_the_lowest_free_slot_is_taken_again() -> None:
    asset = new_asset("x", "", 0.0)
    for _ in range(5):
        slot = asset.free_slot()
        asset.slots[slot] = Path("x", "y", "s", slot, b.MONDAY, b.MONDAY, b.MONDAY, asset, asset)
    assert list(asset.slots) == [0, 1, 2, 3, 4]
    asset.give_slot(3)
    asset.give_slot(1)
    assert [asset.free_slot(), asset.free_slot(), asset.free_slot()] == [1, 3, 5]


def test_roles_with_many_behind_them_are_shared() -> None:
    asset = new_asset("x", "", b.MONDAY)
    assert not asset.shared
    asset.record.role = "jump-host"
    assert asset.shared


def test_one_that_was_stored_by_an_older_weir_has_what_it_did_not_know_by_default() -> None:
    record = new_asset("x", "", 5.0).record
    record.role_id, record.lost_master = "cell/plc", True
    fields = msgspec.msgpack.decode(msgspec.msgpack.encode(record))
    assert fields[-2:] == ["cell/plc", True]
    older = msgspec.convert(fields[:-2], AssetRecord)
    assert (older.id, older.first_seen, older.role_id, older.lost_master) == ("x", 5.0, None, False)
