import csv
import tomllib

from replay.simulate.inventory import asset_changes, assets_csv, zones_toml
from replay.simulate.scene import Scene
from schemas.codec import ASSET_CHANGES, encode_lines
from tests.replay.simulate.figures import SMALL

SCENE = Scene(SMALL)


def test_changes_fit_their_record_and_zones_come_first() -> None:
    changes = asset_changes(SCENE)
    assert ASSET_CHANGES.decode(encode_lines(changes), source="here", position=0) == (changes, [])
    subjects = [change.subject for change in changes]
    assert subjects == sorted(subjects, reverse=True)


def test_the_files_say_the_same_as_the_changes() -> None:
    rows = list(csv.DictReader(assets_csv(SCENE).splitlines()))
    zones = tomllib.loads(zones_toml(SCENE))["zones"]
    changes = asset_changes(SCENE)
    assert {(row["hostname"], row["ip"], row["mac"], row["role"]) for row in rows} == {
        (change.name, change.addresses[0].ip, change.addresses[0].mac, change.role)
        for change in changes
        if change.subject == "asset"
    }
    assert [(zone["zone"], zone["level"], zone["side"], tuple(zone["cidrs"])) for zone in zones] == [
        (change.id, change.level, change.side, change.cidrs) for change in changes if change.subject == "zone"
    ]


def test_what_is_planted_is_in_no_inventory() -> None:
    assert "10.2.10.77" not in assets_csv(SCENE)
