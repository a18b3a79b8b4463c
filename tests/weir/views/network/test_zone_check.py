"""What a check of a zone file shows."""

import io
from pathlib import Path

from rich.console import Console

from replay.summary import ReplaySummary, SiteSummary
from streams.sources.files.statements import read_zones
from tests.models.boundary.seen import host, path
from weir.views.network.zone_check import Checked, print_zone_check, zone_check

ZONES = """
[[zones]]
zone = "office"
side = "it"
cidrs = ["10.0.0.0/16"]
[[zones]]
zone = "cell"
level = 1
[[conduits]]
from = "office"
to = "cell"
services = ["opcua"]
owner = "ops"
"""


def checked(folder: Path, summary: ReplaySummary | None) -> Checked:
    file = folder / "zones.toml"
    file.write_text(ZONES, encoding="utf-8")
    return zone_check("zones.toml", read_zones(file, "plant", 0.0), summary)


def shown(one: Checked) -> str:
    console = Console(file=io.StringIO(), width=160)
    print_zone_check(console, one)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_zones_and_conduits_are_listed(tmp_path: Path) -> None:
    text = shown(checked(tmp_path, None))
    assert "2 zones and 1 conduit" in text
    assert "office -> cell" in text
    assert "opc-ua" in text
    assert "hosts" not in text


def test_with_flows_hosts_are_counted_and_what_contradicts_stands_last(tmp_path: Path) -> None:
    plc = host("10.0.0.1", zone="office", side="it", side_inferred=False)
    homeless = host("10.9.0.1", side=None, side_inferred=False)
    gone = host("10.9.0.2", side=None, side_inferred=False, alive=False)
    site = SiteSummary(site="plant", assets=[plc, homeless, gone], paths=[path(homeless, plc, "modbus")])
    one = checked(tmp_path, ReplaySummary(sites=[site]))
    assert (one.hosts, one.undeclared) == ({"office": 1}, {"10.9.0.0/24": 1})
    text = shown(one)
    assert "In no zone: 10.9.0.0/24 (1 host)" in text
    assert text.splitlines()[-1] == "!   zone office (it): 10.0.0.1 answers modbus to 1 peer: is it OT?"


def test_traffic_that_contradicts_nothing_is_told_so(tmp_path: Path) -> None:
    plc = host("10.1.0.1", zone="cell", side="ot", side_inferred=False)
    text = shown(checked(tmp_path, ReplaySummary(sites=[SiteSummary(site="plant", assets=[plc], paths=[])])))
    assert "The traffic contradicts no declared side." in text
    assert "The traffic" not in shown(checked(tmp_path, None))
