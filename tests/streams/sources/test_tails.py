import gzip
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.messages import Batch
from streams.sources.tails import GONE_S, Tails
from tests.streams.sources.growing import append, header, positions, rows, uids


def every(step_s: float) -> Callable[[], float]:
    """A clock that goes on by a step each time it is asked."""
    ticks = itertools.count()
    return lambda: next(ticks) * step_s


def test_a_folder_is_tailed_with_files_that_come_later_and_without_rotated_ones(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    append(tmp_path / "conn.2026-01-01.log", header("old") + rows(90))
    append(tmp_path / "stats.log", "#path\tstats\n#fields\tts\tpeer\n1.0\tzeek\n")
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    append(tmp_path / "modbus.log", header().replace("conn", "modbus") + rows(2))
    assert uids(tails.poll()) == ["C2"]
    assert [path.name for path in tails.skipped] == ["stats.log"]
    tails.close()


def test_a_log_of_a_folder_that_is_absent_between_two_names_is_not_read_twice(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    append(tmp_path / "dns.log", header().replace("conn", "dns") + rows(90))
    append(log, header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    first = tails.poll()
    assert sorted(uids(first), key=str) == ["C1", "C90"]
    log.rename(tmp_path / "conn.2026-01-01.log")
    assert uids(tails.poll()) == []
    tails.close()
    restarted = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    restarted.resume(positions(first))
    assert uids(restarted.poll()) == []
    append(log, header("two") + rows(2))
    assert uids(restarted.poll()) == ["C2"]
    restarted.close()


def test_a_copy_of_a_log_that_is_read_is_passed_over(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    shutil.copy(tmp_path / "conn.log", tmp_path / "backup.log")
    assert uids(tails.poll()) == []
    assert [path.name for path in tails.skipped] == ["backup.log"]
    tails.close()


def test_files_of_a_folder_that_are_gone_are_let_go_with_their_positions(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    tails = Tails([str(tmp_path)], site="plant", clock=every(GONE_S / 3))
    kept: dict[str, int] = {}
    for number in range(20):
        day = tmp_path / f"flows-2026-01-{number + 1:02}.log"
        append(day, header(str(number)) + rows(100 + number))
        kept |= positions(tails.poll())
        day.unlink()
        for _ in range(4):
            tails.poll()
        for source in tails.forgotten():
            kept.pop(source, None)
    assert {Path(source.rpartition("#")[0]).name for source in kept} == {"conn.log", "*"}
    tails.close()


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


def test_two_logs_that_differ_in_their_ending_are_both_read(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    append(tmp_path / "conn.jsonl", header("two") + rows(2))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert sorted(uids(tails.poll()), key=str) == ["C1", "C2"]
    tails.close()


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


def test_a_folder_may_come_later_than_its_collector(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    tails = Tails([str(folder)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == []
    folder.mkdir()
    append(folder / "conn.log", header() + rows(1))
    assert uids(tails.poll()) == ["C1"]
    tails.close()


def test_one_unreadable_log_takes_nothing_from_the_others(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        append(tmp_path / name, header(name) + rows(ord(name[0])))
    (tmp_path / "aa.log").write_text("no log\n")
    paths = [str(tmp_path / name) for name in ("a.log", "aa.log", "b.log")]
    tails = Tails(paths, site="plant", clock=every(1.0))
    with pytest.raises(ValueError, match="no Zeek log"):
        tails.poll()
    assert uids(tails.poll()) == ["C98"]
    tails.close()


def test_it_knows_how_many_bytes_are_there_and_not_given(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    tails = Tails([str(log)], site="plant")
    assert tails.behind() == 0
    append(log, header() + rows(1))
    assert uids(tails.poll()) == ["C1"]
    assert tails.behind() == 0
    append(log, rows(2) + rows(3))
    assert tails.behind() == len((rows(2) + rows(3)).encode())
    assert uids(tails.poll()) == ["C2", "C3"]
    assert tails.behind() == 0
    append(log, "half a line")
    tails.poll()
    assert tails.behind() == len("half a line")
    log.unlink()
    tails.close()
    assert tails.behind() == 0
