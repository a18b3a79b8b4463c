"""`docs/inventories.md` lists the headings and words that the code understands: all of them, and no others."""

import re
from pathlib import Path

import pytest

from schemas.asset_change import AssetChange
from schemas.formats.assets import heading_table, states, words
from weir.views.network.inventory_check import Checked

FIELD = "| {} | {} |"


def rows(table: dict[str, tuple[str, ...]]) -> list[str]:
    """A table of the page, a line each."""
    return [FIELD.format(name, ", ".join(each)) for name, each in table.items()]


def headings() -> list[str]:
    return rows(heading_table.HEADINGS)


def criticality() -> list[str]:
    return rows({str(step): each for step, each in words.CRITICALITY.items()})


def levels() -> list[str]:
    return rows({f"{level:g}": each for level, each in words.LEVELS.items()})


@pytest.fixture
def page(repository: Path) -> str:
    return (repository / "docs" / "inventories.md").read_text(encoding="utf-8")


def section(page: str, title: str) -> list[str]:
    """The rows of the table below a heading, without its own two first lines."""
    below = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return [line for line in below.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Headings", headings()), ("Criticality", criticality()), ("Purdue levels", levels())],
)
def test_a_table_of_the_page_is_the_codes(page: str, title: str, expected: list[str]) -> None:
    assert section(page, title) == expected


def test_the_states_of_devices_not_in_use_are_the_codes(page: str) -> None:
    told = page.partition("\n## States of life\n")[2].partition("\n\n## ")[0].splitlines()[-1]
    assert told == ", ".join(sorted(states.NOT_LIVE, key=str.casefold)) + "."


def test_every_key_of_the_check_is_explained(page: str) -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", page.partition("## `weir assets check`")[2], re.MULTILINE)) >= set(
        Checked.__struct_fields__
    )


def test_every_field_of_an_asset_has_headings_or_needs_none() -> None:
    by_itself = {"time", "source", "subject", "change", "site", "tags", "addresses"}
    of_zones = {"cidrs", "level", "side", "from_zone", "to_zone", "services", "reason", "expires"}
    of_maintenance = {"window", "starts", "weekly", "initiator"}
    assert set(AssetChange.__struct_fields__) - by_itself - of_zones - of_maintenance <= heading_table.HEADINGS.keys()
