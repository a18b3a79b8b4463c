"""A row as what is declared of one asset, or why it is not taken."""

import pytest

from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.reading import Note, NotLive, Refused
from schemas.formats.assets.rows import RowReader, Taken
from schemas.formats.assets.table import table_of

EVERY = "ip,mac,hostname,zone,level,role,owner,criticality,vendor,model,tags,location,realm"


def read(heading: str, row: str) -> tuple[Taken | Refused | NotLive, list[Note]]:
    table = table_of(f"{heading}\n{row}\n", "assets.csv")
    reader = RowReader(table.headings, table.columns, time=5.0, source="assets.csv")
    return reader.read(table.rows[0], {"north": "north"}, "plant"), reader.notes


def taken(heading: str, row: str) -> AssetChange:
    one, notes = read(heading, row)
    assert isinstance(one, Taken)
    assert notes == []
    return one.change


def test_a_row_becomes_what_is_declared() -> None:
    row = '10.1.1.5/24,0-1A-2B-3C-4D-5E,plc-7,cell-a,L1,plc,ops,high,Siemens,S7-1500,"ot, a b",Row 1,cell'
    assert taken(EVERY, row) == AssetChange(
        site="plant",
        time=5.0,
        source="assets.csv",
        subject="asset",
        change="declared",
        id="plc-7",
        addresses=(Binding("10.1.1.5", "00:1a:2b:3c:4d:5e"),),
        name="plc-7",
        role="plc",
        vendor="Siemens",
        model="S7-1500",
        zone="cell-a",
        purdue_level=1.0,
        criticality=4,
        owner="ops",
        tags=("ot", "a b", "Row 1"),
        realm="cell",
    )


@pytest.mark.parametrize(
    ("heading", "row", "column", "value", "reason"),
    [
        ("name,ip", "a,DHCP", "ip", "DHCP", "no IP address"),
        ("name,IP Address", "a,10.1.0.999", "IP Address", "10.1.0.999", "no IP address"),
        ("name,MAC", "a,1.23E+11", "MAC", "1.23E+11", "spreadsheet"),
        ("name,ip,site", "a,10.1.0.1,///", "site", "///", "cannot name a site"),
        ("name,ip", f"{'x' * 300},10.1.0.1", "name", "x" * 125 + "...", "length <= 255"),
        ("name,ip", "a,b,c", None, None, "3 cells under 2 headings"),
        ("name,ip", '"a,10.1.0.1', None, None, "a quote is opened"),
        ("ip,zone", ",cell", None, None, "names no asset"),
        ("ip,zone", "-,cell", None, None, "names no asset"),
    ],
)
def test_a_row_that_is_not_taken_is_told_with_its_cell(
    heading: str, row: str, column: str | None, value: str | None, reason: str
) -> None:
    one, _ = read(heading, row)
    assert isinstance(one, Refused)
    assert (one.line, one.column, one.value) == (2, column, value)
    assert reason in one.reason


def test_words_that_are_not_known_are_noted_and_the_row_is_taken_without_them() -> None:
    one, notes = read("name,ip,level,criticality", "a,10.1.0.1,upstairs,huge")
    assert isinstance(one, Taken)
    assert (one.change.purdue_level, one.change.criticality) == (None, None)
    assert [(note.line, note.column, note.value) for note in notes] == [
        (2, "level", "upstairs"),
        (2, "criticality", "huge"),
    ]


@pytest.mark.parametrize("heading", ["status", "Install Status", "Zustand"])
def test_a_device_that_is_not_in_use_is_not_declared(heading: str) -> None:
    one, _ = read(f"name,ip,{heading}", "a,10.1.0.1,Retired")
    assert one == NotLive(line=2, state="Retired", name="a")


def test_any_of_several_states_counts() -> None:
    one, _ = read("name,operational_status,install_status", "a,Operational,In Stock")
    assert isinstance(one, NotLive)


def test_the_numbers_of_a_priority_are_noted() -> None:
    one, notes = read("name,ip,priority", "a,10.1.0.1,1")
    assert isinstance(one, Taken)
    assert one.change.criticality is None
    assert notes[0].column == "priority"


def test_a_row_without_a_name_is_known_by_its_address() -> None:
    assert taken("ip,mac", "10.0.0.1,0:1a:2b:3c:4d:5e").id == "00:1a:2b:3c:4d:5e"
    assert taken("ip,mac", "10.0.0.2,").id == "10.0.0.2"


def test_an_empty_name_is_filled_from_the_next_best_column() -> None:
    assert taken("name,fqdn,ip", ",plc.local,10.0.0.2").name == "plc.local"


def test_many_tags_are_bounded_and_said() -> None:
    one, notes = read("name,tags", f"a,{' '.join(map(str, range(100)))}")
    assert isinstance(one, Taken)
    assert len(one.change.tags) == 64
    assert "100 tags" in notes[0].text
