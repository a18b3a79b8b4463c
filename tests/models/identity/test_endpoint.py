"""A flow's ends bear what tells who stands there."""

from msgspec.structs import replace

from models.identity.endpoint import ends_of
from tests.models import builders as b

FLOW = b.flow(b.MONDAY, b.SCADA, b.PLC)


def test_both_ends_bear_the_flows_realm_and_sensor_and_vlan() -> None:
    for end in ends_of(replace(FLOW, realm="cell-2", vlan=7, sensor="tap")):
        assert (end.realm, end.scope) == ("cell-2", "tap/7")
    assert {end.scope for end in ends_of(FLOW)} == {FLOW.sensor}


def test_a_mac_is_a_devices_own_within_one_segment_only() -> None:
    assert all(end.local for end in ends_of(replace(FLOW, initiator_ip="10.9.0.1", responder_ip="10.9.0.2")))
    assert not any(end.local for end in ends_of(replace(FLOW, initiator_ip="10.9.0.1", responder_ip="10.9.1.2")))


def test_an_asset_met_by_a_late_flow_counts_from_when_weir_watched() -> None:
    assert {end.time for end in ends_of(FLOW)} == {FLOW.end}
    assert {end.time for end in ends_of(FLOW, FLOW.end + 60.0)} == {FLOW.end + 60.0}
