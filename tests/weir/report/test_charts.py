"""Charts are SVG in the page's own colours; their marks lead to alerts; names in them are text."""

import re
from xml.etree import ElementTree as ET

import msgspec
import pytest

from schemas.overview.learning import ZoneLearning
from tests.replay.report import plant
from weir.errors import UserError
from weir.report import charts
from weir.report.alert_page import anchors


def test_the_timeline_has_a_link_for_each_alert_and_a_band_for_each_window() -> None:
    last = plant.report().sites[0].last_time or 0.0
    (site,) = plant.report(plant.maintenance(starts=last - 90_000.0, expires=last - 80_000.0)).sites
    svg = charts.timeline(site, anchors(site.alerts, "s0-"))
    links = re.findall(r'<a tabindex="-1" href="#(s0-alert-[0-9a-f]{12})"', svg)
    assert sorted(links) == sorted(anchors(site.alerts, "s0-").values())
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert svg.count("var(--band)") == 2, "one behind the alerts, one behind the days"
    ET.fromstring(svg)  # noqa: S314 - made here


def test_new_paths_are_counted_on_each_day_and_none_is_left_out() -> None:
    (site,) = plant.report().sites
    found = charts.new_paths(site)
    assert sum(found.values()) == len(site.paths)
    assert len(found) == 15
    assert charts.timeline(msgspec.structs.replace(site, first_time=None), {}) == ""


def test_a_zones_name_is_text_in_the_chart() -> None:
    zone = ZoneLearning(assets=2, ready=1, waiting=1, changing=0, silent=0, zone=plant.HOSTILE, side="ot")
    svg = charts.learning([zone])
    assert "<img" not in svg
    ET.fromstring(svg)  # noqa: S314 - made here
    assert charts.learning([]) == ""


def test_the_same_figures_are_drawn_the_same() -> None:
    (site,) = plant.report().sites
    ids = anchors(site.alerts, "s0-")
    assert charts.timeline(site, ids) == charts.timeline(site, ids)


def test_a_missing_library_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    charts.check_installed()
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    with pytest.raises(UserError, match=r"pip install 'weir\[report\]'"):
        charts.check_installed()
