"""Inventories of one run that claim one address."""

import pytest

from schemas.formats.assets.csv_file import read_csv
from schemas.formats.assets.reading import Reading, RunSites
from schemas.formats.assets.several_files import among

M1 = "00:1b:1b:00:00:01"


def read(rows: str, source: str) -> Reading:
    sites = RunSites(default="plant", only=True)
    return read_csv(f"Name,Asset ID,IP,MAC\n{rows}".encode(), sites=sites, time=0.0, source=source)


def both(first: str, second: str) -> tuple[Reading, Reading]:
    one, other = read(first, "a.csv"), read(second, "b.csv")
    return among(one, [other]), among(other, [one])


def ids(reading: Reading) -> list[str]:
    return [change.id for change in reading.changes]


@pytest.mark.parametrize(
    ("first", "second", "address"),
    [
        ("PLC-A,,10.1.0.5,\n", "PLC-B,,10.1.0.5,\n", "10.1.0.5"),
        ("PLC-A,,010.001.000.005,\n", "PLC-B,7,::ffff:10.1.0.5,\n", "10.1.0.5"),
        (f"PLC-A,,10.1.0.5,{M1}\n", f"PLC-B,,10.1.0.6,{M1}\n", M1),
    ],
)
def test_two_names_for_one_address_are_refused_in_both_and_each_names_the_other(
    first: str, second: str, address: str
) -> None:
    one, other = both(first + "fine,,10.1.0.9,\n", second)
    assert (ids(one), ids(other)) == (["fine"], [])
    (refusal,) = one.refused
    assert (refusal.line, refusal.name, refusal.value) == (2, "PLC-A", address)
    assert (
        refusal.reason == f"{address} is also in b.csv, line 2 (PLC-B): one device under two names, or a wrong address"
    )
    assert refusal.cells[0] == "PLC-A"
    assert other.refused[0].reason.startswith(f"{address} is also in a.csv, line 2 (PLC-A)")


def test_all_rows_of_the_asset_are_refused() -> None:
    one, _ = both("PLC-A,,10.1.0.5,\nplc-a,,10.1.0.6,\n", "PLC-B,,10.1.0.5,\nPLC-C,,10.1.0.6,\n")
    assert [refusal.line for refusal in one.refused] == [2, 3]
    assert (one.changes, one.origins) == ((), ())


@pytest.mark.parametrize(
    "second", ["plc-a,,10.1.0.5,\n", "PLC-A,77,10.1.0.5,\n", ",,10.1.0.5,\n", ",plc-a,10.1.0.5,\n"]
)
def test_one_device_in_two_files_is_taken_from_both(second: str) -> None:
    one, other = both("PLC-A,,10.1.0.5,\n", second)
    assert len(one.changes) == len(other.changes) == 1
    assert one.refused == other.refused == ()


def test_an_address_that_two_share_besides_their_own_is_left_out_of_both() -> None:
    one, other = both('PLC-A,,"10.1.0.1,10.1.0.5",\n', 'PLC-B,,"10.1.0.2,10.1.0.5",\n')
    assert [binding.ip for binding in one.changes[0].addresses] == ["10.1.0.1"]
    assert [binding.ip for binding in other.changes[0].addresses] == ["10.1.0.2"]
    assert one.notes[0].text == "10.1.0.5 is shared with b.csv, line 2 (PLC-B): left out of all of them"


def test_sites_have_addresses_of_their_own() -> None:
    north = read_csv(b"Name,IP\nPLC-A,10.1.0.5\n", sites=RunSites(default="north"), time=0.0, source="n.csv")
    south = read_csv(b"Name,IP\nPLC-B,10.1.0.5\n", sites=RunSites(default="south"), time=0.0, source="s.csv")
    assert among(north, [south]) is north


def test_many_claimants_are_named_in_part() -> None:
    others = [read(f"PLC-{number},,10.1.0.5,\n", f"{number}.csv") for number in range(6)]
    (refusal,) = among(read("PLC-A,,10.1.0.5,\n", "a.csv"), others).refused
    assert "2.csv, line 2 (PLC-2) and 3 more: one device" in refusal.reason
