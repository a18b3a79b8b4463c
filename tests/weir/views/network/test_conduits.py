"""The register for a terminal, a spreadsheet and a zones file: nothing in it acts upon any of them."""

import csv
import io
import tomllib

from msgspec.structs import replace

from schemas.formats.zones.file import zone_entries
from schemas.overview.conduits import ConduitEntry
from weir.views.network.conduits import CSV_COLUMNS, as_csv, conduits_toml, proposed, sections

WAY = ConduitEntry(
    site="north", from_zone="control", to_zone="cell", from_side="ot", to_side="ot", policy="watched",
    services={"modbus": 3}, paths=3, answered=3, flows=900, days=14, first_seen=0.0, last_seen=86_400.0,
)  # fmt: skip
DECLARED = replace(
    WAY, name="control>cell", declared_services=("modbus",), owner="=ada", reason="polling", expires=1e9, expired=True
)
UNUSED = replace(
    DECLARED, services={}, paths=0, answered=0, flows=0, days=0, first_seen=None, last_seen=None, owner=None
)


def test_what_nobody_declared_comes_first_and_empty_columns_are_left_out() -> None:
    found = sections([WAY, DECLARED, UNUSED])
    assert [each.title for each in found] == [
        "Without a conduit: 1", "Declared and used: 1", "Declared and never used: 1",
    ]  # fmt: skip
    assert found[0].headings == (
        "from", "to", "service", "policy", "paths", "days", "flows", "first seen", "last seen",
    )  # fmt: skip
    assert found[0].rows[0][:5] == ("control", "cell", "modbus", "watched", "3")
    assert found[0].numbers == {4, 5, 6}
    assert "2001-09-09 01:46:40 (over)" in found[1].rows[0]
    assert "site" in sections([WAY, replace(WAY, site="south")])[0].headings


def test_where_there_is_nothing_it_says_so() -> None:
    assert [each.text[0] for each in sections([])] == [
        "All that goes between zones of OT or the DMZ is declared.", "No declared conduit is used.",
    ]  # fmt: skip


def test_a_spreadsheet_gets_a_row_an_entry_and_no_formula() -> None:
    heading, first, second = csv.reader(io.StringIO(as_csv([WAY, DECLARED])))
    assert tuple(heading) == CSV_COLUMNS
    one, other = (dict(zip(heading, row, strict=True)) for row in (first, second))
    assert (one["declared"], one["owner"], one["services"], one["last_seen"]) == (
        "no", "", "modbus", "1970-01-02T00:00:00.000Z",
    )  # fmt: skip
    assert (other["declared"], other["owner"], other["expired"]) == ("yes", "'=ada", "yes")


def test_proposed_is_what_is_regular_answered_and_quiet() -> None:
    others = [
        replace(WAY, days=4), replace(WAY, answered=0), replace(WAY, alerted=1), replace(WAY, to_zone=None),
        replace(WAY, policy="forbidden"), DECLARED,
    ]  # fmt: skip
    assert proposed([WAY, *others], 5) == [WAY]
    assert proposed([replace(WAY, days=4)], 4) == [replace(WAY, days=4)]


def test_proposals_are_a_zones_file_whatever_the_names_are() -> None:
    odd = replace(WAY, from_zone='a"b\\\n', services={"tcp/4444": 1})
    text = conduits_toml([WAY, replace(WAY, services={"http": 1}, paths=1), odd], sites=True)
    found = tomllib.loads(text)["conduits"]
    assert [(each["from"], each["services"]) for each in found] == [
        ('a"b\\\n', ["tcp/4444"]), ("control", ["modbus", "http"]),
    ]  # fmt: skip
    assert {each["site"] for each in found} == {"north"}
    assert len(zone_entries(text.encode(), site="any", time=0.0, source="zones.toml")) == 2
    assert "# 3 paths on up to 14 days, last seen 1970-01-02 00:00:00 UTC" in text
