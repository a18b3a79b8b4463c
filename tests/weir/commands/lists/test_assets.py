"""`weir assets`."""

import json
from pathlib import Path

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_assets_are_listed_by_side() -> None:
    every = [json.loads(line) for line in weir("assets", "list", "--json").out.splitlines()]
    ot = [json.loads(line) for line in weir("assets", "list", "--json", "--side", "ot").out.splitlines()]
    assert len(every) > len(ot) > 0
    assert {asset["side"] for asset in ot} == {"ot"}
    assert {asset["site"] for asset in every} == {"demo"}


def test_the_table_is_for_people() -> None:
    said = weir("assets", "list", "--side", "ot")
    assert said.code == 0
    assert "plc" in said.out


def test_a_page_of_them_says_what_it_leaves_out() -> None:
    said = weir("assets", "list", "--limit", "2", "--page", "2")
    assert "more not shown; --page 3" in said.error
    assert "as of " in said.error
    every = weir("assets", "list", "--json").out.splitlines()
    assert weir("assets", "list", "--json", "--limit", "2", "--page", "2").out.splitlines() == every[2:4]


def test_one_is_found_by_its_address() -> None:
    every = [json.loads(line) for line in weir("assets", "list", "--json").out.splitlines()]
    one = next(asset for asset in every if asset.get("ips"))
    assert json.loads(weir("assets", "list", "--json", "--asset", one["ips"][0]).out) == one


def test_a_side_that_is_none_lists_them() -> None:
    assert "dmz" in weir("assets", "list", "--side", "inside").error


def inventory(folder: Path) -> Path:
    path = folder / "assets.csv"
    path.write_text(
        "Name,IP,Site,Serial,State\nplc-7,10.1.0.5,North Plant,7,\nhmi,DHCP,North Plant,8,\nold,10.1.0.9,,9,retired\n"
    )
    return path


def test_a_check_tells_what_would_be_taken_and_exits_with_1_for_a_refused_row(tmp_path: Path) -> None:
    said = weir("assets", "check", inventory(tmp_path))
    assert said.code == 1
    assert "1 asset taken for site North-Plant, 1 row refused, 1 row not in use" in said.out
    assert said.error == ""


