"""A growing log, rotated in the ways that Zeek and logrotate rotate."""

import errno
import gzip
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.zeek_uids import UidMemory
from streams.messages import Batch
from streams.sources.reading import Reading
from streams.sources.tail import Tail

HEADER = (
    "#separator \\x09\n#unset_field\t-\n#path\tconn\n#open\t{0}\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
)


def header(opened: str = "one") -> str:
    return HEADER.format(opened)


def row(number: int) -> str:
    return f"{1_700_000_000 + number}.0\tC{number}\t10.0.0.1\t40000\t10.0.0.2\t502\ttcp\n"


def rows(*numbers: int) -> str:
    return "".join(map(row, numbers))


def uids(batches: list[Batch]) -> list[str | None]:
    assert [letter.reason for batch in batches for letter in batch.dead_letters] == []
    return [record.uid for batch in batches for record in batch.records if isinstance(record, Flow)]


def positions(batches: list[Batch]) -> dict[str, int]:
    return {batch.source: batch.position for batch in batches if batch.position is not None}


def append(path: Path, text: str) -> None:
    with path.open("a") as stream:
        stream.write(text)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "conn.log"


@pytest.fixture
def tail(log: Path) -> Tail:
    return Tail(log, site="plant")


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
    with pytest.raises(ValueError, match="no Zeek log"):
        tail.poll()
    assert tail.poll() == []


def test_the_positions_kept_do_not_grow_with_rotations(log: Path, tail: Tail) -> None:
    for turn in range(20):
        append(log, header(str(turn)) + rows(turn))
        assert uids(tail.poll()) == [f"C{turn}"]
        log.rename(log.with_name(f"conn.log.{turn}"))
        log.with_name(f"conn.log.{turn - 3}").unlink(missing_ok=True)
    assert len(tail.sources) <= 4 + 3 + 1
    assert set(tail.forgotten).isdisjoint(tail.sources)
    tail.close()


def again(log: Path, kept: dict[str, int]) -> Tail:
    tail = Tail(log, site="plant")
    tail.resume(kept)
    return tail


def rotate(log: Path, name: str, mtime: int | None = None) -> Path:
    rotated = log.rename(log.with_name(name))
    if mtime is not None:
        os.utime(rotated, (mtime, mtime))
    return rotated


