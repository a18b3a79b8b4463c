"""The first line says it all; notes say how to take it."""

import msgspec
import pytest

from replay.report.data import SiteFigures
from tests.replay.report import plant
from weir.report.site_page import headline, site_page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "14 days, 212 assets, 1,904 paths; 31 paths cross the boundary, 4 of them undeclared; 6 alerts (2 high)"),
        ({"crossing": 1, "undeclared": 1, "alerts": 1, "levels": {}}, "1 path crosses the boundary, undeclared; 1 al"),
        ({"crossing": 0, "undeclared": 0}, "1,904 paths; none crosses the boundary; 6 alerts"),
        ({"undeclared": 31}, "31 paths cross the boundary, all of them undeclared"),
        ({"days": 0.2}, "1 day, "),
    ],
)  # fmt: skip
def test_the_first_line(changed: dict[str, object], said: str) -> None:
    figures = SiteFigures(
        days=14.2, assets=212, paths=1904, crossing=31, undeclared=4, alerts=6, levels={"high": 2}, other_alerts={}
    )
    (site,) = plant.report().sites
    shown = headline(msgspec.structs.replace(site, figures=msgspec.structs.replace(figures, **changed)))
    assert said in shown


def test_a_plant_without_zones_or_conduits_is_told_so() -> None:
    (site,) = plant.report().sites
    assert site_page(site, "s0-").notes == ()
    bare = site_page(msgspec.structs.replace(site, zones=(), conduits=()), "s0-")
    assert [note[:12] for note in bare.notes] == ["No zone is d", "No conduit i"]


def test_all_that_is_gathered_has_its_place() -> None:
    (site,) = plant.report(plant.maintenance(starts=1.0, expires=2.0)).sites
    page = site_page(site, "s0-")
    assert [spot.names for spot in page.blind_spots][1] == ("Press 9",)
    assert len(page.alert_pages) == len(site.alerts)
    assert [one.severity for one in page.alert_pages] == sorted((each.severity for each in site.alerts), reverse=True)
    assert len(page.sensors) == len(site.quality.sensors) == 1
    assert page.windows[0][2] == "zone cell"
    assert page.inventory_line.startswith("3 assets declared, 1 of them never seen; ")
