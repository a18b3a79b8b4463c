"""`docs/zones.md`: its examples are taken, its names are the code's, and what it says is refused is refused so."""

import re
from pathlib import Path

import pytest

from schemas.formats.zones.checks import contradictions
from schemas.formats.zones.file import zone_changes, zone_entries
from schemas.formats.zones.places import ZoneEntry
from schemas.services.names import CONTROL_SERVICES, NAMES, OT_SERVICES

OFFICE = '[[zones]]\nzone = "office"\nside = "it"\ncidrs = ["10.0.0.0/16"]\n'
REFUSED = {
    '`services = ["modbuss"]`': OFFICE + '[[conduits]]\nfrom = "office"\nto = "office"\nservices = ["modbuss"]\n',
    '`from = "ofice"`': OFFICE + '[[conduits]]\nfrom = "ofice"\nto = "office"\n',
    '`cidr = ["10.0.0.0/16"]`': OFFICE.replace("cidrs", "cidr"),
    '`cidrs = ["10.0.0.5/16"]`': OFFICE.replace("10.0.0.0", "10.0.0.5"),
    "one network in two zones of a realm": OFFICE + OFFICE.replace("office", "cell"),
    '`side = "OT"`': OFFICE.replace('"it"', '"OT"'),
    '`side = "unknown"` and `level = 1`': OFFICE.replace('"it"', '"unknown"\nlevel = 1'),
}


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "zones.md").read_text(encoding="utf-8")


def entries(text: str, source: str) -> list[ZoneEntry]:
    return zone_entries(text.encode(), site="plant", time=0.0, source=source)


def test_each_example_is_taken_beside_the_whole_file(page: str) -> None:
    whole, *parts = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    plant = entries(whole, "plant.toml")
    assert contradictions(plant) == []
    assert len(parts) >= 4
    for number, part in enumerate(parts):
        read = entries(part, f"part-{number}.toml")
        assert read
        assert contradictions(read, plant) == [], part


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("OT protocols", OT_SERVICES),
        ("Control of hosts", CONTROL_SERVICES),
        ("Others", NAMES - OT_SERVICES - CONTROL_SERVICES),
    ],
)
def test_the_names_of_services_are_the_codes(page: str, title: str, names: frozenset[str]) -> None:
    (line,) = re.findall(rf"^\*\*{title}\*\*: (.*)$", page, re.MULTILINE)
    assert re.findall(r"`([^`]+)`", line) == sorted(names)


def test_all_that_the_page_calls_refused_is_tried_here(page: str) -> None:
    table = page.partition("\n## What is refused\n")[2]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert [written for written, _ in rows] == list(REFUSED)


@pytest.mark.parametrize("written", REFUSED)
def test_what_the_page_calls_refused_is_refused_in_its_words(page: str, written: str) -> None:
    (said,) = re.findall(rf"^\| {re.escape(written)} \| (.*) \|$", page, re.MULTILINE)
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        zone_changes(REFUSED[written].encode(), site="plant", time=0.0, source="zones.toml")
    assert str(refused.value).startswith("zones.toml, line ")
