"""docs/siem/ says what the code does: its tables of fields, its samples, its links and the files it names."""

import re
import tomllib
from pathlib import Path

import pytest

from streams.outputs.registry import kind_of
from tests.docs.siem.pages import FILES, MADE, PAGES, files, made_anew
from weir.settings.sections import load_settings

PAGE_FILES = sorted(PAGES.glob("*.md"))
SETTINGS = re.compile(r"^    \[outputs\.\w+\]\n(?:    .*\n)+", re.MULTILINE)
FORMAT_OF = {
    "rsyslog": "rfc5424", "elastic": "ecs", "opensearch": "ecs", "splunk": "hec", "qradar": "leef", "arcsight": "cef",
    "secops": "udm", "wazuh": "ndjson",
}  # fmt: skip
"""The pages of receivers, and the format that each takes."""


def text_of(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda path: path.stem)
def test_what_a_page_has_from_the_code_is_what_the_code_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert made_anew(text) == text, "run make siem"


@pytest.mark.parametrize(("page", "form"), FORMAT_OF.items())
def test_a_page_has_the_table_of_its_format_or_leads_to_it(page: str, form: str) -> None:
    text = text_of(page)
    if page == "opensearch":
        assert "](elastic.md#fields)" in text
    else:
        assert ("fields", form) in MADE.findall(text)
    settings = tomllib.loads(dedented(SETTINGS.findall(text)[0]))
    (output,) = settings["outputs"].values()
    assert output.get("format", "ndjson") == form


@pytest.mark.parametrize("page", FORMAT_OF)
def test_a_page_shows_how_an_alert_is_counted_once(page: str) -> None:
    section = text_of(page).partition("\n## Count alerts, not revisions\n")[2].partition("\n## ")[0]
    assert "revision" in section
    assert re.search(r"^    \S", section, re.MULTILINE), "something to paste"


@pytest.mark.parametrize("path", [path for path, _ in files()], ids=lambda path: path.name)
def test_a_file_that_is_made_from_the_code_is_what_the_code_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == dict(files())[path], "run make siem"


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda path: path.stem)
def test_a_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    inside = {link for link in links if link and "://" not in link}
    assert [link for link in inside if not (PAGES / link).exists()] == []


def test_every_file_to_paste_is_named_by_its_page() -> None:
    for path in FILES.rglob("*.*"):
        page = {"syslog-ng": "rsyslog"}.get(path.parent.name, path.parent.name)
        assert f"deploy/siem/{path.parent.name}/{path.name}" in text_of(page), path


def test_every_page_is_in_the_table_of_pages() -> None:
    table = text_of("README")
    assert [page.name for page in PAGE_FILES if page.stem != "README" and f"]({page.name})" not in table] == []


def dedented(block: str) -> str:
    return re.sub(r"^    ", "", block, flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGE_FILES, ids=lambda path: path.stem)
def test_every_example_of_settings_loads_and_names_an_output(page: Path, tmp_path: Path) -> None:
    for number, block in enumerate(SETTINGS.findall(page.read_text(encoding="utf-8"))):
        path = tmp_path / f"{number}.toml"
        path.write_text(dedented(block))
        for output in load_settings(path, {}).outputs.values():
            assert kind_of(output)
