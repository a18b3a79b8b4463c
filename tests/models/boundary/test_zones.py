"""Zones and conduits."""

import pytest
from msgspec.structs import replace

from models.boundary.zones import ZoneIndex, ZoneMap, side_of_level
from models.identity.addresses import read_address
from schemas.asset_change import AssetChange
from tests.models import builders as b


def index(*changes: AssetChange) -> ZoneIndex:
    zones = ZoneIndex(ZoneMap())
    for change in changes:
        assert zones.apply(change) is None
    return zones


def name(zones: ZoneIndex, ip: str, realm: str = "") -> str | None:
    zone = zones.find(read_address(ip), realm)
    return None if zone is None else zone.name


def held(zones: ZoneIndex, way: tuple[str, str], service: str, time: float = 0.0, port: int | None = 502) -> bool:
    return zones.conduit_for(*way, service, time, transport="tcp", port=port)


def test_the_longest_prefix_wins_whatever_the_order() -> None:
    wide, narrow = b.zone("wide", 3.0, "ot", "10.9.0.0/16"), b.zone("narrow", 1.0, "ot", "10.9.0.0/24")
    for zones in (index(wide, narrow), index(narrow, wide)):
        assert name(zones, "10.9.0.1") == "narrow"
        assert name(zones, "10.9.1.1") == "wide"
        assert name(zones, "10.8.1.1") is None


def test_a_realms_own_zones_come_before_those_of_no_realm() -> None:
    zones = index(b.zone("plain", 3.0, "ot", "10.9.0.0/24"), b.zone("own", 1.0, "ot", "10.9.0.0/16", realm="two"))
    assert name(zones, "10.9.0.1", "two") == "own"
    assert name(zones, "10.9.0.1", "three") == "plain"
    assert name(zones, "10.9.0.1") == "plain"


def test_ipv6_and_ipv4_are_told_apart() -> None:
    zones = index(b.zone("six", 1.0, "ot", "fd00::/16"), b.zone("all4", 4.0, "it", "0.0.0.0/0"))
    assert name(zones, "fd00::1") == "six"
    assert name(zones, "253.0.0.1") == "all4"
    assert name(zones, "fe80::1") is None


def test_a_network_of_mapped_addresses_is_the_ipv4_network_that_it_means() -> None:
    zones = index(b.zone("mapped", 1.0, "ot", "::ffff:10.9.0.0/120"))
    assert name(zones, "10.9.0.1") == "mapped"
    assert name(zones, "10.8.0.1") is None


def test_a_retired_zone_holds_nothing() -> None:
    zone = b.zone("cell", 1.0, "ot", "10.9.0.0/24")
    zones = index(zone, replace(zone, change="retired"))
    assert name(zones, "10.9.0.1") is None
    assert not zones.declared


def test_what_is_no_network_is_refused_and_changes_nothing() -> None:
    zones = index()
    reason = zones.apply(b.zone("bad", 1.0, "ot", "10.9.0.0/24", "10.9.0.0/99"))
    assert reason is not None
    assert "10.9.0.0/99" in reason
    assert not zones.declared


@pytest.mark.parametrize(("level", "side"), [(0.0, "ot"), (3.0, "ot"), (3.5, "dmz"), (4.0, "it"), (None, None)])
def test_a_level_tells_the_side(level: float | None, side: str | None) -> None:
    assert side_of_level(level) == side


def test_a_declared_side_stands_above_the_levels() -> None:
    zones = index(b.zone("lab", 2.0, "it", "10.9.0.0/24"))
    zone = zones.find(read_address("10.9.0.1"), "")
    assert zone is not None
    assert zone.side == "it"


def test_a_dmz_is_known_by_its_side() -> None:
    assert not index(b.ZONES[0]).has_dmz
    assert index(*b.ZONES).has_dmz


def test_a_conduit_is_directed_named_by_services_and_expires() -> None:
    zones = index(b.conduit("dmz", "cell", "modbus", expires=b.MONDAY))
    before = b.MONDAY - 1
    assert held(zones, ("dmz", "cell"), "modbus", before)
    assert not held(zones, ("cell", "dmz"), "modbus", before)
    assert not held(zones, ("dmz", "cell"), "ssh", before)
    assert not held(zones, ("dmz", "cell"), "modbus", b.MONDAY)


def test_a_conduit_without_services_carries_any_until_retired() -> None:
    change = b.conduit("dmz", "cell")
    zones = index(change)
    assert held(zones, ("dmz", "cell"), "ssh", 0.0)
    assert zones.apply(replace(change, change="retired")) is None
    assert not held(zones, ("dmz", "cell"), "ssh", 0.0)


@pytest.mark.parametrize(
    ("declared", "service", "port", "holds"),
    [
        ("umas", "modbus", 502, True),
        ("opcua", "opc-ua", 4840, True),
        ("502", "modbus", 502, True),
        ("tcp/502", "modbus", 5_502, False),
        ("tcp/1024-2048", "tcp/1500", 1_500, True),
        ("udp/1024-2048", "tcp/1500", 1_500, False),
        ("tcp/502", "modbus", None, True),
    ],
)
def test_a_conduit_holds_a_service_under_any_of_its_names_and_ports(
    declared: str, service: str, port: int | None, holds: bool
) -> None:
    zones = index(b.conduit("dmz", "cell", declared))
    assert held(zones, ("dmz", "cell"), service, port=port) is holds


def test_a_conduit_for_a_service_that_no_flow_has_is_refused_with_the_nearest() -> None:
    zones = index()
    assert "did you mean 'modbus'" in (zones.apply(b.conduit("dmz", "cell", "modbuz")) or "")
    assert not zones.map.conduits


def test_a_conduit_with_one_end_and_a_change_that_does_not_fit_are_refused() -> None:
    zones = index()
    assert zones.apply(replace(b.conduit("dmz", "cell"), to_zone=None)) is not None
    assert zones.apply(replace(b.ZONES[0], change="seen")) is not None


def test_zones_and_conduits_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.boundary.zones.MAX_ZONES", 1)
    monkeypatch.setattr("models.boundary.zones.MAX_CONDUITS", 1)
    zones = index(b.ZONES[0], b.conduit("a", "b"))
    assert "at most 1" in (zones.apply(b.ZONES[1]) or "")
    assert "at most 1" in (zones.apply(b.conduit("b", "a")) or "")
    assert zones.apply(b.ZONES[0]) is None
    assert zones.apply(b.conduit("a", "b", "ssh")) is None


def test_a_known_path_is_held_by_the_port_of_its_name_or_by_those_that_its_service_usually_has() -> None:
    zones = index(b.conduit("dmz", "cell", "tcp/9000-9100", "tcp/502", expires=50.0))
    for service, held_by in (("tcp/9050", True), ("modbus", True), ("udp/9050", False), ("enip", False)):
        assert zones.conduit_for_service("dmz", "cell", service, 10.0) is held_by
    assert not zones.conduit_for_service("dmz", "cell", "modbus", 50.0)


def test_a_conduit_says_who_uses_a_service_only_where_it_names_it_and_holds() -> None:
    zones = index(*b.ZONES, b.conduit("control", "cell", "tcp/502", expires=9.0), b.conduit("office", "cell", "*"))
    assert zones.declares_service_into("cell", "modbus", 0.0)
    assert not zones.declares_service_into("cell", "modbus", 9.0)
    assert not zones.declares_service_into("cell", "enip", 0.0)
    assert not zones.declares_service_into("control", "modbus", 0.0)
