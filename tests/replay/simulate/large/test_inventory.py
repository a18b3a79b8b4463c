import csv
import tomllib

from replay.simulate.large.ground import build_ground
from replay.simulate.large.inventory import assets_csv, zones_toml
from replay.simulate.large.plan import LargePlan

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
