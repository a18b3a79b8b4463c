"""The page in a real Chromium: nothing is fetched, nothing is complained of, axe finds nothing, and keys open zones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.replay.report import plant
from tests.weir.report.chromium import chromium_path
from weir.report.page import report_page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(plant.report(plant.maintenance(starts=1.0, expires=2.0))), encoding="utf-8")
    return path


class Opened:
    """The page, with what it asked for and complained of."""

    def __init__(self, browser: Browser, path: Path, scheme: str) -> None:
        self.page: Page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_is_fetched(browser: Browser, written: Path, scheme: str) -> None:
    opened = Opened(browser, written, scheme)
    opened.page.locator("[aria-expanded=false]").first.press("Enter")
    found = Axe().run(opened.page).response["violations"]
    serious = [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary", ""))
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    assert opened.said == []
    assert opened.asked == [written.as_uri()]
    opened.page.close()


def test_tables_sort_filter_and_say_so(browser: Browser, written: Path) -> None:
    page = Opened(browser, written, "light").page
    table = page.locator("#s0-rows-paths-table")
    heading = table.locator("th", has_text="flows")
    flows = table.locator("tbody tr td:nth-child(10)")
    for way, turned in (("descending", True), ("ascending", False)):
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == way
        numbers = [int(text.replace(",", "")) for text in flows.all_inner_texts()]
        assert numbers == sorted(numbers, reverse=turned)
    long = page.locator("[data-table=s0-rows-paths]")
    all_rows = flows.count()
    long.locator("input[type=search]").fill("opc-ua")
    expect(flows).to_have_count(1)
    assert f"1 to 1 of 1 that fit, of {all_rows} paths" in long.locator(".pager").inner_text()
    long.locator("input[type=search]").fill("nobody")
    expect(flows).to_have_count(0)
    assert "none of" in long.locator(".pager").inner_text()
    page.close()


def test_a_zone_is_opened_and_closed_by_keys_and_what_is_above_it_stays(browser: Browser, written: Path) -> None:
    page = Opened(browser, written, "light").page
    zone = page.locator("svg.lanes g[role=button][aria-label^='cell']")
    above = page.locator("svg.lanes g[role=button][aria-label^='office']")
    before = above.get_attribute("transform"), zone.get_attribute("transform")
    zone.focus()
    page.keyboard.press("Enter")
    assert zone.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == zone.get_attribute("aria-label")
    assert "It is open" in page.locator(".told").inner_text()
    page.locator("svg.lanes g[role=button][aria-label^='role ']").press("Enter")
    assert page.locator("svg.lanes g[role=button][aria-label^='Press 1']").count() == 1
    assert (above.get_attribute("transform"), zone.get_attribute("transform")) == before
    zone.press(" ")
    assert zone.get_attribute("aria-expanded") == "false"
    page.locator("input[value=ot]").check()
    assert page.locator("svg.lanes g[role=button][aria-label^='Office (IT)']").count() == 1
    page.close()


def test_the_drawing_stands_where_the_report_had_put_it(browser: Browser, written: Path) -> None:
    """The script draws it anew, by the same figures."""
    without = browser.new_context(java_script_enabled=False).new_page()
    without.goto(written.as_uri())
    page = Opened(browser, written, "light").page

    def drawn(of: Page, attribute: str, what: str) -> list[str]:
        return [one.get_attribute(attribute) or "" for one in of.locator(f"svg.lanes {what}").all()]

    for attribute, what in (("transform", "g.box"), ("y", ".lane rect")):
        assert drawn(page, attribute, what) == drawn(without, attribute, what)
    assert sorted(drawn(page, "d", "path.edge")) == sorted(drawn(without, "d", "path.edge"))
    page.close()
    without.close()


def test_a_narrow_window_scrolls_down_alone(browser: Browser, written: Path) -> None:
    page = Opened(browser, written, "light").page
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()
