"""A conflict about an address ends once the inventory names it with the MAC that it has now; so does a new asset."""

from schemas.asset_change import Binding
from tests.models import builders as b
from tests.models.alerts.situations import HMI, OTHER_MAC, PLC_MAC, T, plant

STRANGER = "10.9.0.99"
NOW = b.after() + 60.0


def test_a_row_that_names_the_new_mac_ends_it_and_others_do_not() -> None:
    pipeline = plant()
    taken = b.flow(T, HMI, b.PLC, service="modbus", initiator_mac=OTHER_MAC, responder_mac=PLC_MAC)
    (alert,) = b.alerts_of(pipeline, taken)
    others = [
        b.asset("plc-2", addresses=(Binding(b.PLC2, OTHER_MAC),), change="address-released"),
        b.asset("plc-1", b.PLC, PLC_MAC, name="renamed"),
    ]
    assert b.run(pipeline, others).alerts == []
    (closed,) = b.run(pipeline, [b.asset("hmi-1", HMI, OTHER_MAC, time=T + 60.0)]).alerts
    assert (closed.id, closed.status) == (alert.id, "closed")
    assert closed.closed_because == "the inventory says now that this device has the address"


def test_what_the_alert_on_an_unknown_device_lists_is_learnt_with_its_declaration() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW, STRANGER, b.PLC, 502), b.flow(NOW + 1, STRANGER, b.PLC2, 502)])
    b.run(pipeline, [b.asset("tester", STRANGER, time=NOW + 2)])
    assert {b.path(pipeline, "tester", plc, "modbus").status for plc in (b.PLC, b.PLC2)} == {"learnt"}


def test_a_device_that_commands_only_after_its_declaration_is_a_new_master() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW, STRANGER, b.PLC2, 80), b.asset("tester", STRANGER, time=NOW + 1)])
    (alert,) = b.alerts_of(pipeline, b.flow(NOW + 2, STRANGER, b.PLC, 502))
    assert alert.kind == "rogue-master"
