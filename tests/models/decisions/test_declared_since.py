"""A conflict about an address ends once the inventory names it with the MAC that it has now."""

from schemas.asset_change import Binding
from tests.models import builders as b
from tests.models.alerts.situations import HMI, OTHER_MAC, PLC_MAC, T, plant


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
