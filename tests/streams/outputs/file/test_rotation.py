"""A file that has grown is renamed between two deliveries; no line is lost, torn or there twice."""

from pathlib import Path

import pytest

from streams.outputs.file.alert_file import AlertFile
from streams.outputs.file.rotation import Rotation
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert


def line(number: int) -> Outgoing:
    return Outgoing(an_alert(), f"alert {number:03}".encode())


def given(sink: AlertFile, numbers: range) -> list[int]:
    """Give each line alone, as deliveries do; the lengths that were to be kept."""
    lengths = []
    for number in numbers:
        sink.begin()
        lengths.append(sink.deliver([line(number)]))
    return lengths


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def test_a_full_file_is_renamed_and_the_oldest_goes(tmp_path: Path) -> None:
    path = tmp_path / "alerts"
    sink = AlertFile(path, Rotation(most_bytes=30, keep=2))
    sink.open(None)
    assert given(sink, range(10)) == [10, 20, 30] * 3 + [10]
    sink.close()
    assert [lines(tmp_path / name) for name in ("alerts", "alerts.1", "alerts.2")] == [
        ["alert 009"],
        ["alert 006", "alert 007", "alert 008"],
        ["alert 003", "alert 004", "alert 005"],
    ]
    assert not (tmp_path / "alerts.3").exists()


def test_half_a_line_is_cut_before_the_file_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "alerts"
    sink = AlertFile(path, Rotation(most_bytes=20, keep=1))
    sink.open(None)
    given(sink, range(2))
    with path.open("ab") as other:
        other.write(b"half")
    sink._torn = True
    given(sink, range(2, 3))
    sink.close()
    assert lines(tmp_path / "alerts.1") == ["alert 000", "alert 001"]
    assert lines(path) == ["alert 002"]


def test_what_was_written_before_a_kill_is_not_renamed_before_it_is_known(tmp_path: Path) -> None:
    path, rotation = tmp_path / "alerts", Rotation(most_bytes=20, keep=3)
    before = AlertFile(path, rotation)
    before.open(None)
    given(before, range(2))
    before.close()  # killed: the cursor knows of the first alert and its 10 bytes
    after = AlertFile(path, rotation)
    after.open(10)
    assert given(after, range(1, 4)) == [20, 10, 20]
    after.close()
    assert lines(tmp_path / "alerts.1") == ["alert 000", "alert 001"]
    assert lines(path) == ["alert 002", "alert 003"]
