"""The zones that an inventory names, held against those that are declared."""

import pytest

from schemas.asset_change import AssetChange
from schemas.formats.assets.csv_file import read_csv
from schemas.formats.assets.declared_zones import in_declared_zones
from schemas.formats.assets.json_file import read_json
from schemas.formats.assets.reading import Reading, RunSites


def zone(name: str, site: str = "plant") -> AssetChange:
    return AssetChange(site=site, time=0.0, source="z.toml", subject="zone", change="declared", id=name, side="ot")


def held(cells: list[str], *declared: AssetChange) -> Reading:
    rows = "".join(f"plc-{number},10.1.0.{number},{cell}\n" for number, cell in enumerate(cells, 1))
    sites = RunSites(default="plant", only=True)
    return in_declared_zones(
        read_csv(f"Name,IP,Zone\n{rows}".encode(), sites=sites, time=0.0, source="a.csv"), declared
    )


@pytest.mark.parametrize("spelt", ["Cell A", "CELL A", "cella", "C ell a"])
def test_a_name_that_differs_in_case_or_spaces_means_the_declared_zone(spelt: str) -> None:
    found = held([spelt, "office"], zone("cell a"), zone("office"))
    assert [change.zone for change in found.changes] == ["cell a", "office"]
    (note,) = found.notes
    assert note.text == f"line 2: zone {spelt!r} is read as 'cell a', which is declared"


def test_a_name_that_is_declared_nowhere_stays_and_is_told_once_with_its_lines() -> None:
    found = held(["celsl"] * 7 + ["cells", "Attic"], zone("cells"))
    assert {change.zone for change in found.changes} == {"celsl", "cells", "Attic"}
    near, far = found.notes
    assert near.text.startswith("lines 2, 3, 4, 5, 6 and 2 more: zone 'celsl' is declared in no zone file")
    assert near.text.endswith("did you mean 'cells'?")
    assert far.text.endswith("so the address says where the asset lies; there are: cells")


def test_one_of_two_that_a_name_may_mean_is_not_guessed() -> None:
    assert "declared in no zone file" in held(["CELL 1"], zone("cell1"), zone("cel l1")).notes[0].text


def test_zones_of_another_site_and_no_zones_say_nothing_of_it() -> None:
    assert held(["celsl"], zone("cells", "south")).notes == ()
    assert held(["celsl"]).notes == ()


def test_zones_that_the_inventory_declares_itself_count() -> None:
    content = b"""{"subject": "zone", "change": "declared", "id": "cell-1", "side": "ot"}
{"subject": "asset", "change": "declared", "id": "a", "addresses": [{"ip": "10.1.0.1"}], "zone": "Cell-1"}
"""
    found = in_declared_zones(read_json(content, sites=RunSites(default="plant"), time=0.0, source="a.ndjson"), ())
    assert [change.zone for change in found.changes] == [None, "cell-1"]
    assert found.notes[0].text.startswith("line 2: ")
