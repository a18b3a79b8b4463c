"""The files of zones and assets of one run."""

from pathlib import Path

import pytest

from schemas.asset_change import AssetChange
from streams.sources.files.statement_files import StatementFiles


def said(files: StatementFiles) -> list[AssetChange]:
    return [change for one in files.watched(lambda _path: None) for change in one.changed(5.0)]


def test_zones_come_first_and_are_checked_with_each_other(tmp_path: Path) -> None:
    cells, office, assets = (tmp_path / name for name in ("cells.json", "office.json", "assets.csv"))
    cells.write_text('[{"zone": "cell", "level": 1}]')
    office.write_text('{"zones": [{"zone": "office", "level": 4}], "conduits": [{"from": "office", "to": "cell"}]}')
    assets.write_text("name,ip\nplc,10.0.0.1\n")
    files = StatementFiles(zones=(office, cells), assets=(assets,), site="plant")
    assert [change.subject for change in said(files)] == ["zone", "conduit", "zone", "asset"]


def test_an_inventory_of_one_site_belongs_to_a_run_of_one(tmp_path: Path) -> None:
    assets = tmp_path / "assets.csv"
    assets.write_text("name,ip,site\nplc,10.0.0.1,North Plant\n")
    one = StatementFiles(assets=(assets,), site="plant", only=True)
    many = StatementFiles(assets=(assets,), site="plant", known=("north-plant",))
    assert [change.site for change in said(one)] == ["plant"]
    assert [change.site for change in said(many)] == ["north-plant"]


def test_strict_refuses_at_once_what_is_there_and_waits_for_what_is_not(tmp_path: Path) -> None:
    assets = tmp_path / "assets.csv"
    StatementFiles(assets=(assets,), site="plant", strict=True).check()
    assets.write_text("name,ip\nplc,DHCP\n")
    StatementFiles(assets=(assets,), site="plant").check()
    with pytest.raises(ValueError, match="--strict"):
        StatementFiles(assets=(assets,), site="plant", strict=True).check()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("zones.toml", '[[zones]]\nzone = "cell"\nlevle = 1\n'),
        ("zones.toml", '[[zones]]\nzone = "cell"\nlevel = 1\ncidrs = ["10.0.0.0/33"]\n'),
        ("zones.json", '[{"zone": "cell"'),
        ("assets.csv", "one,two\n3,4\n"),
    ],
)
def test_a_bad_file_is_refused_at_the_start_unless_something_of_it_was_taken(
    tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    zones, assets = ((), (path,)) if name.endswith(".csv") else ((path,), ())
    files = StatementFiles(zones=zones, assets=assets, site="plant")
    files.check_new(lambda _path: None)  # not there yet
    path.write_text(content)
    files.check_new(lambda _path: b"what it said before")
    with pytest.raises(ValueError, match=name):
        files.check_new(lambda _path: None)


def test_zone_files_that_contradict_each_other_are_refused_at_the_start(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text('[{"zone": "cell", "level": 1, "cidrs": ["10.0.0.0/24"]}]')
    other.write_text('[{"zone": "line", "level": 1, "cidrs": ["10.0.0.0/24"]}]')
    with pytest.raises(ValueError, match="cell"):
        StatementFiles(zones=(one, other), site="plant").check_new(lambda _path: None)


def test_inventories_are_held_against_the_zones_and_each_other_and_again_when_these_change(tmp_path: Path) -> None:
    zones, one, other = (tmp_path / name for name in ("zones.json", "a.csv", "b.csv"))
    zones.write_text('[{"zone": "cells", "level": 1}]')
    one.write_text("name,ip,zone\nplc-a,10.0.0.1,Cells\nhmi,10.0.0.2,attic\n")
    other.write_text("name,ip\nplc-b,10.0.0.1\n")
    files = StatementFiles(zones=(zones,), assets=(one, other), site="plant").watched(lambda _path: None)
    watched = files[1]
    assert [change.id for change in watched.changed(5.0)] == ["hmi"]
    assert watched.reading is not None
    assert watched.reading.refused[0].reason.startswith("10.0.0.1 is also in b.csv, line 2 (plc-b)")
    assert "attic" in watched.reading.notes[0].text
    assert watched.changed(6.0) == []
    other.write_text("name,ip\nplc-b,10.0.0.33\n")
    assert [(change.id, change.zone) for change in watched.changed(7.0)] == [("plc-a", "cells")]
    zones.write_text('[{"zone": "cells", "level": 1}, {"zone": "Attic", "level": 2}]')
    assert [(change.id, change.zone) for change in watched.changed(8.0)] == [("hmi", "Attic")]


def test_after_a_restart_an_inventory_is_read_again_where_a_file_beside_it_changed_meanwhile(tmp_path: Path) -> None:
    zones, assets = tmp_path / "zones.json", tmp_path / "a.csv"
    zones.write_text('[{"zone": "cells", "level": 1}]')
    assets.write_text("name,ip,zone\nhmi,10.0.0.2,ATTIC\n")
    files = StatementFiles(zones=(zones,), assets=(assets,), site="plant")
    before = files.watched(lambda _path: None)[1]
    assert len(before.changed(5.0)) == 1
    kept = before.snapshot()
    assert files.watched(lambda _path: kept)[1].changed(6.0) == []
    zones.write_text('[{"zone": "cells", "level": 1}, {"zone": "attic", "level": 2}]')
    assert [change.zone for change in files.watched(lambda _path: kept)[1].changed(7.0)] == ["attic"]
