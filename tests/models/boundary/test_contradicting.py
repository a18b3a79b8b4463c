"""Declared sides that are not what is served there."""

import msgspec

from models.boundary.contradicting import SideContradiction, contradictions_in_sides
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from tests.models.boundary.seen import INTERNET, SITE, Plant, host, hosts, path, paths


def told(assets: list[AssetSummary], seen: list[PathRecord]) -> list[SideContradiction]:
    return contradictions_in_sides(SITE, assets, seen)


def declared(assets: list[AssetSummary], zone: str | None, side: Side | None) -> list[AssetSummary]:
    return [msgspec.structs.replace(one, zone=zone, side=side, side_inferred=False) for one in assets]


def test_a_controller_in_an_office_is_told_with_its_peers() -> None:
    plant = Plant()
    masters = declared(hosts("10.2.0", 3), "ops", "ot")
    (plc,) = declared(hosts("10.2.10", 1), "office", "it")
    (one,) = told([*masters, plc], paths(masters, plc, "modbus"))
    assert one == SideContradiction(
        site=SITE, finding="serves-ot", zone="office", side="it", asset=plc.id, ip="10.2.10.1",
        services=("modbus",), peers=3,
    )  # fmt: skip
    assert told(plant.assets, plant.paths) == []


def test_what_was_only_tried_is_no_contradiction() -> None:
    master, plc = declared(hosts("10.2.0", 2), "office", "it")
    assert told([master, plc], [path(master, plc, "modbus", answered=False)]) == []


def test_a_controller_in_no_zone_or_of_unknown_side_is_told() -> None:
    master = declared(hosts("10.2.0", 1), "ops", "ot")[0]
    homeless, unknown = host("10.9.0.1", side=None, side_inferred=False), host("10.9.1.1", zone="new", side=None)
    unknown = msgspec.structs.replace(unknown, side_inferred=False)
    found = told([master, homeless, unknown], [path(master, homeless, "enip"), path(master, unknown, "enip")])
    assert [(one.zone, one.side, one.asset) for one in found] == [("new", None, unknown.id), (None, None, homeless.id)]


def test_an_office_that_polls_controllers_is_told_and_a_dmz_is_not() -> None:
    plc = declared(hosts("10.2.10", 1), "cell", "ot")[0]
    office = declared(hosts("10.0.10", 1), "office", "it")[0]
    dmz = declared(hosts("10.1.0", 1), "dmz", "dmz")[0]
    found = told([plc, office, dmz], paths([office, dmz], plc, "modbus"))
    assert [(one.finding, one.asset) for one in found] == [("polls-ot", office.id)]


def test_a_dmz_may_pass_opc_ua_on_but_serves_no_modbus() -> None:
    office = declared(hosts("10.0.10", 1), "office", "it")[0]
    gateway, odd = declared(hosts("10.1.0", 2), "dmz", "dmz")
    found = told([office, gateway, odd], [path(office, gateway, "opc-ua"), path(office, odd, "modbus")])
    assert [one.asset for one in found if one.zone == "dmz"] == [odd.id]


def test_a_zone_declared_ot_in_which_all_surf_and_nobody_speaks_ot_is_told_as_a_whole() -> None:
    pcs = declared(hosts("10.0.10", 6), "cell", "ot")
    surfing = paths(pcs[:4], INTERNET, "tls")
    assert told([*pcs, INTERNET], surfing) == [
        SideContradiction(site=SITE, finding="meets-internet", zone="cell", side="ot", peers=4, hosts=6)
    ]
    assert told([*pcs, INTERNET], surfing[:3]) == []
    assert told([*pcs, INTERNET], [*surfing, path(pcs[0], pcs[1], "modbus")]) == []
    assert told([*pcs[:4], INTERNET], surfing) == []


def test_an_inferred_side_contradicts_nothing() -> None:
    master, plc = hosts("10.2.0", 2)
    assert told([master, plc], [path(master, plc, "modbus")]) == []
