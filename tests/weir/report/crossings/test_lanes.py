"""Lanes by level, zones by name within them: the same places whatever else there is."""

import msgspec

from replay.report.data import SiteReport, ZonePlace
from tests.replay.report import plant
from weir.report.crossings.edges import edges, talking
from weir.report.crossings.lanes import COLUMNS, Box, lanes


def site() -> SiteReport:
    return plant.report().sites[0]


def boxes(found: SiteReport, view: str = "together") -> dict[str, list[Box]]:
    made = lanes(found, talking(edges(found)), view, "x-")  # type: ignore[arg-type]  # a view by its name
    return {lane.name: [box for row in lane.rows for box in row] for lane in made}


def test_the_highest_level_is_on_top_and_the_internet_above_it() -> None:
    found = boxes(site())
    assert list(found) == ["Internet", "Site business", "DMZ", "Supervision", "Control"]
    assert [box.name for box in found["Control"]] == ["cell"]


def test_each_asset_that_talks_to_another_place_stands_in_one_group_and_the_others_are_counted() -> None:
    whole = site()
    ends = talking(edges(whole))
    every = [box for those in boxes(whole).values() for box in those]
    shown = [number for box in every for group in box.groups for number in group.assets]
    assert sorted(shown) == sorted(ends)
    assert sum(box.within for box in every) == len(whole.assets) - len(ends)
    assert len({box.key for box in every}) == len(every)


def test_a_side_stands_as_one_where_the_other_is_looked_at() -> None:
    ot = boxes(site(), "ot")
    assert [(box.name, box.opens) for box in ot["Site business"]] == [("Office (IT)", False)]
    assert all(box.opens for box in ot["Control"])
    assert [box.name for those in boxes(site(), "it").values() for box in those].count("Plant (OT)") == 1


def test_names_are_ordered_as_people_count_and_rows_have_a_bound() -> None:
    whole = site()
    names = [f"cell-{number}" for number in range(20)]
    zones = tuple(ZonePlace(name=name, assets=1, level=1.0, side="ot") for name in names)
    assets = tuple(msgspec.structs.replace(whole.assets[0], id=name, zone=name, side="ot") for name in sorted(names))
    many = msgspec.structs.replace(whole, zones=zones, assets=assets, roles=())
    (lane,) = lanes(many, frozenset(range(20)), "together", "x-")
    assert [box.name for row in lane.rows for box in row] == names
    assert [len(row) for row in lane.rows] == [COLUMNS, COLUMNS, COLUMNS, 2]
