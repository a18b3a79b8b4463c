"""A log that is rotated between two looks, during one, or while nobody looks."""

import gzip
import os
import shutil
from pathlib import Path

import pytest

from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.follow.rotated_files import PATIENCE_S, RETRY_S
from streams.sources.follow.tail import Tail
from tests.streams.sources.growing import again, append, every, header, positions, rotate, row, rows, uids


def reading_a_rotated_file(log: Path, tail: Tail) -> tuple[Tail, Batch]:
    """A tail that has just given C2 of a file rotated away, with C3 in the log itself."""
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(rotate(log, "conn.log.2"), rows(2))
    append(log, header("two") + rows(3))
    restarted = again(log, kept)
    rotated = restarted.next()
    assert rotated is not None
    return restarted, rotated


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
def test_a_log_rotated_while_its_rotated_files_are_read_is_read_too(log: Path, tail: Tail, copied: bool) -> None:
    restarted, rotated = reading_a_rotated_file(log, tail)
    if copied:
        shutil.copy(log, log.with_name("conn.log.1"))
        os.truncate(log, 0)
    else:
        rotate(log, "conn.log.1")
    append(log, header("three") + rows(4, 5))
    assert uids([rotated, *restarted.poll()]) == ["C2", "C3", "C4", "C5"]
    restarted.close()


def test_a_log_rotated_while_its_rotated_files_are_read_is_read_with_nothing_after_it(log: Path, tail: Tail) -> None:
    restarted, rotated = reading_a_rotated_file(log, tail)
    rotate(log, "conn.log.1")
    assert uids([rotated, *restarted.poll(), *restarted.poll()]) == ["C2", "C3"]
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


def test_a_file_that_is_being_packed_elsewhere_is_waited_for_while_its_log_goes_on(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(*range(2, 5_000)))
    text = log.read_bytes()
    log.unlink()
    append(log, header("two") + rows(5_000))
    restarted = again(log, kept, every(RETRY_S))
    assert uids(restarted.poll()) == ["C5000"]
    packed = log.with_name("conn.log.1.gz")
    packed.write_bytes(gzip.compress(text)[:-1_000])
    first = uids([*restarted.poll(100), *restarted.poll(100)])
    assert len(first) > 4_000
    packed.write_bytes(gzip.compress(text))
    assert [*first, *uids([*restarted.poll(100), *restarted.poll(100)])] == [f"C{number}" for number in range(2, 5_000)]
    restarted.close()


def test_what_was_begun_and_comes_back_nowhere_is_given_up_after_a_while(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    log.unlink()
    append(log, header("two") + rows(2))
    restarted = again(log, kept, every(PATIENCE_S / 8))
    first = restarted.poll()
    assert uids(first) == ["C2"]
    later = [batch for _ in range(8) for batch in restarted.poll()]
    (letter,) = [letter for batch in later for letter in batch.dead_letters]
    assert "stands nowhere now" in letter.reason
    restarted.close()
    third = again(log, kept | positions([*first, *later]), every(PATIENCE_S / 8))
    assert [batch for _ in range(20) for batch in third.poll()] == []
    third.close()


def test_a_packed_file_that_is_broken_is_a_dead_letter_once(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(*range(2, 5_000)))
    packed = gzip.compress(log.read_bytes())
    log.unlink()
    log.with_name("conn.log.1.gz").write_bytes(packed[:-1_000])
    append(log, header("two") + rows(5_000))
    restarted = again(log, kept, every(PATIENCE_S))
    batches = [*restarted.poll(100), *restarted.poll(100)]
    assert [letter.reason[:45] for batch in batches for letter in batch.dead_letters] == [
        "the rotated file could not be read to its end"
    ]
    assert len({record.uid for batch in batches for record in batch.records if isinstance(record, Flow)}) > 4_000
    restarted.close()
    third = again(log, kept | positions(batches), every(PATIENCE_S))
    assert third.poll() == []
    third.close()
