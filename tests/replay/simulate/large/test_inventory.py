import csv
import tomllib

from replay.simulate.large.ground import build_ground
from replay.simulate.large.inventory import assets_csv, maintenance_toml, zones_toml
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.script import Script
from schemas.formats.maintenance_file import windows_of

PLAN = LargePlan()
GROUND = build_ground(PLAN)


def test_an_inventory_lacks_those_that_nobody_declared() -> None:
    rows = list(csv.DictReader(assets_csv(PLAN, GROUND).splitlines()))
    assert GROUND.undeclared
    assert {row["hostname"] for row in rows} == {device.name for device in GROUND.devices} - GROUND.undeclared
    assert {row["site"] for row in rows} == {"plant-1"}


def test_zones_and_conduits_are_one_map() -> None:
    found = tomllib.loads(zones_toml(GROUND))
    names = {zone["zone"] for zone in found["zones"]}
    assert all({conduit["from"], conduit["to"]} <= names for conduit in found["conduits"])
    assert "cell-001-supervision" in names


def test_announced_work_is_a_file_that_a_replay_reads() -> None:
    script = Script(LargePlan(scenarios=("planned-maintenance", "unannounced-maintenance", "maintenance-master")))
    windows = windows_of(
        maintenance_toml(script.announced).encode(), site="plant-1", time=0.0, source="maintenance.toml"
    )
    items = {item.name: item for item in script.truth.items}
    assert len(windows) == 2
    assert {window.initiator for window in windows} == {items["planned-maintenance"].initiator_ip}
    zones = {zone.name for zone in GROUND.zones}
    assert {window.id for window in windows} <= zones
    [covering] = [
        one for one in windows if (one.starts or 0.0) <= items["planned-maintenance"].start <= (one.expires or 0.0)
    ]
    assert (covering.expires or 0.0) >= items["planned-maintenance"].end


def test_where_nothing_is_announced_the_file_announces_nothing() -> None:
    assert windows_of(maintenance_toml(()).encode(), site="plant-1", time=0.0, source="maintenance.toml") == []
