"""An inventory as Weir's own asset changes."""

import pytest

from schemas.asset_change import Binding
from schemas.formats.assets.json_file import read_json
from schemas.formats.assets.reading import Reading, RunSites

A = b'{"subject": "asset", "change": "declared", "id": "a", "addresses": [{"ip": "10.0.0.1"}]}'
B = b'{"subject": "asset", "change": "declared", "id": "b", "addresses": [{"ip": "10.0.0.1"}]}'


def read(content: bytes) -> Reading:
    return read_json(content, sites=RunSites(default="plant"), time=5.0, source="a.ndjson")


def test_a_line_that_is_none_costs_that_line() -> None:
    found = read(A + b'\n{"subject": "moon"}\n\n{broken\n')
    assert [(change.id, change.site, change.time, change.source) for change in found.changes] == [
        ("a", "plant", 5.0, "a.ndjson")
    ]
    assert [(one.line, one.cells) for one in found.refused] == [(2, ('{"subject": "moon"}',)), (4, ("{broken",))]


def test_a_list_is_read_with_the_lines_of_its_entries() -> None:
    found = read(b"\xef\xbb\xbf[\n" + A + b',\n\n {"subject":\n "moon"},\n{"subject": "sun"}]')
    assert [change.id for change in found.changes] == ["a"]
    assert [one.line for one in found.refused] == [4, 6]


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"a\.ndjson: no JSON list"):
        read(b"[1, ")


def test_addresses_are_read_as_in_a_spreadsheet() -> None:
    found = read(
        b'{"subject": "asset", "change": "declared", "id": "a",'
        b' "addresses": [{"ip": "FE80::1%13/64", "mac": "0:1b:1b:a:b:c"}]}\n'
        b'{"subject": "asset", "change": "declared", "id": "b", "addresses": [{"ip": "DHCP"}]}\n'
        b'{"subject": "asset", "change": "declared", "id": "c", "addresses": [{"mac": "1.2E+11"}]}\n'
        b'{"subject": "asset", "change": "declared", "id": "d", "site": "a b"}\n'
    )
    assert found.changes[0].addresses == (Binding("fe80::1", "00:1b:1b:0a:0b:0c"),)
    assert [one.line for one in found.refused] == [2, 3, 4]


def test_two_that_claim_one_address_are_refused_where_the_file_is_an_inventory() -> None:
    found = read(A + b"\n" + B)
    assert (found.changes, [one.line for one in found.refused]) == ((), [1, 2])


def test_a_history_is_taken_as_it_stands() -> None:
    gone = b'{"subject": "asset", "change": "address-released", "id": "a", "addresses": [{"ip": "10.0.0.1"}]}'
    found = read(A + b"\n" + gone + b"\n" + B)
    assert [change.change for change in found.changes] == ["declared", "address-released", "declared"]
    assert found.refused == ()


def test_the_sites_that_lines_name_are_told() -> None:
    assert read(A[:-1] + b', "site": "north"}\n' + B).sites == ("north",)


def test_the_networks_of_a_zone_have_one_form() -> None:
    line = '{"subject": "zone", "change": "declared", "id": "a", "side": "ot", "cidrs": ["%s"]}\n'
    content = (line % "::ffff:10.2.0.0/112" + line % "10.x").encode()
    found = read_json(content, sites=RunSites(default="plant"), time=0.0, source="a.ndjson")
    assert [change.cidrs for change in found.changes] == [("10.2.0.0/16",)]
    assert [(one.line, one.reason) for one in found.refused] == [
        (2, "cidrs: '10.x' is no CIDR such as 10.1.0.0/16 or fd00:1::/64")
    ]
