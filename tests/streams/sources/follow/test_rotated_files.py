"""Rotated files that come late, move on, or are read by others."""

import errno
import gzip
from pathlib import Path
from typing import BinaryIO

import pytest

from streams.sources.follow.rotated_files import NEWS_S
from streams.sources.follow.tail import Tail
from tests.streams.sources.growing import again, append, every, header, positions, rotate, rows, uids


def test_history_of_a_first_look_that_was_cut_off_stays_history(log: Path) -> None:
    for number in range(20):
        append(log, header(str(number)) + rows(90 + number))
        rotate(log, f"conn.log.{20 - number}", mtime=1_700_000_000 + number)
    append(log, header() + rows(1))
    for cut in range(8):
        first = Tail(log, site="plant")
        kept = positions(first.poll(cut))
        first.close()
        restarted = again(log, kept)
        found = uids(restarted.poll(100))
        restarted.close()
        assert found in (["C1"], []), cut


def test_a_log_that_can_not_be_opened_for_a_while_was_not_rotated_away(
    log: Path, tail: Tail, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(2))
    restarted = again(log, kept)
    opened = Path.open

    def refuse(path: Path, *args: str, **named: int) -> object:
        if path == log:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **named)  # type: ignore[call-overload]

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(PermissionError):
            restarted.poll()
        assert restarted.poll() == []
    assert uids(restarted.poll()) == ["C2"]
    restarted.close()


def test_what_another_reads_is_left_to_it_for_good(log: Path) -> None:
    tail = Tail(log, site="plant", taken=lambda path, _digest: path.name == "conn.log.1", history_until_ns=0)
    append(log, header() + rows(1))
    rotate(log, "conn.log.1")
    append(log, header("two") + rows(2))
    found = tail.poll()
    assert uids(found) == ["C2"]
    tail.close()
    restarted = again(log, positions(found))
    assert uids(restarted.poll()) == []
    restarted.close()


def test_two_that_could_leave_a_file_to_each_other_lose_nothing_of_it(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(2))
    rotate(log, "conn.log.1")
    append(log, header("two") + rows(3))
    both = Tail(log, site="plant", taken=lambda path, _digest: path != log)
    both.resume(kept)
    assert uids(both.poll()) == ["C2", "C3"]
    both.close()


def test_what_comes_late_is_read_while_its_log_goes_on(log: Path) -> None:
    tail = Tail(log, site="plant", clock=every(NEWS_S))
    append(log, header("two") + rows(2))
    assert uids(tail.poll()) == ["C2"]
    append(log.with_name("conn.log.1"), header() + rows(1))
    assert uids([*tail.poll(), *tail.poll()]) == ["C1"]
    tail.close()


def test_a_log_that_comes_and_is_renamed_while_its_rotated_files_are_read_is_read_once_and_in_order(log: Path) -> None:
    tail = Tail(log, site="plant", size=1, history_until_ns=0)
    append(log, header("old") + rows(1, 2))
    rotate(log, "conn.log.2")
    found = [tail.next()]
    append(log, header() + rows(3, 4))
    found += [tail.next(), tail.next()]
    rotate(log, "conn.log.1")
    append(log, header("two") + rows(5))
    while (batch := tail.next()) is not None:
        found.append(batch)
    assert uids([*(one for one in found if one is not None), *tail.poll()]) == ["C1", "C2", "C3", "C4", "C5"]
    tail.close()


def test_a_log_is_not_forgotten_whatever_order_its_positions_come_in(log: Path) -> None:
    """SQLite gives them by source."""
    for restart in range(8):
        kept: dict[str, int] = {}
        tail = Tail(log, site="plant")
        for number in range(40):
            log.unlink(missing_ok=True)
            append(log, header(f"{restart} {number}") + rows(number))
            kept |= positions(tail.poll())
        tail.close()
        restarted = again(log, dict(sorted(kept.items())))
        assert uids(restarted.poll()) == []
        restarted.close()


def test_a_disk_that_fails_for_a_moment_costs_no_file(log: Path, tail: Tail, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    append(log, rows(2))
    rotated = rotate(log, "conn.log.1")
    append(log, header("two") + rows(3))
    restarted = again(log, kept)

    def fails(path: Path) -> BinaryIO:
        raise OSError(errno.ESTALE, "Stale file handle", str(path))

    with monkeypatch.context() as patched:
        patched.setattr("streams.sources.follow.rotated_names.open_bytes", fails)
        with pytest.raises(OSError, match="Stale"):
            restarted.poll()
        assert restarted.poll() == []
    assert rotated.exists()
    assert uids(restarted.poll()) == ["C2", "C3"]
    restarted.close()


def test_rotated_files_of_a_log_that_rests_are_read_when_they_come(log: Path, tail: Tail) -> None:
    append(log, header("two") + rows(9))
    kept = positions(tail.poll())
    tail.close()
    restarted = again(log, kept, every(NEWS_S))
    assert uids(restarted.poll()) == []
    assert not restarted.is_open
    append(log.with_name("conn.log.1"), header() + rows(1, 2))
    assert uids([*restarted.poll(), *restarted.poll()]) == ["C1", "C2"]
    restarted.close()


def test_after_a_restart_a_log_of_which_all_was_given_is_opened_once_it_grows(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    kept = positions(tail.poll())
    tail.close()
    restarted = again(log, kept)
    assert uids([*restarted.poll(), *restarted.poll()]) == []
    assert restarted.behind() == 0
    assert not restarted.is_open
    append(log, rows(2))
    assert restarted.behind() == len(rows(2))
    assert uids(restarted.poll()) == ["C2"]
    restarted.close()


def test_a_log_that_rests_goes_on_where_it_was(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1))
    assert uids(tail.poll()) == ["C1"]
    tail.rest()
    assert not tail.is_open
    assert tail.poll() == []
    assert not tail.is_open
    append(log, rows(2))
    assert uids(tail.poll()) == ["C2"]
    tail.rest()
    append(log, rows(3))
    rotate(log, "conn.log.1")
    append(log, header("two") + rows(4))
    assert uids(tail.poll()) == ["C3", "C4"]
    tail.close()


def test_after_a_conclusion_the_last_line_needs_no_end_and_nothing_is_held(log: Path, tail: Tail) -> None:
    append(log, header() + rows(1) + rows(2).rstrip("\n"))
    assert uids(tail.poll()) == ["C1"]
    packed = rotate(log, "conn.log.1").with_suffix(".1.gz")
    packed.write_bytes(gzip.compress(packed.with_suffix("").read_bytes()))
    packed.with_suffix("").unlink()
    assert uids(tail.poll()) == []
    assert (tail.is_open, tail.finished) == (True, False)
    tail.conclude()
    assert uids([*tail.poll(), *tail.poll()]) == ["C2"]
    assert (tail.is_open, tail.finished) == (False, True)
    tail.close()
