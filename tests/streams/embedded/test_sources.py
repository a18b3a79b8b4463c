"""Sources of the embedded shell: they never wait, and what they need to go on counts with the checkpoint."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import codec
from streams.embedded.sources import (
    BatchesSource,
    ChangeFileSource,
    StandardInputSource,
    TailSource,
    Throttled,
    VerdictFileSource,
    changes_name,
    verdicts_name,
)
from streams.messages import Batch
from streams.sources.files.change_files import WatchedChanges, WatchedVerdicts
from streams.sources.files.statements import read_zones
from streams.sources.follow.tails import Tails
from tests.streams.embedded.test_loop import a_flow, some_batches
from tests.streams.records import SITE, a_verdict

ZONES = '[[zones]]\nzone = "cell"\nside = "ot"\nlevel = 1\ncidrs = ["10.1.0.0/16"]\n'


class Memories(dict[str, bytes]):
    def remember(self, source: str, memory: bytes | None) -> None:
        self.pop(source, None)
        if memory is not None:
            self[source] = memory

    def memory(self, source: str) -> bytes | None:
        return self.get(source)


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


def test_a_log_is_followed_and_idle_when_read(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(3)]))
    source = TailSource(Tails([str(path)], site=SITE), lambda _source: None)
    batch = source.poll()
    assert batch is not None
    assert len(batch.records) == 3
    assert source.poll() is None
    assert source.idle
    with path.open("ab") as file:
        file.write(codec.encode_lines([a_flow(3)]))
    more = source.poll()
    assert more is not None
    assert more.records == [a_flow(3)]
    source.close()


def test_a_file_that_is_no_log_is_logged_and_left(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "readme.log"
    path.write_text("no log at all\n")
    source = TailSource(Tails([str(path)], site=SITE), lambda _source: None)
    with caplog.at_level(logging.ERROR):
        assert source.poll() is None
        assert source.poll() is None
    assert caplog.text.count("readme.log") == 1


def test_what_a_folder_brings_along_is_passed_over_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "readme.log").write_text("no log at all\n")
    source = TailSource(Tails([str(tmp_path)], site=SITE), lambda _source: None)
    with caplog.at_level(logging.INFO):
        met = source.poll()
        assert met is not None
        assert met.records == []
        assert source.poll() is None
        assert source.poll() is None
    assert caplog.text.count("passed over") == 1
    source.close()


def test_batches_end_the_source() -> None:
    source = BatchesSource(iter(some_batches(1)))
    assert source.poll() is not None
    assert not source.idle
    assert source.poll() is None
    assert source.ended


def _polled(source: StandardInputSource) -> list[Batch]:
    batches: list[Batch] = []
    while not source.ended:
        batch = source.poll()
        if batch is not None:
            batches.append(batch)
    return batches


def test_standard_input_has_no_position() -> None:
    batches = _polled(StandardInputSource(iter(some_batches(3))))
    assert [batch.position for batch in batches] == [None, None, None]


def test_what_is_wrong_with_standard_input_is_raised_to_the_run() -> None:
    def broken() -> Iterator[Batch]:
        yield from some_batches(1)
        msg = "no flows"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="no flows"):
        _polled(StandardInputSource(broken()))
