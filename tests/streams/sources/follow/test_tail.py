"""A growing log, rotated in the ways that Zeek and logrotate rotate."""

import errno
import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.formats.memory import SensorMemory
from schemas.formats.zeek.uids import UidMemory
from streams.messages import Batch
from streams.sources.follow.read_positions import KEPT_POSITIONS
from streams.sources.follow.reading import Reading
from streams.sources.follow.tail import Tail
from tests.streams.sources.growing import append, header, positions, row, rows, uids


def test_a_log_that_is_not_there_yet_gives_nothing(tail: Tail) -> None:
    assert uids(tail.poll()) == []
    assert tail.poll() == []


def test_rows_are_given_as_they_are_appended(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1, 2))
    assert uids(tail.poll()) == ["C1", "C2"]
    assert tail.poll() == []
    append(log, rows(3))
    assert uids(tail.poll()) == ["C3"]
    tail.close()


def test_a_line_without_its_end_waits(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1) + row(2)[:20])
    assert uids(tail.poll()) == ["C1"]
    append(log, row(2)[20:])
    assert uids(tail.poll()) == ["C2"]
    tail.close()


def test_a_header_alone_waits_for_its_first_row(log: Path, tail: Tail) -> None:
    append(log, header())
    assert uids(tail.poll()) == []
    append(log, rows(1))
    assert uids(tail.poll()) == ["C1"]
    tail.close()


def test_rotation_by_rename_finishes_the_old_file_first(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    append(log, rows(2))
    log.rename(log.with_name("conn.2026-01-01.log"))
    append(log, header("two") + rows(3))
    assert uids(tail.poll()) == ["C2", "C3"]
    tail.close()


def test_the_last_line_of_a_rotated_file_needs_no_end(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1) + row(2).rstrip("\n"))
    assert uids(tail.poll()) == ["C1"]
    log.rename(log.with_name("conn.log.1"))
    append(log, header("two") + rows(3))
    assert uids(tail.poll()) == ["C2", "C3"]
    tail.close()


def test_rotation_by_copy_and_truncation_reads_the_copys_rest(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1, 2, 3))
    assert uids(tail.poll()) == ["C1", "C2", "C3"]
    append(log, rows(4))
    shutil.copy(log, log.with_name("conn.log.1"))
    log.write_text(header("two") + rows(5))
    assert uids(tail.poll()) == ["C4", "C5"]
    tail.close()


def test_a_truncated_log_that_outgrew_its_old_size_is_noticed(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    shutil.copy(log, log.with_name("conn.log.1"))
    log.write_text(header("two") + rows(5, 6, 7, 8))
    assert uids(tail.poll()) == ["C5", "C6", "C7", "C8"]
    tail.close()


def test_a_restart_goes_on_where_the_positions_stand(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1, 2))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(3))
    again = Tail(log, site="plant")
    again.resume(kept)
    assert uids(again.poll()) == ["C3"]
    again.close()


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_rotated_away_during_a_stop_is_finished_and_not_read_twice(
    log: Path, tail: Tail, packed: bool
) -> None:
    append(log, header() + rows(1, 2))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(3))
    if packed:
        with gzip.open(log.with_name("conn.2026-01-01.log.gz"), "wb") as stream:
            stream.write(log.read_bytes())
        log.unlink()
    else:
        log.rename(log.with_name("conn.2026-01-01.log"))
    append(log, header("two") + rows(4))
    again = Tail(log, site="plant")
    again.resume(kept)
    first = again.poll()
    assert uids(first) == ["C3", "C4"]
    again.close()
    third = Tail(log, site="plant")
    third.resume(kept | positions(first))
    assert uids(third.poll()) == []
    third.close()


def test_after_a_restart_the_last_header_before_the_position_holds(log: Path, tail: Tail) -> None:
    other = header().replace("ts\tuid", "uid\tts")
    append(log, header() + rows(1) + other + f"C2\t{1_700_000_002}.0\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\n")
    kept = positions(tail.poll())
    tail.close()
    append(log, f"C3\t{1_700_000_003}.0\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\n")
    again = Tail(log, site="plant")
    again.resume(kept)
    assert uids(again.poll()) == ["C3"]
    again.close()


def test_a_file_that_is_no_log_is_refused_once(log: Path, tail: Tail) -> None:
    append(log, "Dear reader,\n")
    with pytest.raises(ValueError, match="no log"):
        tail.poll()
    assert tail.poll() == []


def test_the_positions_kept_do_not_grow_with_rotations(log: Path, tail: Tail) -> None:
    for turn in range(KEPT_POSITIONS + 16):
        append(log, header(str(turn)) + rows(turn))
        assert uids(tail.poll()) == [f"C{turn}"]
        log.rename(log.with_name(f"conn.log.{turn}"))
        log.with_name(f"conn.log.{turn - 3}").unlink(missing_ok=True)
    assert len(tail.sources) <= KEPT_POSITIONS + 3 + 1 + 1  # those that stand there, the log, and its mark
    assert set(tail.forgotten).isdisjoint(tail.sources)
    tail.close()


def test_a_log_that_can_not_be_read_is_told_once_and_read_when_it_can(
    log: Path, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    append(log, rows(2))
    read = Reading.more
    with monkeypatch.context() as patch:
        # No file system here can be told to fail, so the failure is put where the disk's would come up.
        patch.setattr(Reading, "more", failing)
        with pytest.raises(OSError, match="Input/output error"):
            tail.poll()
        assert tail.poll() == []
    assert Reading.more is read
    assert uids(tail.poll()) == ["C2"]
    tail.close()


def failing(_reading: Reading, **_named: bool) -> Iterator[Batch]:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_batch_is_read_only_when_it_is_asked_for(log: Path) -> None:
    uid_memory, told = UidMemory(), UidMemory()
    tail = Tail(log, site="plant", size=2, memory=SensorMemory([uid_memory]))
    append(log, header() + rows(1, 2, 3, 4))
    assert tail.next() is not None  # the header's lines
    uid_memory.track()
    given = tail.poll(2)
    told.restore([uid_memory.changes() or b""])
    assert list(told.ended) == uids(given)
    tail.close()
