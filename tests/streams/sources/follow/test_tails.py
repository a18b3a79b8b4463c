import shutil
from pathlib import Path

import pytest

from streams.sources.follow.tails import GONE_S, Tails
from tests.streams.sources.growing import append, every, header, positions, rows, uids


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


def test_files_with_the_same_first_row_that_go_on_otherwise_are_all_read(tmp_path: Path) -> None:
    (tmp_path / "cell-1.log").write_text(header() + rows(1, 2))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1", "C2"]
    (tmp_path / "cell-2.log").write_text(header() + rows(1, 3))
    (tmp_path / "cell-3.log").write_text(header() + rows(1, 2))
    batches = tails.poll(200)
    # The first row is of a connection that is known from the other file already.
    assert (uids(batches), sum(batch.repeats for batch in batches)) == (["C3"], 1)
    assert list(tails.skipped) == [tmp_path / "cell-3.log"]
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


def test_two_logs_that_differ_in_their_ending_are_both_read(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    append(tmp_path / "conn.jsonl", header("two") + rows(2))
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert sorted(uids(tails.poll()), key=str) == ["C1", "C2"]
    tails.close()


def test_a_folder_may_come_later_than_its_collector(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    tails = Tails([str(folder)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == []
    folder.mkdir()
    append(folder / "conn.log", header() + rows(1))
    assert uids(tails.poll()) == ["C1"]
    tails.close()


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to(tmp_path / "spool")
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == []
    assert [skipped.reason for skipped in tails.skipped.values()] == [
        f"{tmp_path / 'current'}: a link that leads nowhere here"
    ]
    (tmp_path / "spool").mkdir()
    append(tmp_path / "spool" / "conn.log", header() + rows(1))
    assert uids(tails.poll()) == ["C1"]
    tails.close()


def test_a_path_that_can_not_be_looked_at_takes_nothing_from_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    for folder in (good, bad):
        folder.mkdir()
        append(folder / "conn.log", header(folder.name) + rows(len(folder.name)))
    is_dir = Path.is_dir

    def stale(path: Path) -> bool:
        if path == bad:
            raise OSError(116, "Stale file handle")
        return is_dir(path)

    tails = Tails([str(bad), str(good)], site="plant", clock=every(1.0))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_dir", stale)
        with pytest.raises(OSError, match="bad: not looked at: the network drive has lost it"):
            tails.poll()
        assert uids(tails.poll()) == ["C4"]
    assert uids(tails.poll()) == ["C3"]
    tails.close()


def test_more_logs_than_may_be_open_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.sources.follow.tails.MOST_OPEN", 3)
    logs = [tmp_path / f"flows-2026-01-{number:02}.log" for number in range(1, 11)]
    for number, log in enumerate(logs):
        append(log, header(str(number)) + rows(number))
    tails = Tails([str(tmp_path)], site="plant", clock=lambda: 0.0)
    assert sorted(uids(tails.poll(100)), key=str) == [f"C{number}" for number in range(10)]
    assert sum(tail.is_open for tail in tails._tails.values()) <= 3
    tails.close()


def test_a_link_whose_file_comes_later_is_followed(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "conn.log").symlink_to(tmp_path / "conn.log")
    tails = Tails([str(folder)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == []
    append(tmp_path / "conn.log", header() + rows(1))
    assert uids(tails.poll()) == ["C1"]
    tails.close()


def test_another_file_by_the_name_of_a_copy_is_read(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    copy = tmp_path / "backup.log"
    tails = Tails([str(tmp_path)], site="plant", clock=every(1.0))
    assert uids(tails.poll()) == ["C1"]
    shutil.copy(tmp_path / "conn.log", copy)
    assert uids(tails.poll()) == []
    copy.unlink()
    assert uids(tails.poll()) == []
    append(copy, header("two") + rows(2))
    assert uids(tails.poll()) == ["C2"]
    tails.close()


def test_a_file_at_one_look_by_two_names_is_read_once(tmp_path: Path) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    shutil.copy(tmp_path / "conn.log", tmp_path / "backup.log")
    (tmp_path / "link.log").symlink_to(tmp_path / "conn.log")
    tails = Tails([str(tmp_path), str(tmp_path / "conn.log")], site="plant", clock=every(1.0))
    assert uids([*tails.poll(), *tails.poll()]) == ["C1"]
    tails.close()


def test_one_unreadable_log_takes_nothing_from_the_others(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        append(tmp_path / name, header(name) + rows(ord(name[0])))
    (tmp_path / "aa.log").write_text("no log\n")
    paths = [str(tmp_path / name) for name in ("a.log", "aa.log", "b.log")]
    tails = Tails(paths, site="plant", clock=every(1.0))
    with pytest.raises(ValueError, match="no log"):
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


@pytest.mark.parametrize(
    ("name", "told", "said"),
    [
        ("tap.pcap.gz", "tap.pcap.gz", "a packet capture: it is read whole, not followed"),
        ("nfcapd.202611301200", "nfcapd.*", "files of nfcapd: read whole, not followed"),
    ],
)
def test_what_is_read_whole_is_passed_over_in_a_followed_folder_and_said(
    tmp_path: Path, name: str, told: str, said: str
) -> None:
    append(tmp_path / "conn.log", header() + rows(1))
    (tmp_path / name).write_bytes(b"")
    tails = Tails([str(tmp_path)], site="plant")
    assert uids(tails.poll()) == ["C1"]
    (skipped,) = tails.skipped.values()
    assert skipped.path.name == told
    assert said in skipped.reason
    tails.close()
