"""Files read once, as one source: to their very ends, in the order of their times, and on from there the next time."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from replay.merge import file_batches
from replay.whole_files import WholeFiles
from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.captures import metered
from streams.sources.follow.tail import Tail
from tests.replay.test_sparse import HEADER, T0, log, row
from tests.streams.records import SITE
from tests.streams.sources.captures.frames import modbus, pcap

needs_engine = pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")


def _read(files: WholeFiles, positions: dict[str, int]) -> list[Batch]:
    """All batches; `positions` then say where a shell that committed them goes on."""
    files.resume(dict(positions))
    batches = list(iter(files.poll, None))
    assert files.idle
    files.close()
    positions.update((batch.source, batch.position) for batch in batches if batch.position is not None)
    return batches


def _uids(batches: list[Batch]) -> list[str | None]:
    return [record.uid for batch in batches for record in batch.records if isinstance(record, Flow)]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_last_row_without_a_newline_is_a_row_and_its_newline_later_says_nothing(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "conn.log"
    path.write_text(HEADER + "".join(row(T0 + number, number) for number in range(rows)).rstrip("\n"))
    positions: dict[str, int] = {}
    assert _uids(_read(WholeFiles([path], site=SITE), positions)) == [f"C{number}" for number in range(rows)]
    assert list(positions.values()) == [path.stat().st_size]
    with path.open("a") as file:
        file.write("\n" + row(T0 + 9, 9))
    again = _read(WholeFiles([path], site=SITE), positions)
    assert _uids(again) == ["C9"]
    assert not any(batch.dead_letters for batch in again)


def test_a_shell_that_follows_the_log_afterwards_goes_on_after_such_a_row(tmp_path: Path) -> None:
    path = log(tmp_path / "conn.log", [T0, T0 + 1])
    path.write_text(path.read_text().rstrip("\n"))
    positions: dict[str, int] = {}
    _read(WholeFiles([path], site=SITE), positions)
    with path.open("a") as file:
        file.write("\n" + row(T0 + 9, 9))
    tail = Tail(path, site=SITE)
    tail.resume(positions)
    assert _uids(tail.poll()) == ["C9"]
    tail.close()


@pytest.mark.parametrize("rest", ["1767571300.0\tCx\t10.9", "half a row", "\x00" * 50])
def test_a_broken_last_row_is_a_dead_letter_with_its_line(tmp_path: Path, rest: str) -> None:
    path = log(tmp_path / "conn.log", [T0])
    path.write_text(path.read_text() + rest)
    batches = _read(WholeFiles([path], site=SITE), {})
    (letter,) = [letter for batch in batches for letter in batch.dead_letters]
    assert (letter.source, letter.position) == (str(path), HEADER.count("\n") + 2)
    assert _uids(batches) == ["C0"]


def test_what_was_read_is_not_read_again_after_a_rotation_or_when_packed(tmp_path: Path) -> None:
    path = log(tmp_path / "conn.log", [T0, T0 + 1])
    positions: dict[str, int] = {}
    _read(WholeFiles([path], site=SITE), positions)
    grown = path.read_text() + row(T0 + 2, 2)
    packed, dated = tmp_path / "conn.log.1.gz", tmp_path / "conn.2026-01-05.log"
    path.write_text(HEADER + row(T0 + 3, 3))
    packed.write_bytes(gzip.compress(grown.encode()))
    assert _uids(_read(WholeFiles([path, packed], site=SITE), positions)) == ["C2", "C3"]
    path.rename(dated)
    assert _uids(_read(WholeFiles([packed, dated], site=SITE), positions)) == []


def test_files_that_begin_alike_are_both_read(tmp_path: Path) -> None:
    one, other = log(tmp_path / "a.log", [T0, T0 + 1]), log(tmp_path / "b.log", [T0, T0 + 5])
    positions: dict[str, int] = {}
    batches = _read(WholeFiles([one, other], site=SITE), positions)
    assert sum(batch.rows for batch in batches) == 4
    assert len(positions) == 2


def test_a_file_that_begins_as_one_that_was_read_before_is_read_from_its_own_beginning(tmp_path: Path) -> None:
    first = log(tmp_path / "a.log", [T0, T0 + 1, T0 + 2])
    positions: dict[str, int] = {}
    _read(WholeFiles([first], site=SITE), positions)
    other = tmp_path / "b.log"
    other.write_text(HEADER + row(T0, 0) + row(T0 + 7, 7) + row(T0 + 8, 8))
    assert _uids(_read(WholeFiles([other], site=SITE), positions)) == ["C0", "C7", "C8"]
    copy = tmp_path / "c.log"
    copy.write_text(first.read_text() + row(T0 + 9, 9))
    assert _uids(_read(WholeFiles([copy], site=SITE), positions)) == ["C9"]


def test_files_come_in_the_order_of_their_times_whatever_their_names_and_their_wrong_clocks(tmp_path: Path) -> None:
    def part(name: str, first: int) -> Path:
        rows = [row(T0 + number, number) for number in range(first, first + 100)]
        rows[0] = row(2_145_916_800.0, first)
        (tmp_path / name).write_text(HEADER + "".join(rows))
        return tmp_path / name

    paths = [part("a.log", 200), part("b.log", 0), part("c.log", 100)]
    assert _uids(_read(WholeFiles(paths, site=SITE), {})) == [f"C{number}" for number in range(300)]


def test_a_file_that_breaks_off_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    sound = log(tmp_path / "a.log", [T0])
    broken = tmp_path / "b.log.gz"
    rows = "".join(row(T0 + 10 + number, number * 7919) for number in range(1, 3_000))
    broken.write_bytes(gzip.compress((HEADER + rows).encode())[:-9_000])
    files = WholeFiles([sound, broken], site=SITE)
    positions: dict[str, int] = {}
    before = _uids(_read(files, positions))
    assert len(files.failures) == 1
    assert str(broken) in files.failures[0]
    broken.write_bytes(gzip.compress((HEADER + rows).encode()))
    files = WholeFiles([sound, broken], site=SITE)
    after = _uids(_read(files, positions))
    assert files.failures == []
    assert len(before) > 1
    assert before + after == ["C0", *(f"C{number * 7919}" for number in range(1, 3_000))]


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
def test_of_a_small_file_that_breaks_off_what_comes_before_is_read(
    tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    whole = (HEADER + "".join(row(T0 + number, number) for number in range(100))).encode()
    path = tmp_path / "conn.log.pack"
    # Two frames, so that the first one comes whole.
    path.write_bytes(packed(whole) + packed(whole)[:-8])
    files = WholeFiles([path], site=SITE)
    positions: dict[str, int] = {}
    assert _uids(_read(files, positions))[:100] == [f"C{number}" for number in range(100)]
    assert len(files.failures) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("names", [("conn.2026-01-05.log", "conn.2026-01-06.log"), ("a.log", "b.log")])
def test_a_run_that_was_killed_goes_on_at_the_row_where_it_stood(
    tmp_path: Path, end: str, names: tuple[str, str]
) -> None:
    paths = [tmp_path / name for name in names]
    for which, path in enumerate(paths):
        rows = "".join(row(T0 + number, 2 * number + which) for number in range(170))
        path.write_bytes((HEADER + rows).replace("\n", end).encode())
    for stop in range(8):
        files, positions, before = WholeFiles(paths, site=SITE), dict[str, int](), []
        for _ in range(stop):
            batch = files.poll()
            assert batch is not None
            assert batch.position is not None
            positions[batch.source] = batch.position
            before.append(batch)
        files.close()
        after = _read(WholeFiles(paths, site=SITE), positions)
        assert sorted(_uids(before) + _uids(after), key=str) == sorted((f"C{n}" for n in range(340)), key=str)
        assert not any(batch.dead_letters for batch in after)


def test_connections_told_in_several_kinds_of_log_count_as_in_a_replay(tmp_path: Path) -> None:
    log(tmp_path / "conn.log", [T0 + 10 * number for number in range(120)])
    told = "".join(
        f"{T0 + 10 * number + number % 3:.6f}\tC{number}\t10.9.0.1\t50000\t10.9.0.11\t502\t{number}\tREAD_COILS\n"
        for number in range(0, 120, 2)
    )
    fields = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tfunc"
    (tmp_path / "modbus.log").write_text(f"#separator \\x09\n#path\tmodbus\n#fields\t{fields}\n{told}")
    paths = [tmp_path / "conn.log", tmp_path / "modbus.log"]
    expected = [record for batch in file_batches(paths, site=SITE) for record in batch.records]
    read = _read(WholeFiles(paths, site=SITE), {})
    assert [record for batch in read for record in batch.records] == expected


def test_a_row_that_was_cut_off_where_its_file_ended_is_taken_once_its_end_has_come(tmp_path: Path) -> None:
    path = log(tmp_path / "conn.log", [T0])
    whole, rest = row(T0 + 9, 9)[:30], row(T0 + 9, 9)[30:]
    path.write_text(path.read_text() + whole)
    positions: dict[str, int] = {}
    first = _read(WholeFiles([path], site=SITE), positions)
    assert (_uids(first), sum(len(batch.dead_letters) for batch in first)) == (["C0"], 1)
    with path.open("a") as file:
        file.write(rest)
    again = _read(WholeFiles([path], site=SITE), positions)
    assert (_uids(again), sum(len(batch.dead_letters) for batch in again)) == (["C9"], 0)


@needs_engine
def test_a_capture_is_read_once_packed_or_not_and_gone_on_with_where_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(modbus(150)))
    positions: dict[str, int] = {}
    files = WholeFiles([path], site=SITE)
    first = files.poll()
    assert first is not None
    files.close()
    assert len(_uids(_read(WholeFiles([path], site=SITE), positions))) == 3
    assert _uids(_read(WholeFiles([path], site=SITE), positions)) == []
    packed = tmp_path / "b.pcap.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    assert _uids(_read(WholeFiles([packed], site=SITE), positions)) == []


@needs_engine
def test_a_capture_that_grew_is_another_one_and_one_that_breaks_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    positions: dict[str, int] = {}
    path.write_bytes(pcap(modbus(10)))
    assert len(_uids(_read(WholeFiles([path], site=SITE), positions))) == 1
    path.write_bytes(pcap(modbus(20))[:-1])
    files = WholeFiles([path], site=SITE)
    assert len(_uids(_read(files, positions))) == 1
    assert ["the capture breaks off after 42 frames" in failure for failure in files.failures] == [True]


def test_a_json_document_is_read_on_where_its_last_object_ended(tmp_path: Path) -> None:
    path = tmp_path / "conn.json"
    rows = [
        f'{{"ts":{T0 + number},"uid":"C{number}","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"udp"}}'
        for number in range(3)
    ]
    positions: dict[str, int] = {}
    for count, told in ((2, ["C0", "C1"]), (2, []), (3, ["C2"])):
        path.write_text("[\n" + ",\n".join(rows[:count]) + "\n]\n")
        batches = _read(WholeFiles([path], site=SITE), positions)
        assert _uids(batches) == told
        assert not any(batch.dead_letters for batch in batches)
    tail = Tail(path, site=SITE)
    tail.resume(positions)
    assert tail.poll() == []
    tail.rest()
    path.write_text("[\n" + ",\n".join([*rows, rows[0].replace("C0", "C9")]) + "\n]\n")
    assert _uids(tail.poll()) == ["C9"]
    tail.close()


def test_looking_when_a_file_begins_teaches_nothing_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "vpc.log"
    fields = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
    ends = ("10.1.0.5 10.2.0.7 40001 502", 2), ("10.2.0.7 10.1.0.5 502 40001", 18)
    rows = [f"3 1 eni-1 {end} 6 3 300 {T0:.0f} {T0 + 9:.0f} ACCEPT OK {flags}" for end, flags in ends]
    path.write_text("\n".join([f"{fields} action log-status tcp-flags", *rows]) + "\n")
    read = [record for batch in _read(WholeFiles([path], site=SITE), {}) for record in batch.records]
    assert read == [record for batch in file_batches([path], site=SITE) for record in batch.records]
    assert [record.state for record in read if isinstance(record, Flow)] == ["attempted", "established"]
