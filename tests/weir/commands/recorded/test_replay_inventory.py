"""`weir replay --assets`: good rows are taken, bad ones told, and no inventory splits the plant."""

import json
from pathlib import Path

import pytest

from schemas import codec
from tests.streams.embedded.test_loop import a_flow
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

FLOW = a_flow(0)


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A log of one flow, of a reader that names no site."""
    path = tmp_path / "conn.log"
    path.write_text(
        "#separator \\x09\n#path\tconn\n"
        "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tconn_state\n"
        "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tstring\n"
        "1767225600.0\tC1\t10.1.0.9\t50000\t10.1.0.5\t502\ttcp\tmodbus\tSF\n"
    )
    return path


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "assets.csv"
    path.write_text(
        "Name,Status,Site,Location,IP Address\n"
        "plc-7,Active,North Plant,Row 1,10.1.0.5/24\n"
        "hmi-2,Active,North Plant,Row 2,DHCP\n"
        "eng-3,Planned,North Plant,Row 2,10.1.0.9\n"
    )
    return path


def sites(said: str) -> list[str]:
    return [line.removeprefix("site ") for line in said.splitlines() if line.startswith("site ")]


@pytest.mark.parametrize(("site", "name"), [((), "North-Plant"), (("--site", "works"), "works")])
def test_the_inventory_and_the_traffic_are_of_one_site(
    flows: Path, inventory: Path, site: tuple[str, ...], name: str
) -> None:
    said = weir("replay", flows, "--assets", inventory, *site)
    assert said.code == 0, said.error
    assert sites(said.out) == [name]
    assert "OT servers: plc-7" in said.out
    assert f"1 asset taken for site {name}, 1 row refused, 1 row not in use" in said.out
    assert f"weir assets check {inventory}" in said.out


def test_the_site_of_the_settings_is_the_traffics(flows: Path, inventory: Path, tmp_path: Path) -> None:
    settings = tmp_path / "weir.toml"
    settings.write_text("[site]\nname = 'works'\n")
    assert sites(weir("replay", flows, "--assets", inventory, "--settings", settings).out) == ["works"]


def test_refused_rows_are_in_the_figures_and_in_a_file(flows: Path, inventory: Path, tmp_path: Path) -> None:
    refused = tmp_path / "refused.ndjson"
    figures = json.loads(weir("replay", flows, "--assets", inventory, "--json", "--refused", refused).out)
    (row,) = figures["inventory"].pop("refused_rows")
    assert figures["inventory"] == {"taken": 1, "refused": 1, "not_live": 1}
    assert (row["line"], row["column"], row["value"]) == (3, "IP Address", "DHCP")
    assert json.loads(refused.read_text())["reason"] == "'DHCP' is no IP address"


def test_strict_takes_all_or_nothing(flows: Path, inventory: Path) -> None:
    said = weir("replay", flows, "--assets", inventory, "--strict")
    assert said.code == 1
    assert "assets.csv, line 3, column IP Address: 'DHCP' is no IP address" in said.error
    assert said.out == ""


def test_flows_with_sites_of_their_own_keep_them(tmp_path: Path, inventory: Path) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([FLOW]))
    said = weir("replay", path, "--format", "weir", "--assets", inventory, "--site", "works")
    assert sites(said.out) == ["North-Plant", FLOW.site]


def test_zone_files_that_contradict_each_other_are_told_with_both_lines(flows: Path, tmp_path: Path) -> None:
    cells, office = tmp_path / "cells.toml", tmp_path / "office.toml"
    cells.write_text('[[zones]]\nzone = "cell"\nside = "ot"\ncidrs = ["10.1.0.0/16"]\n')
    office.write_text('[[zones]]\nzone = "office"\nside = "it"\ncidrs = ["10.1.0.0/16"]\n')
    said = weir("replay", flows, "--zones", cells, "--zones", office)
    assert said.code == 1
    assert "cells.toml, line 4, zone 1 (cell): 10.1.0.0/16 is in office.toml, line 4, zone 1 (office)" in said.error


def test_the_good_rows_of_an_inventory_are_taken_by_run_and_the_rest_is_logged(
    flows: Path, inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WEIR_EMBEDDED_ASSETS", json.dumps([str(inventory)]))
    strict = weir("run", flows, "--once", "--strict")
    assert strict.code == 1
    assert "--strict takes all of a file or nothing" in strict.error
    said = weir("run", flows, "--once")
    assert said.code == 0, said.error
    log = said.error + caplog.text
    assert "1 of its rows refused; the others hold" in log
    assert f"weir assets check {inventory}" in log
    assert "the run has one, plant" in log
    assets = [json.loads(line) for line in weir("assets", "list", "--json").out.splitlines()]
    assert {asset["site"] for asset in assets} == {"plant"}
    assert "plc-7" in {asset.get("name") for asset in assets}
    assert "eng-3" not in {asset.get("name") for asset in assets}


def test_an_address_edited_in_the_file_leaves_the_asset_that_had_it(
    flows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = tmp_path / "plant.csv"
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WEIR_EMBEDDED_ASSETS", json.dumps([str(assets)]))
    holders = []
    for turn, address in enumerate(("10.1.0.5", "10.1.0.6")):
        assets.write_text(f"name,ip\nplc-7,{address}\n")
        with flows.open("a") as log:
            log.write(f"176722570{turn}.0\tC1{turn}\t10.1.0.9\t5000{turn}\t10.1.0.5\t502\ttcp\tmodbus\tSF\n")
        assert weir("run", flows, "--once", "--quiet").code == 0
        known = [json.loads(line) for line in weir("assets", "list", "--json").out.splitlines()]
        holders.append([asset["id"] for asset in known if "10.1.0.5" in asset.get("ips", [])])
    assert holders == [["plc-7"], ["ip:10.1.0.5"]]


@pytest.mark.parametrize(("zone", "told"), [("CELLS", "is read as 'cells'"), ("attic", "is declared in no zone file")])
def test_a_zone_that_is_not_declared_is_told_and_takes_no_alert_away(
    flows: Path, tmp_path: Path, zone: str, told: str
) -> None:
    assets, zones = tmp_path / "assets.csv", tmp_path / "zones.json"
    assets.write_text(f"Name,IP,Zone\nplc-7,10.1.0.5,{zone}\n")
    zones.write_text(
        '[{"zone": "cells", "level": 1, "cidrs": ["::ffff:10.1.0.4/126"]},'
        ' {"zone": "office", "level": 4, "cidrs": ["10.1.0.8/29"]}]'
    )
    said = weir("replay", flows, "--assets", assets, "--zones", zones)
    assert said.code == 0, said.error
    assert f"line 2: zone {zone!r} {told}" in said.out
    assert "1 alert" in said.out
    assert "1 ot, 1 it" in said.out
