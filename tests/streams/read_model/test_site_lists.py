"""Lists of all sites: filters hold of either end, orders are stable, and what nobody knows is refused with what is."""

from functools import cache

import pytest

from schemas.path import PathRecord
from streams.read_model.matching import called
from streams.read_model.site_lists import SiteLists
from streams.read_model.wanted import AssetsWanted, PathsWanted, UnknownValue
from tests.models import stored_state


@cache
def lists() -> SiteLists:
    return SiteLists(stored_state.records(), lambda _site: stored_state.CORE)


def paths(**wanted: object) -> list[PathRecord]:
    return lists().paths(PathsWanted(**wanted)).items  # type: ignore[arg-type]  # by name


def test_all_is_what_restored_pipelines_list_site_by_site() -> None:
    pipelines = stored_state.restored(stored_state.records())[0]
    assert paths() == [path for site in stored_state.sites() for path in pipelines[site].paths()]
    assert lists().assets(AssetsWanted()).items == [
        asset for site in stored_state.sites() for asset in pipelines[site].assets()
    ]
    assert lists().words() == [word for site in stored_state.sites() for word in pipelines[site].spoken()]
    assert lists().traffic() is not None


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        ({"side": "ot"}, lambda path: "ot" in {path.initiator_side, path.responder_side}),
        ({"side": "unknown"}, lambda path: None in {path.initiator_side, path.responder_side}),
        ({"zone": "office"}, lambda path: "office" in {path.initiator_zone, path.responder_zone}),
        ({"service": "modbus"}, lambda path: path.service == "modbus"),
        ({"status": "held"}, lambda path: path.status == "held"),
        ({"status": "learnt"}, lambda path: path.status == "learnt"),
        ({"status": "unreviewed"}, lambda path: path.unreviewed),
        ({"crossing": True}, lambda path: None not in (s := {path.initiator_side, path.responder_side}) and len(s) > 1),
        ({"site": stored_state.sites()[1]}, lambda path: path.site == stored_state.sites()[1]),
    ],
)
def test_paths_are_filtered(wanted: dict[str, object], holds: object) -> None:
    assert callable(holds)
    assert paths(**wanted) == [path for path in paths() if holds(path)]


def test_paths_seen_since_a_time() -> None:
    middle = sorted(path.last_seen for path in paths())[len(paths()) // 2]
    assert 0 < len(paths(since=middle)) < len(paths())
    assert all(path.last_seen >= middle for path in paths(since=middle))


def test_an_asset_is_found_by_all_it_is_called_by() -> None:
    site = lists().sites[0]
    asset = next(each for each in site.assets.values() if each.record.declared_id == "plc-1")
    names = [asset.id, "plc-1", "PLC 1", "10.3.0.1"]
    assert all(called(site, name) == [asset] for name in names)
    found = paths(asset=asset.id, site=site.name)
    assert found
    assert all(asset.id in {path.initiator, path.responder} for path in found)
    assert all(paths(asset=name, site=site.name) == found for name in names)
    assert [each.id for each in lists().assets(AssetsWanted(asset="10.3.0.1", site=site.name)).items] == [asset.id]
    assert {"PLC 1", "10.3.0.1", "plc-1", asset.id} <= lists().names("PLC 1")


@pytest.mark.parametrize("order", ["first-seen", "last-seen", "flows"])
def test_orders_put_the_most_first_and_then_go_by_key(order: str) -> None:
    field = order.replace("-", "_")
    found = paths(order=order)
    assert found == sorted(paths(), key=lambda path: -getattr(path, field))
    assert paths(order=order, limit=7, page=2) == found[7:14]


def test_assets_are_filtered_and_ordered() -> None:
    every = lists().assets(AssetsWanted()).items
    assert lists().assets(AssetsWanted(side="ot", zone="cells")).items == [
        asset for asset in every if asset.side == "ot" and asset.zone == "cells"
    ]
    busiest = lists().assets(AssetsWanted(order="paths", limit=3))
    assert [asset.paths for asset in busiest.items] == sorted((asset.paths for asset in every), reverse=True)[:3]
    assert busiest.total == len(every)
    latest = lists().assets(AssetsWanted(order="last-seen")).items
    assert latest == sorted(every, key=lambda asset: -asset.last_seen)
    assert lists().assets(AssetsWanted(since=latest[0].last_seen)).items
    with pytest.raises(UnknownValue, match="no role 'no such role'"):
        lists().assets(AssetsWanted(role="no such role"))


def test_zones_count_their_assets() -> None:
    zones = {(zone.site, zone.name): zone for zone in lists().zones()}
    every = lists().assets(AssetsWanted()).items
    for (site, name), zone in zones.items():
        assert zone.assets == sum((asset.site, asset.zone) == (site, name) for asset in every)
    assert {name for _, name in zones} >= {"office", "dmz", "cells"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (PathsWanted(zone="cels"), "no zone 'cels': is one of .*cells"),
        (PathsWanted(site="nowhere"), "no site 'nowhere': is one of plant-"),
        (PathsWanted(service="modbuss"), "no service 'modbuss'.*modbus"),
        (PathsWanted(asset="PLC 11x"), "no asset 'PLC 11x' among .*; the nearest are .*PLC 11"),
        (PathsWanted(asset="\N{SNOWMAN}"), "no asset .* such as "),
    ],
)
def test_what_nobody_knows_is_refused_with_what_is_known(wanted: PathsWanted, said: str) -> None:
    with pytest.raises(UnknownValue, match=said):
        lists().paths(wanted)


