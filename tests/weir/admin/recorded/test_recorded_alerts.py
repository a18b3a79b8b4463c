"""Alerts in a file, asked for as those of a state."""

import gzip
import io
import sys
from pathlib import Path

import msgspec
import pytest

from schemas.alert import Alert, Party
from schemas.codec import encode_for_people
from streams.read_model.wanted import AlertsWanted, UnknownValue
from tests.streams.records import an_alert
from weir.admin.recorded.recorded_alerts import RecordedAlerts
from weir.errors import UserError

OLD = msgspec.structs.replace(an_alert("b"), time=5.0, initiator=Party(asset="x", ip="10.0.0.1", name="ws-1"))
NEW = msgspec.structs.replace(OLD, revision=2, status="closed")
FIRST = msgspec.structs.replace(an_alert("a"), time=1.0, initiator=Party(asset="x", ip="10.0.0.2"))


def _bytes(*alerts: Alert) -> bytes:
    return b"".join(encode_for_people(alert) + b"\n" for alert in alerts)


def _written(folder: Path, *alerts: Alert) -> str:
    (folder / "alerts.ndjson").write_bytes(_bytes(*alerts))
    return str(folder / "alerts.ndjson")


def test_the_newest_revision_wins_whatever_its_place(tmp_path: Path) -> None:
    recorded = RecordedAlerts(_written(tmp_path, NEW, OLD, FIRST, NEW))
    assert recorded.latest() == [FIRST, NEW]
    assert [note.revision for note in recorded.context(NEW).revisions] == [1, 2]


def test_pages_count_from_the_newest(tmp_path: Path) -> None:
    recorded = RecordedAlerts(_written(tmp_path, OLD, FIRST))
    assert recorded.alerts(AlertsWanted(limit=1)) == ([OLD], 2)
    assert recorded.alerts(AlertsWanted(limit=1, page=2)) == ([FIRST], 2)


def test_an_asset_is_found_under_any_of_its_names(tmp_path: Path) -> None:
    recorded = RecordedAlerts(_written(tmp_path, OLD, FIRST))
    assert recorded.alerts(AlertsWanted(asset="ws-1")).items == [FIRST, OLD]
    with pytest.raises(UnknownValue, match="no asset 'ws-9'"):
        recorded.alerts(AlertsWanted(asset="ws-9"))
    assert recorded.alerts(AlertsWanted(asset="ws-1", least="critical")).items == []


def test_packed_files_and_standard_input_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(_bytes(OLD)))
    assert RecordedAlerts(str(tmp_path / "a.gz")).latest() == [OLD]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(_bytes(FIRST)))))
    assert RecordedAlerts("-").latest() == [FIRST]


def test_damage_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\nodd\n" + _bytes(OLD) + b"odd\n")
    (note,) = RecordedAlerts(str(tmp_path / "a")).notes
    assert note.startswith(f"2 lines are no alerts and were left out, the first {tmp_path}/a:2: no Alert")
    (tmp_path / "b.gz").write_bytes(gzip.compress(_bytes(OLD))[:-9])
    for name in ("b.gz", "none"):
        with pytest.raises(UserError, match=f"--file {tmp_path}/{name}"):
            RecordedAlerts(str(tmp_path / name))
