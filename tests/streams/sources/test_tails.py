from pathlib import Path

from streams.sources.tails import Tails
from tests.streams.sources.test_tail import append, header, rows, uids


def test_a_folder_is_tailed_with_files_that_come_later_and_without_rotated_ones(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    append(tmp_path / "conn.2026-01-01.log", header("old") + rows(90))
    append(tmp_path / "stats.log", "#path\tstats\n#fields\tts\tpeer\n1.0\tzeek\n")
    tails = Tails([str(tmp_path)], site="plant")
    assert uids(tails.poll()) == ["C1"]
    append(tmp_path / "modbus.log", header().replace("conn", "modbus") + rows(2))
    assert uids(tails.poll()) == ["C2"]
    assert [path.name for path in tails.skipped] == ["stats.log"]
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
