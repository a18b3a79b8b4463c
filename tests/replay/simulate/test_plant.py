from ipaddress import ip_address, ip_network

from replay.simulate.plan import SimulationPlan
from replay.simulate.plant import build_plant

PLANT = build_plant(SimulationPlan(cells=4))


def test_addresses_names_and_macs_are_unique() -> None:
    for field in ("ip", "name", "mac"):
        assert len({getattr(device, field) for device in PLANT.devices}) == len(PLANT.devices)


def test_a_devices_longest_prefix_is_the_zone_it_claims_and_has_its_level() -> None:
    for device in PLANT.devices:
        holding = [
            (ip_network(cidr).prefixlen, zone)
            for zone in PLANT.zones
            for cidr in zone.cidrs
            if ip_address(device.ip) in ip_network(cidr)
        ]
        zone = max(holding, key=lambda held: held[0])[1]
        assert (zone.name, zone.level) == (device.zone, device.level)


def test_the_internet_is_public_to_every_tool() -> None:
    outside = (*PLANT.web_sites, *PLANT.update_servers, *PLANT.mail_relays, PLANT.vendor_support)
    assert all(not ip_address(ip).is_private and ip_address(ip).is_global for ip in outside)


def test_cells_take_the_protocols_in_turn() -> None:
    assert [cell.protocol.service for cell in PLANT.cells] == ["modbus", "s7comm", "enip", "modbus"]


def test_the_plant_is_the_same_for_the_same_seed_only() -> None:
    assert build_plant(SimulationPlan(cells=4)).devices == PLANT.devices
    assert build_plant(SimulationPlan(cells=4, seed=2)).devices != PLANT.devices
