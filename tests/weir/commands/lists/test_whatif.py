"""`weir whatif` says exactly what the log shows to use a way, and changes nothing."""

import json
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from replay.simulate.large import LargePlan
from replay.simulate.large import write as write_large
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import write
from schemas.formats.zones.file import zone_entries
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plant")
    write(SimulationPlan(days=9, cells=1, rate=0.05, attacks=("it-to-plc",), attack_day=8), folder)
    said = weir(
        "replay", folder / "conn.log", "--assets", folder / "assets.csv", "--zones", folder / "zones.toml",
        "--learn-until", "7d", "--state-out", folder / "state", "--quiet",
    )  # fmt: skip
    assert said.code == 0, said.error
    return folder


def zone_of(plant: Path, address: str) -> str | None:
    """The smallest zone that holds an address."""
    entries = zone_entries((plant / "zones.toml").read_bytes(), site="any", time=0.0, source="zones.toml")
    held = [
        (ip_network(cidr).prefixlen, entry.change.id)
        for entry in entries
        for cidr in entry.change.cidrs
        if ip_address(address) in ip_network(cidr)
    ]
    return max(held)[1] if held else None


def pairs_in_the_log(plant: Path, port: str) -> set[tuple[str, str]]:
    """Who reached whom by a port of TCP, from one zone to another, by the log alone."""
    rows = [line.split("\t") for line in (plant / "conn.log").read_text().splitlines() if line[0] != "#"]
    found = {(row[2], row[4]) for row in rows if row[5] == port and row[6] == "tcp" and row[11] == "SF"}
    return {(one, other) for one, other in found if zone_of(plant, one) != zone_of(plant, other)}


def test_what_would_break_is_what_the_log_shows_to_use_it(plant: Path) -> None:
    expected = pairs_in_the_log(plant, "502")
    assert len(expected) > 3
    zones = sorted({(zone_of(plant, one), zone_of(plant, other)) for one, other in expected}, key=str)
    rules = [part for one, other in zones for part in ("--deny", f'"{one}" -> "{other}" modbus')]
    found = json.loads(weir("whatif", *rules, "--state", plant / "state", "--json").out)
    assets = [
        json.loads(line) for line in weir("assets", "list", "--state", plant / "state", "--json").out.splitlines()
    ]
    ips = {asset.get("name") or asset["id"]: asset.get("ips", ["-"]) for asset in assets}
    told = {(ips[each["initiator"]][0], ips[each["responder"]][0]) for each in found["broken"] if each["answered"]}
    assert told == expected


def test_in_a_large_plant_it_is_what_the_log_shows_between_every_two_zones(tmp_path: Path) -> None:
    write_large(LargePlan(seed=4, size=0.125, days=5, learn_days=3), tmp_path, processes=1)
    said = weir(
        "replay", tmp_path / "conn.log", "--assets", tmp_path / "assets.csv", "--zones", tmp_path / "zones.toml",
        "--learn-until", "3d", "--state-out", tmp_path / "state", "--quiet",
    )  # fmt: skip
    assert said.code == 0, said.error
    lines = weir("assets", "list", "--state", tmp_path / "state", "--json").out.splitlines()
    placed: dict[str, str] = {}
    behind: dict[str, str] = {}
    for asset in map(json.loads, lines):
        name = asset.get("name") or asset["id"].partition(":")[2]
        if asset.get("zone") is not None:
            placed[name] = asset["zone"]
            behind |= dict.fromkeys(asset.get("ips", []), name)
    expected = set()
    for row in (line.split("\t") for line in (tmp_path / "conn.log").read_text().splitlines() if line[0] != "#"):
        initiator, responder = behind.get(row[2]), behind.get(row[4])
        if row[11] == "SF" and initiator and responder and placed[initiator] != placed[responder]:
            expected.add((initiator, responder))
    assert len(expected) > 100
    zones = sorted(set(placed.values()))
    rules = [f'"{one}" -> "{other}"' for one in zones for other in zones if one != other]
    assert len(rules) == 56
    given = [part for rule in rules for part in ("--deny", rule)]
    found = json.loads(weir("whatif", *given, "--state", tmp_path / "state", "--json").out)
    assert {(each["initiator"], each["responder"]) for each in found["broken"] if each["answered"]} == expected


def test_an_attack_is_named_as_prevented_and_a_report_is_written(plant: Path, tmp_path: Path) -> None:
    given = ("whatif", "--deny", "it -> ot", "--state", plant / "state")
    said = weir(*given)
    assert said.code == 0, said.error
    assert "Alerts that it would have prevented" in said.out
    assert weir(*given, "--csv").out.startswith("site,initiator,")
    for name in ("r.md", "r.html"):
        assert weir(*given, "--report", tmp_path / name).code == 0
        assert "What would break" in (tmp_path / name).read_text()
    (tmp_path / "rules.txt").write_text("allow any -> ot\nit -> ot\n")
    allowed = json.loads(weir("whatif", "--rules", tmp_path / "rules.txt", "--state", plant / "state", "--json").out)
    assert (allowed["broken"], allowed["unused"]) == ([], ["it -> ot"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "no rule to try"),
        (("--deny", "office"), "is no rule"),
        (("--rules", "absent.txt"), "absent.txt"),
        (("--deny", "a -> b", "--report", "r.pdf"), "ends in .md or .html"),
        (("--deny", "a -> b", "--csv", "--json"), "give one of them"),
    ],
)
def test_a_mistake_says_what_to_do(plant: Path, arguments: tuple[str, ...], said: str) -> None:
    found = weir("whatif", *arguments, "--state", plant / "state")
    assert (found.code, said in found.error) == (1, True), found.error
