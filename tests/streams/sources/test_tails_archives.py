"""Rotated and packed files of a folder's logs, wherever they lie: each row once, history never."""

import gzip
import os
from pathlib import Path

import pytest

from streams.messages import Batch
from streams.sources.follow.tails import GONE_S, Tails
from tests.streams.sources.growing import append, every, header, positions, rows, uids


def packed(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


def aged(path: Path, seconds: float) -> Path:
    written = path.stat().st_mtime - seconds
    os.utime(path, (written, written))
    return path


def restarted(tails: Tails, folder: Path, batches: list[Batch]) -> Tails:
    tails.close()
    again = Tails([str(folder)], site="plant", clock=every(1.0))
    again.resume(positions(batches))
    return again


@pytest.mark.parametrize("name", ["conn.2026-01-01.log.gz", "conn.log.1", "conn.log.1.gz", "conn.log-20260101"])
def test_a_log_that_stood_there_at_no_look_is_read_from_where_it_was_rotated_to(tmp_path: Path, name: str) -> None:
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    met = tails.poll()
    if name.endswith(".gz"):
        packed(tmp_path / name, header() + rows(1, 2))
    else:
        append(tmp_path / name, header() + rows(1, 2))
    found = tails.poll()
    assert uids(found) == ["C1", "C2"]
    again = restarted(tails, tmp_path, [*met, *found])
    assert uids(again.poll()) == []
    append(tmp_path / "conn.log", header("two") + rows(3))
    assert uids([*again.poll(), *again.poll()]) == ["C3"]
    again.close()


def test_one_that_came_and_went_while_nobody_looked_is_read_from_there_too(tmp_path: Path) -> None:
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    again = restarted(tails, tmp_path, tails.poll())
    packed(tmp_path / "conn.2026-01-01.log.gz", header() + rows(1))
    assert uids(again.poll()) == ["C1"]
    again.close()


@pytest.mark.parametrize("killed", [True, False])
def test_what_was_rotated_away_before_a_folder_was_met_stays_history_when_its_log_comes(
    tmp_path: Path, killed: bool
) -> None:
    current, day = tmp_path / "current", tmp_path / "2026-01-01"
    for folder in (current, day):
        folder.mkdir()
    aged(packed(day / "conn.01:00:00-02:00:00.log.gz", header("older") + rows(90)), 7_200)
    aged(packed(current / "conn.2026-01-01.log.gz", header("old") + rows(91)), 3_600)
    tails = Tails([str(current)], site="plant", clock=every(1.0))
    met = tails.poll()
    assert uids(met) == []
    if killed:
        tails = restarted(tails, current, met)
    append(current / "conn.log", header() + rows(1))
    assert uids([*tails.poll(), *tails.poll()]) == ["C1"]
    tails.close()


def test_a_log_with_a_date_in_its_name_is_finished_from_its_packed_file(tmp_path: Path) -> None:
    log = tmp_path / "flows.2026-01-01.log"
    append(log, header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    again = restarted(tails, tmp_path, tails.poll())
    packed(tmp_path / f"{log.name}.gz", header() + rows(1, 2))
    log.unlink()
    assert uids([*again.poll(), *again.poll()]) == ["C2"]
    again.close()


def test_the_folders_of_days_below_a_folder_hold_the_rotated_files_of_its_logs(tmp_path: Path) -> None:
    log, day = tmp_path / "current" / "conn.log", tmp_path / "2026-01-01"
    for folder in (log.parent, day):
        folder.mkdir()
    append(log, header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    log.rename(day / "conn.01:00:00-02:00:00.log")
    append(day / "conn.01:00:00-02:00:00.log", rows(2))
    append(log, header("two") + rows(3))
    assert uids([*tails.poll(), *tails.poll()]) == ["C2", "C3"]
    assert uids(tails.poll()) == []
    tails.close()


@pytest.mark.parametrize("name", ["conn.log.1", "conn.log.1.gz", "conn-20260101.log"])
def test_what_is_rotated_into_a_folder_below_is_not_read_twice(tmp_path: Path, name: str) -> None:
    (tmp_path / "old").mkdir()
    log = tmp_path / "conn.log"
    append(log, header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    append(log, rows(2))
    if name.endswith(".gz"):
        packed(tmp_path / "old" / name, log.read_text())
        log.unlink()
    else:
        log.rename(tmp_path / "old" / name)
    append(log, header("two") + rows(3))
    assert uids([*tails.poll(), *tails.poll()]) == ["C2", "C3"]
    assert uids(tails.poll()) == []
    tails.close()


def test_zeeks_root_is_followed_through_its_link_and_each_archive_once(tmp_path: Path) -> None:
    spool, root = tmp_path / "spool", tmp_path / "logs"
    day = root / "2026-01-01"
    for folder in (spool, day):
        folder.mkdir(parents=True)
    (root / "current").symlink_to(spool)
    append(spool / "conn.log", header() + rows(1))
    tails = Tails([str(root)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    append(spool / "conn.log", rows(2))
    packed(day / "conn.01:00:00-02:00:00.log.gz", (spool / "conn.log").read_text())
    (spool / "conn.log").unlink()
    append(spool / "conn.log", header("two") + rows(3))
    packed(day / "ftp.01:00:00-02:00:00.log.gz", header("ftp") + rows(4))
    assert sorted(uids([*tails.poll(), *tails.poll()]), key=str) == ["C2", "C3", "C4"]
    assert uids(tails.poll()) == []
    assert list(tails._tails) == [root / "current" / "conn.log"]
    tails.close()


def test_logs_of_days_that_were_packed_rest_and_hold_no_file(tmp_path: Path) -> None:
    tails = Tails([str(tmp_path)], site="plant", clock=every(GONE_S / 4))
    found: list[Batch] = []
    for number in range(8):
        log = tmp_path / f"flows-2026-01-0{number + 1}.log"
        append(log, header(str(number)) + rows(number))
        found += tails.poll()
        packed(Path(f"{log}.gz"), log.read_text())
        log.unlink()
        for _ in range(12):
            found += tails.poll()
    assert uids(found) == [f"C{number}" for number in range(8)]
    assert not tails._tails
    again = restarted(tails, tmp_path, found)
    assert uids(again.poll()) == []
    assert not again._tails
    again.close()


def test_what_grows_under_a_rotated_name_is_told(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    append(tmp_path / "conn-1.log", header("two") + rows(2))
    tails = Tails([str(tmp_path)], site="plant", clock=every(GONE_S))
    for number in range(3, 12):
        append(tmp_path / "conn-1.log", rows(number))
        tails.poll(1)
    assert [path.name for path in tails.skipped] == ["conn-1.log"]
    tails.close()


def test_a_log_that_comes_and_goes_while_nobody_looks_is_read_for_a_glob_too(tmp_path: Path) -> None:
    append(tmp_path / "dns.log", header("dns") + rows(90))
    first = Tails([f"{tmp_path}/*.log"], site="plant", clock=every(1.0))
    found = first.poll()
    first.close()
    append(tmp_path / "conn.log.1", header() + rows(1))
    append(tmp_path / "conn.log", header("two") + rows(2))
    again = Tails([f"{tmp_path}/*.log"], site="plant", clock=every(1.0))
    again.resume(positions(found))
    assert uids(again.poll()) == ["C1", "C2"]
    again.close()


def test_archives_of_a_mount_that_was_away_are_not_read_again(tmp_path: Path) -> None:
    root = tmp_path / "logs"
    (root / "2026-01-01").mkdir(parents=True)
    tails = Tails([str(root)], site="plant", clock=every(GONE_S / 4))
    assert uids(tails.poll()) == []
    packed(root / "2026-01-01" / "conn.01:00:00-02:00:00.log.gz", header() + rows(1))
    assert uids([*tails.poll(), *tails.poll()]) == ["C1"]
    away = root.rename(tmp_path / "away")
    root.mkdir()
    for _ in range(12):
        assert uids(tails.poll()) == []
    root.rmdir()
    away.rename(root)
    assert [*tails.poll(), *tails.poll(), *tails.poll()] == []
    tails.close()


def test_a_rotated_name_that_was_followed_by_itself_repeats_nothing_when_its_log_comes(tmp_path: Path) -> None:
    log, one, two = (tmp_path / name for name in ("conn.log", "conn.1.log", "conn.2.log"))
    append(one, header("old") + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    found = uids(tails.poll())
    for number in (2, 3, 4):
        append(log, header(str(number)) + rows(number))
        found += uids(tails.poll())
        if one.exists():
            one.rename(two)
        log.rename(one)
        found += uids([*tails.poll(), *tails.poll()])
    assert found == ["C1", "C2", "C3", "C4"]
    tails.close()


def test_logs_of_days_are_let_go_when_their_day_is_past(tmp_path: Path) -> None:
    tails = Tails([str(tmp_path)], site="plant", clock=every(GONE_S / 4))
    found: list[str | None] = []
    for number in range(1, 10):
        day = tmp_path / f"2026-01-0{number}"
        day.mkdir()
        append(day / "flows.log", header(str(number)) + rows(number))
        for _ in range(6):
            found += uids(tails.poll())
    assert found == [f"C{number}" for number in range(1, 10)]
    assert len(tails._tails) <= 5
    tails.close()
