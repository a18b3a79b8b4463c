"""What an inventory file comes to, for a person."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from schemas.asset_change import AssetChange
from schemas.formats.assets.declared_zones import in_declared_zones
from schemas.formats.assets.reading import Reading, RunSites
from streams.sources.files.statements import read_inventory
from weir.views.network.inventory_check import MOST_ROWS, MOST_TAKEN, Totals, checked, print_check, print_inventories

ROWS = """\
Name,Status,IP Address,MAC,Purdue Level,Serial
plc-7,active,10.1.0.5/24,0:1b:1b:a:b:c,Process Control,1
hmi-2,active,DHCP,,L2,2
old,retired,10.1.0.7,,L2,3
odd,active,10.1.0.8,,upstairs,4
"""


def read(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "assets.csv"
    path.write_text(text)
    return read_inventory(path, RunSites(default="plant", only=True), 0.0)


def printed(reading: Reading, width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_check(console, "assets.csv", reading)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 160])
def test_all_is_told_and_nothing_is_wider_than_the_terminal(tmp_path: Path, width: int) -> None:
    text = printed(read(tmp_path, ROWS), width)
    head, *rest = text.splitlines()
    assert head == "assets.csv: 2 assets taken for site plant, 1 row refused, 1 row not in use"
    assert all(len(line) <= width for line in rest)
    for title in ("columns", "taken", "refused", "not in use", "notes"):
        assert f"\n{title}\n" in text
    for word in ("plc-7", "10.1.0.5", "00:1b:1b:0a:0b:0c", "DHCP", "retired", "'upstairs'", "Serial", "not read"):
        assert word in text


def test_what_is_empty_is_left_away(tmp_path: Path) -> None:
    text = printed(read(tmp_path, "name,ip\na,10.0.0.1\n"), 80)
    assert "refused" not in text
    assert "notes" not in text


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    rows = "".join(f"good-{n},10.0.0.{n}\n" for n in range(1, 31)) + "".join(f"bad-{n},x\n" for n in range(60))
    text = printed(read(tmp_path, f"name,ip\n{rows}"), 80)
    assert f"taken, the first {MOST_TAKEN} of 30" in text
    assert f"refused, the first {MOST_ROWS} of 60" in text
    assert f"bad-{MOST_ROWS - 1}" in text
    assert f"bad-{MOST_ROWS}" not in text


def test_a_cell_cannot_act_upon_the_terminal(tmp_path: Path) -> None:
    text = printed(read(tmp_path, 'name,ip,ser\x1b[31mial\n"a\x1b[2J",10.0.0.1,\nb,x\x07,\n'), 80)
    assert "\x1b[2J" not in text
    assert "\x1b[31m" not in text
    assert "\x07" not in text


def test_a_replay_tells_it_in_a_few_lines(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=80)
    print_inventories(console, [read(tmp_path, ROWS)], ["folder/assets.csv"])
    file = console.file
    assert isinstance(file, io.StringIO)
    assert file.getvalue().splitlines() == [
        "folder/assets.csv: 2 assets taken for site plant, 1 row refused, 1 row not in use",
        "  columns not read: Serial",
        "  refused assets.csv, line 3, column IP Address: 'DHCP' is no IP address",
        "  all of it: weir assets check folder/assets.csv",
    ]


def test_what_is_to_be_mended_stands_last_in_totals(tmp_path: Path) -> None:
    rows = "name,ip,zone,comment\na,10.0.0.1,cell-1,x\nb,10.0.0.300,cell-1,x\nc,10.0.0.301,cell-1,x\n"
    reading = in_declared_zones(
        read(tmp_path, rows),
        [AssetChange(time=0.0, subject="zone", change="declared", source="z", site="plant", id="cell-2")],
    )
    console = Console(file=io.StringIO(), width=200)
    print_check(console, "assets.csv", reading, zones_given=True)
    assert isinstance(console.file, io.StringIO)
    assert [line.strip() for line in console.file.getvalue().splitlines()[-4:]] == [
        "in all",
        "2 rows refused, by column: ip (2)",
        "1 column not read: comment",
        "1 zone that no zone file declares: cell-1",
    ]
    assert checked("assets.csv", reading).totals == Totals(
        taken=1,
        refused=2,
        not_live=0,
        refused_by_column={"ip": 2},
        columns_not_read=("comment",),
        zones_not_declared=("cell-1",),
    )


def test_zones_that_were_not_looked_at_are_told(tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=200)
    print_check(console, "assets.csv", read(tmp_path, "name,ip,zone\na,10.0.0.1,c\n"), zones_given=False)
    assert isinstance(console.file, io.StringIO)
    assert "--zones zones.toml holds them against yours" in console.file.getvalue()
