import pytest

from schemas.asset_change import AssetChange, Binding
from schemas.formats.asset_csv import asset_changes, mac_of


def read(text: str) -> list[AssetChange]:
    return asset_changes(text, site="plant", time=5.0, source="assets.csv")


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


def test_all_problems_are_told_with_line_and_column() -> None:
    with pytest.raises(ValueError, match="line 2") as refused:
        read(
            "ip,mac,level,criticality,site\n10.0.0.999,,,,\n10.0.0.1,xx,,,\n"
            "10.0.0.1,,9,,\n10.0.0.1,,,huge,\n10.0.0.1,,,,a b\n"
        )
    lines = str(refused.value).split("\n")
    assert [line.split(":")[0] for line in lines] == [
        "assets.csv, line 2, column ip",
        "assets.csv, line 3, column mac",
        "assets.csv, line 4, column level",
        "assets.csv, line 5, column criticality",
        "assets.csv, line 6, column site",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "empty"), ("colour,shape\nred,round\n", "no column ip"), ("ip,zone\n,cell\n", "names no asset")],
)
def test_a_file_without_assets_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(text)


def test_a_mac_is_spelled_one_way() -> None:
    assert mac_of("001A2B3C4D5E") == mac_of("00:1a:2b:3c:4d:5e") == "00:1a:2b:3c:4d:5e"
