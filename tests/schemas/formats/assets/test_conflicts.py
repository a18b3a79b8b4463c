"""Rows that speak of one device."""

import pytest

from schemas.asset_change import Binding
from schemas.formats.assets.conflicts import MAX_ADDRESSES, Settled, settled
from schemas.formats.assets.rows import RowReader, Taken
from schemas.formats.assets.table import table_of

M1, M2 = "00:1b:1b:00:00:01", "00:1b:1b:00:00:02"


def settle(text: str) -> Settled:
    table = table_of(text, "a.csv")
    reader = RowReader(table.headings, table.columns, time=5.0, source="a.csv")
    sites = {"north": "north", "south": "south"}
    rows = [one for row in table.rows if isinstance(one := reader.read(row, sites, "plant"), Taken)]
    assert len(rows) == len(table.rows)
    return settled(rows, "a.csv")


def ids(found: Settled) -> list[str]:
    return [change.id for change in found.changes]


def refused(found: Settled) -> list[int]:
    return [one.line for one in found.refused]


@pytest.mark.parametrize(
    "rows",
    [
        f"plc-7,10.0.0.1,{M1}\nhmi-2,10.0.0.2,{M1}\n",
        "plc-7,10.0.0.1,\nhmi-2,10.0.0.1,\n",
        f"plc-7,10.0.0.1,{M1}\nhmi-2,10.0.0.1,{M2}\n",
        f",10.0.0.1,{M1}\n,10.0.0.1,{M2}\n",
        f"plc-7,10.0.0.1,{M1}\n,10.0.0.1,{M2}\n",
        f"plc-7,,{M1}\nhmi-2,,{M1}\n",
    ],
)
def test_two_assets_that_claim_one_address_are_both_refused_and_name_each_other(rows: str) -> None:
    found = settle(f"name,ip,mac\n{rows}fine,10.0.0.9,\n")
    assert ids(found) == ["fine"]
    assert refused(found) == [2, 3]
    assert "line 3" in found.refused[0].reason
    assert "line 2" in found.refused[1].reason


def test_three_that_claim_one_address_are_all_refused() -> None:
    assert refused(settle("name,ip\na,10.0.0.1\nb,10.0.0.1\nc,10.0.0.1\n")) == [2, 3, 4]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("PLC-7,10.0.0.1,\nplc-7,10.0.0.1,\n", "differ in case alone"),
        ("PLC-7,10.0.0.1,\nplc-7,10.0.0.2,\n", "differ in case alone"),
        ("plc-7,10.0.0.1,\nplc-7,10.0.0.2,\n", "they have one name"),
        (f"PLC-7,10.0.0.1,{M1}\n,10.0.0.1,\n", "they share an address"),
        (f",10.0.0.2,{M1}\nPLC-7,10.0.0.1,{M1}\n", "they share an address"),
    ],
)
def test_rows_of_one_device_are_one_asset_and_both_are_named(rows: str, why: str) -> None:
    found = settle(f"name,ip,mac\n{rows}")
    assert [one.casefold() for one in ids(found)] == ["plc-7"]
    assert refused(found) == []
    assert [note.text for note in found.notes] == [
        f"lines 2, 3 are one asset, {found.changes[0].id}: {found.notes[0].text.partition(': ')[2]}"
    ]
    assert why in found.notes[0].text


def test_nameless_rows_of_one_mac_are_one_asset() -> None:
    found = settle(f"ip,mac\n10.0.0.1,{M1}\n10.0.0.2,{M1}\n10.0.0.1,\n")
    assert ids(found) == [M1]
    assert {binding.ip for binding in found.changes[0].addresses} == {"10.0.0.1", "10.0.0.2"}


def test_an_address_that_a_cluster_shares_is_left_out_of_all_and_said() -> None:
    found = settle('name,ip\na,"10.0.0.1,10.0.0.9"\nb,"10.0.0.2,10.0.0.9"\n')
    assert [change.addresses for change in found.changes] == [(Binding("10.0.0.1"),), (Binding("10.0.0.2"),)]
    assert [(note.line, note.value) for note in found.notes] == [(2, "10.0.0.9"), (3, "10.0.0.9")]


def test_plants_and_realms_have_address_spaces_of_their_own() -> None:
    found = settle("name,ip,site,realm\na,10.0.0.1,north,\nb,10.0.0.1,south,\nc,10.0.0.1,north,cell\n")
    assert (ids(found), refused(found)) == (["a", "b", "c"], [])


def test_rows_of_one_asset_fill_what_the_first_leaves_open() -> None:
    (change,) = settle("name,ip,role,level\nplc,10.0.0.1,,1\nplc,10.0.0.2,plc,2\n").changes
    assert change.addresses == (Binding("10.0.0.1"), Binding("10.0.0.2"))
    assert (change.role, change.purdue_level) == ("plc", 1.0)


def test_an_asset_of_too_many_rows_stays_within_the_records_bounds() -> None:
    rows = "".join(f"gw,10.0.{n // 250}.{n % 250 + 1}\n" for n in range(MAX_ADDRESSES + 10))
    found = settle(f"name,ip\n{rows}")
    assert len(found.changes[0].addresses) == MAX_ADDRESSES
    assert "266 addresses" in found.notes[-1].text
