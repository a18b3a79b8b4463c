import ipaddress

from replay.simulate.large.ground import build_ground
from replay.simulate.large.plan import LargePlan
from tests.replay.simulate.large.of import GROUND, PLAN


def test_sizes_give_40_to_5000_assets() -> None:
    counts = [len(build_ground(LargePlan(size=size)).devices) for size in (0.125, 1.0, 40.0)]
    assert 40 <= counts[0] <= 45
    assert 130 <= counts[1] <= 170
    assert 5_000 <= counts[2] <= 5_400


def test_no_two_devices_share_a_name_an_address_or_a_mac() -> None:
    devices = build_ground(LargePlan(size=8.0)).devices
    for what in ("name", "ip", "mac"):
        assert len({getattr(device, what) for device in devices}) == len(devices), what


def test_each_device_stands_in_a_network_of_its_zone() -> None:
    ground = build_ground(LargePlan(size=2.0))
    networks = {zone.name: [ipaddress.ip_network(cidr) for cidr in zone.cidrs] for zone in ground.zones}
    for device in ground.devices:
        assert any(ipaddress.ip_address(device.ip) in network for network in networks[device.zone]), device


def test_several_cells_are_of_one_make() -> None:
    ground = build_ground(LargePlan(size=2.0))
    assert len(ground.same_make(ground.cells[0])) == 3


def test_a_seed_changes_who_is_undeclared_and_nothing_else() -> None:
    other = build_ground(LargePlan(size=0.25, seed=2))
    assert other.devices == GROUND.devices == build_ground(PLAN).devices
    assert other.undeclared <= {device.name for device in other.devices}
