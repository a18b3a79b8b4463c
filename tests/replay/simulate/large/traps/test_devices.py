from replay.simulate.large.traps import devices
from tests.replay.simulate.large.of import GROUND, planted


def test_a_third_controller_is_of_its_cells_make_and_polled_from_then_on() -> None:
    [change] = planted(devices.third_controller).changes
    before = {device.ip: device for device in GROUND.devices}
    [new] = [device for device in change.apply(GROUND).devices if device.ip not in before]
    assert new.mac[:8] in {device.mac[:8] for device in GROUND.devices if device.zone == new.zone}


def test_a_replaced_panel_keeps_its_address_and_maker() -> None:
    [change] = planted(devices.replaced_panel).changes
    before = {device.ip: device.mac for device in GROUND.devices}
    [new] = [device for device in change.apply(GROUND).devices if before.get(device.ip) != device.mac]
    assert (new.role, new.mac[:8]) == ("hmi", before[new.ip][:8])


def test_a_twin_a_new_desk_and_a_moved_lease_have_new_addresses() -> None:
    known = {device.ip for device in GROUND.devices}
    for event in (devices.twin_panel, devices.new_workstation, devices.lease_moves):
        [change] = planted(event).changes
        assert len({device.ip for device in change.apply(GROUND).devices} - known) == 1
