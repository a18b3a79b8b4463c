"""Which column gives which field."""

from itertools import permutations

import pytest

from schemas.formats.assets.heading_table import HEADINGS
from schemas.formats.assets.headings import Columns, columns_of, normal_heading

NETBOX = ("Name", "Status", "Tenant", "Site", "Location", "Rack", "Role", "Manufacturer", "Type", "IP Address")


def fields(*headings: str) -> dict[str, str]:
    return {one.column: one.field for one in columns_of(headings).mapped}


def first(columns: Columns, field: str) -> int:
    return columns.of_field[field][0]


def test_netboxs_export_is_understood() -> None:
    assert fields(*NETBOX) == {
        "Name": "name",
        "Status": "status",
        "Site": "site",
        "Location": "location",
        "Rack": "location",
        "Role": "role",
        "Manufacturer": "vendor",
        "Type": "model",
        "IP Address": "ip",
    }


def test_maximos_export_is_understood() -> None:
    assert fields("ASSETNUM", "DESCRIPTION", "SITEID", "LOCATION", "STATUS", "IPADDRESS") == {
        "ASSETNUM": "id",
        "DESCRIPTION": "name",
        "SITEID": "site",
        "LOCATION": "location",
        "STATUS": "status",
        "IPADDRESS": "ip",
    }


def test_servicenows_export_is_understood() -> None:
    assert fields("name", "sys_class_name", "ip_address", "mac_address", "location", "install_status", "u_purdue_level",
                  "manufacturer", "model_id", "busines_criticality") == {
        "name": "name",
        "sys_class_name": "role",
        "ip_address": "ip",
        "mac_address": "mac",
        "location": "location",
        "install_status": "status",
        "u_purdue_level": "purdue_level",
        "manufacturer": "vendor",
        "model_id": "model",
        "busines_criticality": "criticality",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("Name", "IP-Adresse", "MAC-Adresse", "Ort"), ("name", "ip", "mac", "location")),
        (("Nom", "Adresse IP", "Adresse MAC", "Criticité"), ("name", "ip", "mac", "criticality")),
        (("Nombre", "Dirección IP", "Dirección MAC", "Ubicación"), ("name", "ip", "mac", "location")),
        (("Nome", "Endereço IP", "Endereço MAC", "Localização"), ("name", "ip", "mac", "location")),
        (("Nome", "Indirizzo IP", "Indirizzo MAC", "Ubicazione"), ("name", "ip", "mac", "location")),
        (("Naam", "IP-adres", "MAC-adres", "Locatie"), ("name", "ip", "mac", "location")),
        (("Nazwa urządzenia", "Adres IP", "Adres MAC", "Właściciel"), ("name", "ip", "mac", "owner")),
        (("機器名", "IPアドレス", "MACアドレス", "設置場所"), ("name", "ip", "mac", "location")),
        (("设备名称", "IP地址", "MAC地址", "位置"), ("name", "ip", "mac", "location")),
        (("GERÄTENAME", "ip adresse", "Mac_Adresse", "STANDORT"), ("name", "ip", "mac", "location")),
    ],
)
def test_headings_of_large_languages_are_understood(headings: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert tuple(fields(*headings).values()) == expected


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("IP Address (primary)", "ip"),
        ("ip_address_2", "ip"),
        ("IP 1", "ip"),
        ("ipAddress", "ip"),
        ("cf_purdue_zone", "purdue_level"),
        ("Device Manufacturer", "vendor"),
        ("  Host   Name ", "name"),
        ("Criticality [1-5]", "criticality"),
        ("MAC Address(es)", "mac"),
    ],
)
def test_numbers_brackets_and_prefixes_do_not_matter(heading: str, field: str) -> None:
    assert fields("Serial", heading)[" ".join(heading.split())] == field


def test_the_site_is_chosen_by_the_best_heading_whatever_the_order() -> None:
    for headings in permutations(("Plant", "Site", "Facility", "Location", "IP")):
        columns = columns_of(headings)
        assert columns.of_field["site"] == (headings.index("Site"),)
        assert first(columns, "location") == headings.index("Location")


def test_a_location_alone_is_no_site() -> None:
    assert "site" not in columns_of(("Name", "IP", "Location", "Standort", "Building", "Row")).of_field


def test_names_come_in_the_order_of_their_rank() -> None:
    columns = columns_of(("FQDN", "Hostname", "Name"))
    assert columns.of_field["name"] == (2, 1, 0)


def test_addresses_of_streets_are_no_ips_where_there_is_a_better_column() -> None:
    assert fields("Name", "Address", "IP Address") == {"Name": "name", "IP Address": "ip"}
    assert fields("Name", "Address") == {"Name": "name", "Address": "ip"}


def test_a_description_names_a_device_only_beside_an_id() -> None:
    assert fields("Description", "IP") == {"IP": "ip"}
    assert fields("ID", "Description", "Name") == {"ID": "id", "Name": "name"}


def test_a_type_is_a_role_where_nothing_else_is() -> None:
    assert fields("Name", "Type") == {"Name": "name", "Type": "role"}
    columns = columns_of(("Name", "Type", "Role", "Model"))
    assert (columns.of_field["role"], columns.of_field["model"]) == ((2, 1), (3,))


def test_a_category_is_no_better_role_than_a_type() -> None:
    columns = columns_of(("Name", "Type", "Category"))
    assert columns.of_field["role"] == (1, 2)
    assert "model" not in columns.of_field


def test_every_unused_column_is_named_with_its_reason() -> None:
    unused = {one.column: one.reason for one in columns_of(("Name", "Serial", "Site", "Plant", "")).unused}
    assert unused == {"Serial": "the heading is not known", "Plant": "site is taken from the column 'Site'"}


def test_every_heading_of_the_table_stands_for_its_field() -> None:
    for field, headings in HEADINGS.items():
        for heading in headings:
            others = ["role"] if field == "model" else ["serial"]
            assert field in columns_of([heading, *others]).of_field, heading


def test_a_heading_is_told_without_case_accents_and_punctuation() -> None:
    assert normal_heading(" Número_de-Inventário (2026) ") == "numero_de_inventario"
    assert normal_heading("ＩＰアドレス") == "ipアドレス"
