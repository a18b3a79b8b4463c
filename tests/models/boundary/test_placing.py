"""Where an asset stands."""

import pytest

from models.baseline.asset import Asset, new_asset
from models.boundary.placing import place, shows_ot
from models.boundary.zones import ZoneIndex, ZoneMap
from schemas.asset_change import AssetChange
from tests.models import builders as b


def zones(*changes: AssetChange) -> ZoneIndex:
    index = ZoneIndex(ZoneMap())
    for change in changes:
        index.apply(change)
    return index


def host(ip: str = b.PLC, **facts: object) -> Asset:
    asset = new_asset(f"ip:{ip}", "", 0.0)
    asset.record.ips.append(ip)
    for name, value in facts.items():
        setattr(asset.record, name, value)
    return asset


def test_an_address_gives_zone_level_and_side() -> None:
    asset = host()
    assert place(asset, zones(*b.ZONES))
    assert (asset.zone, asset.level, asset.side, asset.side_inferred) == ("cell", 1.0, "ot", False)
    assert not place(asset, zones(*b.ZONES))


def test_a_declared_zone_stands_above_the_address_and_a_declared_level_above_the_zones() -> None:
    asset = host(declared_zone="dmz", declared_level=3.0)
    place(asset, zones(*b.ZONES))
    assert (asset.zone, asset.level, asset.side) == ("dmz", 3.0, "dmz")


def test_a_level_alone_gives_the_side() -> None:
    asset = host("10.77.0.1", declared_level=1.0)
    place(asset, zones(*b.ZONES))
    assert (asset.zone, asset.side) == (None, "ot")


def test_with_zones_an_address_in_none_of_them_is_undeclared() -> None:
    asset = host("10.77.0.1", serves_ot=True)
    place(asset, zones(*b.ZONES))
    assert (asset.side, asset.side_inferred) == (None, False)


@pytest.mark.parametrize(("serves", "side"), [(True, "ot"), (False, "it")])
def test_without_zones_the_side_is_inferred_and_says_so(serves: bool, side: str) -> None:
    asset = host(serves_ot=serves)
    place(asset, zones())
    assert (asset.side, asset.side_inferred) == (side, True)


def test_an_internet_peer_is_external_unless_its_prefix_is_declared() -> None:
    peer = new_asset("ext:8.8.8.0/24", "", 0.0, external=True)
    place(peer, zones(*b.ZONES))
    assert peer.side == "external"
    place(peer, zones(b.zone("vendor", 3.5, "dmz", "8.8.8.0/24")))
    assert (peer.zone, peer.side) == ("vendor", "dmz")


def test_only_answered_ot_protocols_show_who_serves() -> None:
    one, two = host(b.SCADA), host(b.PLC)
    assert not shows_ot(one, two, "modbus", answered=False, hours=9, learnt=True)
    assert not shows_ot(one, two, "ssh", answered=True, hours=9, learnt=True)
    assert shows_ot(one, two, "modbus", answered=True, hours=1, learnt=True)
    assert (one.record.polls_ot, two.record.serves_ot) == (False, True)
    assert not shows_ot(one, two, "modbus", answered=True, hours=1, learnt=True)


def test_a_master_has_polled_for_hours_and_is_learnt() -> None:
    one, two = host(b.SCADA), host(b.PLC)
    shows_ot(one, two, "modbus", answered=True, hours=9, learnt=False)
    assert not one.record.polls_ot
    shows_ot(one, two, "modbus", answered=True, hours=2, learnt=True)
    assert one.record.polls_ot


def test_the_internet_never_becomes_ot() -> None:
    peer = new_asset("ext:8.8.8.0/24", "", 0.0, external=True)
    assert not shows_ot(peer, peer, "modbus", answered=True, hours=9, learnt=True)
