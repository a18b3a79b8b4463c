import pytest

from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.csv_file import read_csv, sites_in_csv
from schemas.formats.assets.reading import Reading, RunSites


def reading(text: str | bytes, **sites: bool) -> Reading:
    content = text.encode() if isinstance(text, str) else text
    run = RunSites(default="plant", known=("plant",), only=sites.get("only", False))
    return read_csv(content, sites=run, time=5.0, source="assets.csv")


def read(text: str) -> list[AssetChange]:
    found = reading(text)
    assert found.refused == ()
    return list(found.changes)


def test_a_row_becomes_what_is_declared_of_an_asset() -> None:
    (change,) = read(
        "ip,mac,hostname,zone,level,role,owner,criticality,vendor,model\n"
        "10.1.1.5,00-1A-2B-3C-4D-5E,plc-7,cell-a,L1,plc,ops,high,Siemens,S7-1500\n"
    )
    assert change == AssetChange(
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
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiters_and_byte_order_marks_are_found_out(delimiter: str, mark: str) -> None:
    text = mark + delimiter.join(["IP Address", "Host Name", "Purdue Level"]) + "\r\n"
    (change,) = read(text + delimiter.join(["10.1.1.5", "plc-7", "3.5"]) + "\r\n")
    assert (change.id, change.purdue_level) == ("plc-7", 3.5)


def test_several_addresses_in_a_cell_are_all_taken() -> None:
    (change,) = read('name,ip,mac\nplc,"10.0.0.1, 10.0.0.2;fd00::1",001a.2b3c.4d5e\n')
    assert [binding.ip for binding in change.addresses] == ["10.0.0.1", "10.0.0.2", "fd00::1"]
    assert {binding.mac for binding in change.addresses} == {"00:1a:2b:3c:4d:5e"}


def test_rows_of_one_name_are_one_asset() -> None:
    (change,) = read("name,ip,role\nplc,10.0.0.1,\nplc,10.0.0.2,plc\n")
    assert change.addresses == (Binding("10.0.0.1"), Binding("10.0.0.2"))
    assert change.role == "plc"


def test_without_a_name_the_mac_and_then_the_ip_is_the_id() -> None:
    changes = read("ip,mac\n10.0.0.1,00:1a:2b:3c:4d:5e\n10.0.0.2,\n")
    assert [change.id for change in changes] == ["00:1a:2b:3c:4d:5e", "10.0.0.2"]


def test_a_rows_own_site_wins() -> None:
    assert [change.site for change in read("ip,site\n10.0.0.1,north\n10.0.0.2,\n")] == ["north", "plant"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty"), ("colour,shape\nred,round\n", "no column ip")],
)
def test_a_file_without_assets_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(text)


NETBOX = """\
Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address
plc-1,Active,ACME,North Plant,Row 1,R1,PLC,Siemens,S7-1500,10.1.0.5/24
plc-2,Decommissioning,ACME,North Plant,Row 1,R1,PLC,Siemens,S7-1500,10.1.0.6/24
plc-2b,Active,ACME,North Plant,Row 2,R1,PLC,Siemens,S7-1500,10.1.0.6/24
plc-3,Active,ACME,North Plant,Row 2,R1,PLC,Siemens,S7-1500,DHCP
"""


def test_one_bad_cell_costs_its_row_and_never_the_file() -> None:
    found = reading(NETBOX)
    assert [change.id for change in found.changes] == ["plc-1", "plc-2b"]
    assert [(one.line, one.column, one.value, one.name) for one in found.refused] == [
        (5, "IP Address", "DHCP", "plc-3")
    ]
    assert [(one.line, one.state) for one in found.not_live] == [(3, "Decommissioning")]


def test_a_location_never_splits_the_plant() -> None:
    assert {change.site for change in reading(NETBOX).changes} == {"North-Plant"}
    assert {change.site for change in reading(NETBOX, only=True).changes} == {"plant"}
    (change, *_) = read("name,ip,location\na,10.0.0.1,Row 1\nb,10.0.0.2,Row 2\n")
    assert (change.site, change.tags) == ("plant", ("Row 1",))


def test_rows_without_a_site_beside_rows_with_one_are_said() -> None:
    found = reading("ip,site\n10.0.0.1,north\n10.0.0.2,\n")
    assert [note.text for note in found.notes] == ["1 row names no site: taken for plant"]


def test_rows_that_are_not_taken_do_not_count_as_rows_without_a_site() -> None:
    found = reading("ip,site,status\n10.0.0.1,north,\n10.0.0.2,,\n10.0.0.3,,retired\nDHCP,south,\n")
    assert "1 row names no site: taken for plant" in [note.text for note in found.notes]
    assert found.sites == ("north", "south")


def test_the_sites_of_a_file_are_read_alone() -> None:
    assert sites_in_csv(b"ip,site\n10.0.0.1,North Plant\n10.0.0.2,-\n10.0.0.3,North Plant\n", "a.csv") == (
        "North Plant",
    )
    assert sites_in_csv(b"ip,location\n10.0.0.1,Row 1\n", "a.csv") == ()


def test_a_german_spreadsheet_is_read_and_its_unused_columns_are_named() -> None:
    text = "sep=;\r\nName;IP-Adresse;MAC-Adresse;Ort;Kürzel\r\nDüse;10.0.0.1;0:1b:1b:a:b:c;Halle 1;D\r\n;;;;\r\n"
    found = reading(text.encode("cp1252"))
    (change,) = found.changes
    assert change.addresses == (Binding("10.0.0.1", "00:1b:1b:0a:0b:0c"),)
    assert (change.name, change.tags) == ("Düse", ("Halle 1",))
    assert [one.column for one in found.unused] == ["Kürzel"]
    assert "Windows-1252" in found.notes[0].text


def test_assets_without_an_address_are_counted_and_named() -> None:
    found = reading("name,ip\n" + "".join(f"bare-{n},\n" for n in range(7)) + "a,10.0.0.1\n")
    (note,) = found.notes
    assert note.text.startswith("7 assets have no address, so no traffic can be told as theirs: bare-0, bare-1, ")
    assert note.text.endswith("bare-4 and 2 more")


def test_every_row_is_taken_refused_or_not_in_use() -> None:
    found = reading(NETBOX + 'x,y\n"open,Active\n,,,,,,,,,\n')
    assert len(found.changes) + len(found.refused) + len(found.not_live) == 6


@pytest.mark.parametrize("unit", ["(", " ", "a", "1", ".", "[", '""', "-", "1.", "a:", "=", "\u0301"])
def test_a_long_cell_costs_no_search(unit: str) -> None:
    """Each pattern is bounded: unbounded, one cell of these took minutes."""
    cell = f"x{unit * 30_000}y"
    found = reading(f'name,ip,mac,level,criticality,status,site,tags\na,"{cell}",,,,,,\nb,,"{cell}",,,,,\n'
                    f'c,,,"{cell}","{cell}","{cell}",,\nd,,,,,,"{cell}",\n"{cell}",,,,,,,\n')  # fmt: skip
    assert len(found.changes) + len(found.refused) == 5
    assert all(len(one.reason) < 600 for one in found.refused)
    with pytest.raises(ValueError, match="no column"):
        reading(f'"{cell}",other\n1,2\n')


def test_an_inventory_in_another_encoding_is_told_to_be_saved_as_utf8() -> None:
    content = "Имя;Адрес;Зона\n\u0446\u0435\u0445;10.1.0.5;\u0446\u0435\u0445\n".encode("cp1251")
    with pytest.raises(ValueError, match=r"no column ip.*save it as UTF-8"):
        reading(content)
    assert "save it as UTF-8" in reading("Name;IP\n\u0446\u0435\u0445;10.1.0.5\n".encode("cp1251")).notes[0].text
