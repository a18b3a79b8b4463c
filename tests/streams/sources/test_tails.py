import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from streams.sources.tails import GONE_S, Tails
from tests.streams.sources.test_tail import append, header, positions, rows, uids


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
