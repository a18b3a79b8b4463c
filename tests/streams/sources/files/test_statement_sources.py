"""What sources of statements need to go on counts with the shell's commit."""

import logging
from pathlib import Path

import pytest

from schemas import codec
from streams.sources.files.change_files import WatchedChanges, WatchedVerdicts
from streams.sources.files.statement_sources import (
    ChangeFileSource,
    Throttled,
    VerdictFileSource,
    changes_name,
    verdicts_name,
)
from streams.sources.files.statements import read_zones
from tests.streams.records import SITE, a_verdict
from tests.streams.sources.memories import Memories

ZONES = '[[zones]]\nzone = "cell"\nside = "ot"\nlevel = 1\ncidrs = ["10.1.0.0/16"]\n'


def _zones(path: Path, memories: Memories) -> ChangeFileSource:
    watched = WatchedChanges(path, read_zones, site=SITE, memory=memories.memory(changes_name(path)))
    return ChangeFileSource(watched, memories, lambda: 5.0)


def test_a_zone_file_is_said_once_also_after_a_restart(tmp_path: Path) -> None:
    path, memories = tmp_path / "zones.toml", Memories()
    source = _zones(path, memories)
    assert source.poll() is None
    path.write_text(ZONES)
    batch = source.poll()
    assert batch is not None
    assert [record.time for record in batch.records if hasattr(record, "time")] == [5.0]
    assert source.poll() is None
    assert _zones(path, memories).poll() is None


def test_a_broken_zone_file_is_logged_and_what_it_said_still_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, memories = tmp_path / "zones.toml", Memories()
    path.write_text("[[zones]]\nzome = 'x'\n")
    with caplog.at_level(logging.ERROR):
        assert _zones(path, memories).poll() is None
    assert "zones.toml" in caplog.text
    assert memories == {}


def test_a_verdict_file_is_read_on_from_where_it_was(tmp_path: Path) -> None:
    path, memories = tmp_path / "verdicts.ndjson", Memories()
    path.write_bytes(codec.encode_lines([a_verdict("one")]))
    first = VerdictFileSource(WatchedVerdicts(path, site=SITE), memories).poll()
    assert first is not None
    assert first.records == [a_verdict("one")]
    with path.open("ab") as file:
        file.write(codec.encode_lines([a_verdict("two")]))
    again = VerdictFileSource(WatchedVerdicts(path, memory=memories[verdicts_name(path)]), memories).poll()
    assert again is not None
    assert again.records == [a_verdict("two")]


def test_a_throttled_file_is_looked_at_first_and_then_now_and_then(tmp_path: Path) -> None:
    path, times = tmp_path / "zones.toml", iter([0.0, 0.0, 5.0, 10.0])
    source = Throttled(_zones(path, Memories()), 10.0, lambda: next(times))
    assert source.poll() is None
    path.write_text(ZONES)
    assert source.poll() is None
    assert source.poll() is not None