def test_several_rotations_between_two_looks_lose_nothing(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    append(log, rows(2))
    rotate(log, "conn.log.3")
    for number in (3, 4):
        append(log, header(str(number)) + rows(number))
        rotate(log, f"conn.log.{6 - number - 1}", mtime=2_000_000_000 + number)
    append(log, header("last") + rows(5))
    assert uids(tail.poll()) == ["C2", "C3", "C4", "C5"]
    tail.close()


@pytest.mark.parametrize("copied", [True, False])
def test_a_log_rotated_while_its_elders_are_read_is_read_too(log: Path, tail: Tail, copied: bool) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    rotate(log, "conn.log.2")
    append(log.with_name("conn.log.2"), rows(2))
    append(log, header("two") + rows(3))
    restarted = again(log, kept)
    elder = restarted.next()
    assert elder is not None
    if copied:
        shutil.copy(log, log.with_name("conn.log.1"))
        os.truncate(log, 0)
    else:
        rotate(log, "conn.log.1")
    append(log, header("three") + rows(4, 5))
    assert uids([elder, *restarted.poll()]) == ["C2", "C3", "C4", "C5"]
    restarted.close()


def test_a_log_rotated_while_its_elders_are_read_is_read_with_nothing_after_it(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    rotate(log, "conn.log.2")
    append(log.with_name("conn.log.2"), rows(2))
    append(log, header("two") + rows(3))
    restarted = again(log, kept)
    elder = restarted.next()
    assert elder is not None
    rotate(log, "conn.log.1")
    assert uids([elder, *restarted.poll(), *restarted.poll()]) == ["C2", "C3"]
    restarted.close()


def test_two_rotations_between_two_looks_are_read_with_nothing_after_them(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    append(log, rows(2))
    rotate(log, "conn.log.2")
    append(log, header("two") + rows(3))
    rotate(log, "conn.log.1")
    assert uids([*tail.poll(), *tail.poll()]) == ["C2", "C3"]
    append(log, header("three") + rows(4))
    assert uids(tail.poll()) == ["C4"]
    tail.close()


def test_a_log_rotated_during_its_very_first_look_is_no_history(log: Path, tail: Tail) -> None:
    append(log, header("old") + rows(1))
    rotate(log, "conn.log.1")
    append(log, header() + rows(2))
    history = tail.next()
    assert history is not None
    rotate(log, "conn.log.0")
    append(log, header("two") + rows(3))
    assert uids([history, *tail.poll()]) == ["C2", "C3"]
    tail.close()


def test_a_writer_that_holds_the_renamed_file_a_while_loses_nothing(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    old = rotate(log, "conn.log.1")
    log.touch()
    assert uids(tail.poll()) == []
    append(old, rows(2))
    assert uids(tail.poll()) == ["C2"]
    append(old, rows(3))
    append(log, header("two") + rows(4))
    assert uids(tail.poll()) == ["C3", "C4"]
    tail.close()


def test_after_a_restart_a_renamed_file_without_a_successor_may_still_grow(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(2))
    old = rotate(log, "conn.log.1")
    restarted = again(log, kept)
    assert uids(restarted.poll()) == ["C2"]
    assert uids(restarted.poll()) == []
    append(old, rows(3) + row(4).rstrip("\n"))
    assert uids(restarted.poll()) == ["C3"]
    append(log, header("two") + rows(5))
    assert uids(restarted.poll()) == ["C4", "C5"]
    restarted.close()


def test_files_rotated_before_the_log_was_ever_read_are_history(log: Path, tail: Tail) -> None:
    append(log, header("old") + rows(1))
    rotate(log, "conn.log.1")
    append(log, header() + rows(2))
    kept = positions(first := tail.poll())
    assert uids(first) == ["C2"]
    tail.close()
    # Packed later it is the newest file there, and history still.
    log.with_name("conn.log.1.gz").write_bytes(gzip.compress(log.with_name("conn.log.1").read_bytes()))
    log.with_name("conn.log.1").unlink()
    restarted = again(log, kept)
    assert uids(restarted.poll()) == []
    restarted.close()


def test_what_came_and_was_rotated_while_nobody_looked_is_no_history(log: Path, tail: Tail) -> None:
    kept = positions(tail.poll())
    tail.close()
    append(log, header() + rows(1))
    rotate(log, "conn.log.1")
    append(log, header("two") + rows(2))
    restarted = again(log, kept)
    assert uids(restarted.poll()) == ["C1", "C2"]
    restarted.close()


def test_a_file_being_packed_is_read_from_the_file_itself(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(*range(2, 5_000)))
    old = rotate(log, "conn.log.1")
    log.with_name("conn.log.1.gz").write_bytes(gzip.compress(old.read_bytes())[:-1_000])
    append(log, header("two") + rows(5_000))
    restarted = again(log, kept)
    assert uids(restarted.poll(100)) == [f"C{number}" for number in range(2, 5_001)]
    restarted.close()


def test_a_packed_file_that_is_broken_is_a_dead_letter_once(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(*range(2, 5_000)))
    packed = gzip.compress(log.read_bytes())
    log.unlink()
    log.with_name("conn.log.1.gz").write_bytes(packed[:-1_000])
    append(log, header("two") + rows(5_000))
    restarted = again(log, kept)
    batches = restarted.poll(100)
    assert [letter.reason[:45] for batch in batches for letter in batch.dead_letters] == [
        "the rotated file could not be read to its end"
    ]
    assert batches[-1].records
    restarted.close()
    third = again(log, kept | positions(batches))
    assert third.poll() == []
    third.close()


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
    uid_memory = UidMemory()
    tail = Tail(log, site="plant", size=2, uids=uid_memory)
    append(log, header() + rows(1, 2, 3, 4))
    assert tail.next() is not None  # the header's lines
    uid_memory.track()
    given = tail.poll(2)
    assert list(uid_memory.changes().ended) == uids(given)
    tail.close()