def test_a_state_of_nothing_says_so() -> None:
    empty = SiteLists([], lambda _site: stored_state.CORE)
    assert empty.known().sites == []
    assert empty.traffic() is None
    with pytest.raises(UnknownValue, match="none is known yet"):
        empty.paths(PathsWanted(zone="office"))


def test_a_matrix_counts_the_paths_that_a_list_with_these_filters_has() -> None:
    for wanted in (PathsWanted(), PathsWanted(service="modbus"), PathsWanted(side="ot"), PathsWanted(crossing=True)):
        cells = lists().matrix(wanted)
        assert sum(cell.paths for cell in cells if cell.by == "side") == lists().paths(wanted).total > 0
    with pytest.raises(UnknownValue, match="no zone 'ofice'"):
        lists().matrix(PathsWanted(zone="ofice"))


def test_one_asset_is_asked_for_by_any_name_and_more_than_one_is_refused_with_all() -> None:
    first, second = stored_state.sites()
    assert lists().detail("PLC 1", first, None).summary.declared_id == "plc-1"
    with pytest.raises(UnknownValue, match=f"2 assets are called 'PLC 1'.*site {first}.*site {second}"):
        lists().detail("PLC 1", None, None)
    with pytest.raises(UnknownValue, match="no asset 'nobody'"):
        lists().detail("nobody", None, None)


def test_learning_and_inventories_are_told_by_site() -> None:
    assert [one.site for one in lists().learning()] == stored_state.sites()
    for one in lists().inventory():
        assets = lists().assets(AssetsWanted(site=one.site)).items
        assert one.declared == sum(asset.declared_id is not None for asset in assets) > 0
    count = lists().inventory()
    assert lists().assets(AssetsWanted(inventory="declared")).total == sum(one.declared for one in count)
    assert lists().assets(AssetsWanted(inventory="undeclared")).total == sum(one.undeclared for one in count)


def test_roles_are_those_of_the_assets_wanted() -> None:
    every = lists().roles(AssetsWanted())
    assert {role.site for role in every} == set(stored_state.sites())
    first = every[0]
    own = lists().roles(AssetsWanted(site=first.site, asset=first.members[0].asset))
    assert own == [first]
    assert all(role.zone == "cells" for role in lists().roles(AssetsWanted(zone="cells")))
    with pytest.raises(UnknownValue, match="cells"):
        lists().roles(AssetsWanted(zone="nowhere"))
