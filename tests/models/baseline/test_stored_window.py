"""An asset's window as it is stored."""

import msgspec

from models.baseline.asset import new_asset
from models.baseline.path import stored_fields
from models.baseline.stored_window import StoredWindow, put_back_window, stored_window
from tests.models import builders as b


def test_it_comes_back_with_the_path_of_what_is_sent_to_nobody() -> None:
    pipeline = b.new_pipeline()
    broadcasts = [b.flow(b.MONDAY + n, b.PLC, "10.9.0.255", 137, transport="udp", state="unknown") for n in range(5)]
    b.run(pipeline, [*broadcasts, b.flow(b.MONDAY + 9, b.SCADA, b.PLC), b.flow(b.MONDAY + 400, b.SCADA, b.PLC)])
    site = pipeline._state
    asset = site.inventory.assets[f"ip:{b.PLC}"]
    assert asset.broadcasts is not None
    assert (asset.broadcasts.flows, asset.window.flows) == (5, 1)
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(stored_window(asset)), type=StoredWindow)
    again = new_asset(asset.id, "", b.MONDAY)
    put_back_window(again, stored, site.nobody)
    assert stored_window(again) == stored_window(asset)
    assert again.broadcasts is not None
    assert stored_fields(again.broadcasts) == stored_fields(asset.broadcasts)
    assert again.broadcasts.initiator_asset is again


def test_both_roles_come_back_and_an_older_window_has_begun_all() -> None:
    pipeline = b.new_pipeline()
    b.run(
        pipeline,
        [b.flow(b.MONDAY, b.SCADA, b.PLC), b.flow(b.MONDAY + 1, b.PLC, b.PLC2), b.flow(b.MONDAY + 2, b.PLC, b.PLC3)],
    )
    site = pipeline._state
    window = site.inventory.assets[f"ip:{b.PLC}"].window
    assert (window.begun, window.answered, window.flows) == (2, 1, 3)
    written = stored_window(site.inventory.assets[f"ip:{b.PLC}"])
    for fields, roles in ((written, (2, 1)), (written[:-1], (3, 0))):
        again = new_asset("again", "", b.MONDAY)
        put_back_window(again, msgspec.msgpack.decode(msgspec.msgpack.encode(fields), type=StoredWindow), site.nobody)
        assert (again.window.begun, again.window.answered) == roles
