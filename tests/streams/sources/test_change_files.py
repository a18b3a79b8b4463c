import os
from pathlib import Path

import pytest

from schemas.codec import encode_lines
from streams.sources.change_files import WatchedChanges, WatchedVerdicts, read_verdicts
from streams.sources.statements import read_assets, read_zones

VERDICT = '{"site": "plant", "time": 1, "author": "ann", "decision": "expected", "alert": "a%d"}\n'


def rewrite(path: Path, text: str, turn: int) -> None:
    path.write_text(text)
    # Two writes within the file system's clock tick must still look different.
    os.utime(path, ns=(turn, turn))


def test_assets_are_read_from_csv_ndjson_and_a_json_list(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    table.write_text("name,ip\nplc,10.0.0.1\n")
    from_csv = read_assets(table, "plant", 5.0)
    lines = tmp_path / "assets.ndjson"
    lines.write_bytes(encode_lines(from_csv))
    assert read_assets(lines, "other", 9.0) == from_csv
    listed = tmp_path / "assets.json"
    listed.write_text('[\n {"subject": "asset", "change": "seen", "id": "x"}\n]')
    (change,) = read_assets(listed, "plant", 5.0)
    assert (change.site, change.time, change.source) == ("plant", 5.0, "assets.json")


def test_a_line_that_is_no_change_refuses_the_file_with_its_place(tmp_path: Path) -> None:
    lines = tmp_path / "assets.ndjson"
    lines.write_text('{"subject": "asset", "change": "seen", "id": "x"}\n{"subject": "moon"}\n')
    with pytest.raises(ValueError, match=r"assets\.ndjson, line 2: "):
        read_assets(lines, "plant", 5.0)


def test_a_spreadsheet_of_western_europe_is_read(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    table.write_bytes("name;ip\nDüse;10.0.0.1\n".encode("cp1252"))
    assert [change.name for change in read_assets(table, "plant", 5.0)] == ["Düse"]


def test_only_what_changed_is_said_again_and_what_vanished_is_retired(tmp_path: Path) -> None:
    table = tmp_path / "assets.csv"
    watched = WatchedChanges(table, read_assets, site="plant")
    assert watched.changed(1.0) == []
    rewrite(table, "name,ip\na,10.0.0.1\nb,10.0.0.2\n", 1)
    assert [change.id for change in watched.changed(2.0)] == ["a", "b"]
    assert watched.changed(3.0) == []
    rewrite(table, "name,ip\na,10.0.0.9\nc,10.0.0.3\n", 2)
    assert [(change.id, change.change, change.time) for change in watched.changed(4.0)] == [
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
