import os
from functools import partial
from pathlib import Path

import pytest

from streams.sources.files.change_files import WatchedChanges, WatchedVerdicts, read_verdicts
from streams.sources.files.statements import inventory_reader, read_assets, read_zones

VERDICT = '{"site": "plant", "time": 1, "author": "ann", "decision": "expected", "alert": "a%d"}\n'


def rewrite(path: Path, text: str, turn: int) -> None:
    path.write_text(text)
    # Two writes within the file system's clock tick must still look different.
    os.utime(path, ns=(turn, turn))


def test_only_what_changed_is_said_again_and_what_vanished_is_retired(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    watched = WatchedChanges(table, read_assets, site="plant")
    assert watched.changed(1.0) == []
    rewrite(table, "name,ip\na,10.0.0.1\nb,10.0.0.2\n", 1)
    assert [change.id for change in watched.changed(2.0)] == ["a", "b"]
    assert watched.changed(3.0) == []
    rewrite(table, "name,ip\na,10.0.0.9\nc,10.0.0.3\n", 2)
    assert [(change.id, change.change, change.time) for change in watched.changed(4.0)] == [
        ("a", "address-released", 4.0),
        ("a", "declared", 4.0),
        ("c", "declared", 4.0),
        ("b", "retired", 4.0),
    ]


def test_a_restart_says_nothing_again_and_still_finds_what_vanished(tmp_path: Path) -> None:
    zones = tmp_path / "zones.json"
    rewrite(zones, '[{"zone": "a", "level": 1}, {"zone": "b", "level": 4}]', 1)
    before = WatchedChanges(zones, read_zones, site="plant")
    assert len(before.changed(1.0)) == 2
    after = WatchedChanges(zones, read_zones, site="plant", memory=before.snapshot())
    assert after.changed(2.0) == []
    rewrite(zones, '[{"zone": "a", "level": 1}]', 2)
    assert [(change.id, change.change) for change in after.changed(3.0)] == [("b", "retired")]


def test_a_broken_state_of_a_file_is_told_once_and_forgets_nothing(tmp_path: Path) -> None:
    zones = tmp_path / "zones.json"
    rewrite(zones, '[{"zone": "a", "level": 1}]', 1)
    watched = WatchedChanges(zones, read_zones, site="plant")
    assert len(watched.changed(1.0)) == 1
    rewrite(zones, "[", 2)
    with pytest.raises(ValueError, match="no JSON"):
        watched.changed(2.0)
    assert watched.changed(3.0) == []
    rewrite(zones, "[]", 3)
    assert [change.change for change in watched.changed(4.0)] == ["retired"]


def test_a_row_that_can_no_longer_be_read_retires_nothing(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    watched = WatchedChanges(table, inventory_reader(), site="plant")
    rewrite(table, "name,ip\na,10.0.0.1\nb,10.0.0.2\n", 1)
    assert len(watched.changed(1.0)) == 2
    rewrite(table, "name,ip\na,DHCP\n", 2)
    assert [(change.id, change.change) for change in watched.changed(2.0)] == [("b", "retired")]
    assert watched.reading is not None
    assert [one.line for one in watched.reading.refused] == [2]
    rewrite(table, "name,ip\na,10.0.0.3\n", 3)
    assert [(change.id, change.change) for change in watched.changed(3.0)] == [
        ("a", "address-released"),
        ("a", "declared"),
    ]
    assert watched.changed(4.0) == []
    assert watched.reading is None


def test_a_device_taken_out_of_use_is_retired(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    watched = WatchedChanges(table, inventory_reader(), site="plant")
    rewrite(table, "name,ip,status\na,10.0.0.1,active\n", 1)
    assert len(watched.changed(1.0)) == 1
    rewrite(table, "name,ip,status\na,10.0.0.1,decommissioning\n", 2)
    assert [(change.id, change.change) for change in watched.changed(2.0)] == [("a", "retired")]


def test_a_file_that_contradicts_another_is_read_again_when_that_one_changes(tmp_path: Path) -> None:
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    zone = '[{"zone": "%s", "level": 1, "cidrs": ["10.%d.0.0/16"]}]'
    rewrite(one, zone % ("a", 1), 1)
    rewrite(other, zone % ("b", 1), 1)
    watched = WatchedChanges(one, partial(read_zones, beside=[other]), site="plant", beside=[other])
    with pytest.raises(ValueError, match=r"in other\.json"):
        watched.changed(1.0)
    assert watched.changed(2.0) == []
    rewrite(other, zone % ("b", 2), 2)
    assert [change.id for change in watched.changed(3.0)] == ["a"]


def test_verdicts_appended_are_said_once(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.ndjson"
    rewrite(path, VERDICT % 1, 1)
    watched = WatchedVerdicts(path)
    assert [verdict.alert for verdict in watched.changed()[0]] == ["a1"]
    assert watched.changed() == ([], [])
    rewrite(path, VERDICT % 1 + VERDICT % 2 + "{broken\n" + (VERDICT % 3)[:10], 2)
    verdicts, letters = WatchedVerdicts(path, memory=watched.snapshot()).changed()
    assert [verdict.alert for verdict in verdicts] == ["a2"]
    assert [letter.position for letter in letters] == [3]
    assert [verdict.alert for verdict in watched.changed()[0]] == ["a2"]
    rewrite(path, VERDICT % 9, 3)
    assert [verdict.alert for verdict in watched.changed()[0]] == ["a9"]


def test_a_file_of_verdicts_read_once_names_its_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.ndjson"
    path.write_text(VERDICT % 1)
    assert len(read_verdicts(path)) == 1
    path.write_text(VERDICT % 1 + '{"site": "plant"}\n')
    with pytest.raises(ValueError, match=r"verdicts\.ndjson, line 2"):
        read_verdicts(path)
