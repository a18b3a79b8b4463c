"""One page: the same bytes each time, nothing from elsewhere, and whatever stands in a name is text."""

import re
from html.parser import HTMLParser

import msgspec
import pytest

from replay.report.data import Report
from tests.replay.report import plant
from weir.report.packed import Column, linked
from weir.report.page import cell_link, cell_text, report_page


class Read(HTMLParser):
    """Elements by name, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page() -> str:
    return report_page(plant.report())


def test_the_same_report_is_the_same_page(page: str) -> None:
    assert report_page(plant.report()) == page


def test_nothing_is_loaded_and_the_page_forbids_it(page: str) -> None:
    read = Read(page)
    assert not [
        name for name, _ in read.elements if name in {"img", "link", "iframe", "object", "embed", "base", "form"}
    ]
    assert not [
        attributes for _, attributes in read.elements if {"src", "style", "onerror", "onclick"} & attributes.keys()
    ]
    links = [attributes["href"] or "" for attributes in read.named("a")]
    assert links
    assert all(link.startswith("#") for link in links)
    (policy,) = [one["content"] or "" for one in read.named("meta") if one.get("http-equiv")]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_every_link_leads_to_a_section_of_the_page_and_ids_are_there_once(page: str) -> None:
    read = Read(page)
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {(attributes["href"] or "")[1:] for attributes in read.named("a")} <= set(ids)
    assert {one for _, attributes in read.elements for one in (attributes.get("aria-labelledby") or "").split()} <= set(
        ids
    )


def test_a_hostile_name_is_text_everywhere(page: str) -> None:
    assert "<img" not in page
    assert "alert(1)" in page, "or the names are not there at all"
    scripts = [attributes.get("type") for attributes in Read(page).named("script")]
    assert scripts.count(None) == 1
    assert set(scripts) == {None, "application/json"}
    assert "\x1b" not in page


def test_sections_stand_in_the_order_in_which_they_are_asked_for(page: str) -> None:
    found = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert found == [
        "What talks to what", "Crossings by level", "Timeline of alerts", "How far the learning is", "Top surprises",
        "Alerts", "Inventory and blind spots", "All paths", "Data quality", "How it was made",
    ]  # fmt: skip


def test_a_reader_without_scripts_finds_the_first_rows_and_the_rest_named(page: str) -> None:
    bodies = re.findall(r'<table id="s0-rows-paths-table">.*?</table>', page, re.DOTALL)
    assert bodies[0].count("<tr>") == 1 + len(plant.report().sites[0].paths)
    assert "weir.toml:2" in page
    assert "weir report report.html" in page


def test_a_state_without_a_site_and_one_without_traffic_are_pages_too(page: str) -> None:
    whole = plant.report()
    empty = msgspec.structs.replace(whole, sites=(), read=None, refusals=())
    assert "The state holds no site." in report_page(empty)
    (site,) = whole.sites
    seen = msgspec.structs.replace(site.blind_spots, never_seen=(), undeclared=(), only_tried=())
    silent = msgspec.structs.replace(
        site, paths=(), matrix=(), alerts=(), assets=(), roles=(), conduits=(), zones=(), surprises=(), first_time=None,
        last_time=None, blind_spots=seen,
    )  # fmt: skip
    shown = report_page(msgspec.structs.replace(whole, sites=(silent,)))
    for said in ("No paths were seen.", "Nothing talks from one zone to another.", "No alerts.", "No assets."):
        assert said in shown
    assert len(page) > len(shown)


def test_two_sites_do_not_share_ids() -> None:
    whole = plant.report()
    (site,) = whole.sites
    both = msgspec.structs.replace(whole, sites=(site, msgspec.structs.replace(site, site="north")))
    ids = [attributes["id"] for _, attributes in Read(report_page(both)).elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_cells_read_as_the_script_shows_them() -> None:
    assert cell_text(None, Column(label="x")) == ""
    assert cell_text(29_000_000.0, Column(label="x", kind="time")) == "2025-02-19 21:20"
    assert cell_text(1_500, Column(label="x", kind="octets")) == "1.5 kB"
    assert cell_text(1_500, Column(label="x", kind="number")) == "1,500"
    link = linked("title", "s0-alert-1")
    assert (cell_text(link, Column(label="x", kind="link")), cell_link(link)) == ("title", "s0-alert-1")
    assert isinstance(plant.report(), Report)