def test_a_check_of_a_sound_file_exits_with_0(tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    path.write_text("name,ip\na,10.0.0.1\n")
    said = weir("assets", "check", path, "--json")
    assert said.code == 0
    assert json.loads(said.out)["taken"][0]["id"] == "a"


def test_a_check_as_json_is_an_object_a_file(tmp_path: Path) -> None:
    said = weir("assets", "check", inventory(tmp_path), inventory(tmp_path), "--json", "--site", "x")
    first, _ = (json.loads(line) for line in said.out.splitlines())
    assert set(first) == {"file", "taken", "mapped", "unused", "refused", "not_live", "notes", "totals"}
    assert [one["site"] for one in first["taken"]] == ["x"]
    assert {"column": "IP", "field": "ip"} in first["mapped"]
    assert [one["column"] for one in first["unused"]] == ["Serial"]
    (refused,) = first["refused"]
    assert (refused["line"], refused["column"], refused["value"]) == (3, "IP", "DHCP")
    assert first["not_live"] == [{"line": 4, "state": "retired", "name": "old"}]
    assert "run has one, x" in first["notes"][0]["text"]


def test_a_check_writes_the_refused_rows(tmp_path: Path) -> None:
    out = tmp_path / "refused.csv"
    assert weir("assets", "check", inventory(tmp_path), "--refused", out).code == 1
    assert "hmi,DHCP,North Plant,8" in out.read_text()


def test_a_file_that_is_no_inventory_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "assets.xlsx"
    path.write_bytes(b"PK\x03\x04")
    said = weir("assets", "check", path)
    assert said.code == 1
    assert said.error.startswith("weir: assets.xlsx: a workbook")


def test_a_check_tells_zones_that_are_declared_nowhere(tmp_path: Path) -> None:
    assets, zones = tmp_path / "assets.csv", tmp_path / "zones.json"
    assets.write_text("Name,IP,Zone\nplc-1,10.9.0.5,Cells\nplc-2,10.9.0.6,celsl\n")
    zones.write_text('[{"zone": "cells", "level": 1}]')
    said = weir("assets", "check", str(assets), "--zones", str(zones))
    assert said.code == 0
    plain = " ".join(said.out.split())
    assert "line 2: zone 'Cells' is read as 'cells'" in plain
    assert "line 3: zone 'celsl' is declared in no zone file" in plain
    assert "zone 'Cells'" not in weir("assets", "check", str(assets)).out
    zones.write_text('[{"zone": "cells", "level": 9}]')
    assert "Purdue level" in weir("assets", "check", str(assets), "--zones", str(zones)).error


def test_a_check_of_two_files_tells_what_they_contradict(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"Name,IP\nPLC-{name},10.1.0.5\n")
    said = weir("assets", "check", "--json", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"))
    assert said.code == 1
    first, second = map(json.loads, said.out.splitlines())
    assert "b.csv, line 2 (PLC-b)" in first["refused"][0]["reason"]
    assert second["refused"][0]["name"] == "PLC-b"


def listed(*options: str) -> list[dict[str, object]]:
    said = weir("assets", "list", "--json", *options)
    assert said.code == 0, said.error
    return [json.loads(line) for line in said.out.splitlines()]


def test_the_inventory_is_held_against_what_was_seen() -> None:
    declared, never = listed("--declared"), listed("--never-seen")
    assert {bool(one.get("declared_id")) for one in declared} == {True}
    assert all(one in declared and not one.get("heard") for one in never)
    undeclared = listed("--undeclared")
    assert not any(one.get("declared_id") or one.get("external") for one in undeclared)
    footer = f"inventory: {len(declared)} declared, {len(never)} never seen, {len(undeclared)} seen and not declared"
    assert footer in weir("assets", "list").error
    assert "give one" in weir("assets", "list", "--declared", "--undeclared").error


def test_a_role_that_nobody_has_lists_them() -> None:
    assert "no role 'plk'" in weir("assets", "list", "--role", "plk").error


def test_one_is_shown_by_name_address_and_mac() -> None:
    plc = next(one for one in listed("--role", "plc") if one.get("macs") and one.get("name"))
    by_name = weir("assets", "show", str(plc["name"]))
    assert by_name.code == 0, by_name.error
    for part in ("known by", "because", "readiness", "serves", "alerts about it"):
        assert part in by_name.out
    assert isinstance(plc["ips"], list)
    assert isinstance(plc["macs"], list)
    for name in (plc["ips"][0], plc["macs"][0]):
        (found,) = [json.loads(line) for line in weir("assets", "show", name, "--json").out.splitlines()]
        assert found["summary"]["id"] == plc["id"]


def test_who_nobody_knows_is_told_with_who_is_near() -> None:
    said = weir("assets", "show", "cell-1-plk-1")
    assert said.code == 1
    assert "cell-1-plc-1" in said.error


def test_a_folder_may_be_named_and_not_beside_kafka(filled_state: Path, tmp_path: Path) -> None:
    assert listed("--state", str(filled_state)) == listed()
    assert "start `weir run` first" in weir("assets", "list", "--state", tmp_path).error
    for order in (("--state", tmp_path, "--kafka"), ("--kafka", "--state", tmp_path)):
        assert "give one of them" in weir("assets", "list", *order).error


def test_roles_say_who_does_alike() -> None:
    said = weir("assets", "roles", "--zone", "cell-1")
    assert said.code == 0, said.error
    assert "cell-1/plc" in said.out
    assert "answer modbus from" in said.out
    assert "as of" in said.error


def test_roles_as_json_name_all_members() -> None:
    found = [json.loads(line) for line in weir("assets", "roles", "--json").out.splitlines()]
    assert {role["zone"] for role in found} >= {"cell-1", "dmz"}
    members = [member["asset"] for role in found for member in role["members"]]
    assert len(members) == len(set(members)) > 20


def test_the_role_of_one_asset() -> None:
    (role,) = [
        json.loads(line) for line in weir("assets", "roles", "--asset", "cell-1-plc-2", "--json").out.splitlines()
    ]
    assert role["id"] == "cell-1/plc"


def test_roles_of_a_zone_that_is_none_name_those_there_are() -> None:
    said = weir("assets", "roles", "--zone", "nowhere")
    assert said.code == 1
    assert "cell-1" in said.error


def test_one_is_shown_as_it_was() -> None:
    served = [json.loads(line) for line in weir("assets", "list", "--json", "--side", "ot").out.splitlines()]
    plc = next(asset for asset in served if "modbus" in asset["services_served"])
    (then,) = [
        json.loads(line)
        for line in weir("assets", "show", plc["ips"][0], "--at", "2026-03-10", "--json").out.splitlines()
    ]
    assert (then["asset"], then["zone"], then["side"]) == (plc["id"], plc["zone"], "ot")
    assert {path["responder"] for path in then["asked"]} == {then["asset"]}
    assert f"{plc['name']}, as of 2026-03-10" in weir("assets", "show", plc["name"], "--at", "2026-03-10").out
    said = weir("assets", "show", plc["name"], "--at", "2026-01-10")
    assert (said.code, "the history of paths begins" in said.error) == (1, True)
