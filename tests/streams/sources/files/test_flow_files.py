import gzip
import io
from pathlib import Path

import pytest

from schemas.formats.reader import NoFlowsError
from streams.messages import Batch
from streams.sources.captures import metered
from streams.sources.files.flow_files import check, flow_batches
from tests.streams.sources.captures.frames import T0, modbus, pcap, raw

HEADER = b"#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\n"
LEFT = "what a crash or a full disk leaves in a file"
needs_engine = pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")
arp = raw(0x0806, b"\0\1\x08\0\6\4")
NO_ZEEK = {"conn_top.log", "text_file"}


def rows(count: int) -> bytes:
    return b"".join(b"%d.0\tC%d\t10.0.0.1\t10.0.0.2\ttcp\n" % (number, number) for number in range(count))


def read(path: Path, size: int = 500) -> list[Batch]:
    return list(flow_batches(path, site="plant", size=size))


def totals(batches: list[Batch]) -> tuple[int, int, int]:
    return (
        sum(len(batch.records) for batch in batches),
        sum(len(batch.dead_letters) for batch in batches),
        sum(batch.repeats for batch in batches),
    )


def test_a_file_is_read_in_batches_that_say_where_they_stand(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(HEADER + rows(25))
    batches = read(log, size=10)
    assert [len(batch.records) for batch in batches] == [7, 10, 8]
    content = log.read_bytes()
    assert [content[: batch.position].count(b"\n") for batch in batches] == [10, 20, 28]


@pytest.mark.parametrize("packed", [False, True])
def test_a_last_line_without_its_end_is_read_and_a_truncated_one_is_a_dead_letter(tmp_path: Path, packed: bool) -> None:
    log = tmp_path / ("conn.log.gz" if packed else "conn.log")
    text = HEADER + rows(2) + b"9.0\tC9\t10.0."
    log.write_bytes(gzip.compress(text) if packed else text)
    batches = read(log)
    assert totals(batches) == (2, 1, 0)
    assert batches[-1].dead_letters[0].position == 6
    assert batches[-1].position == len(text)


def test_a_packed_file_that_breaks_off_ends_with_a_dead_letter(tmp_path: Path) -> None:
    log = tmp_path / "conn.log.gz"
    whole = gzip.compress(HEADER + rows(50_000))
    log.write_bytes(whole[: len(whole) // 2])
    batches = read(log)
    records, letters, _ = totals(batches)
    assert records > 1_000
    assert letters >= 1
    assert "breaks off" in batches[-1].dead_letters[-1].reason


@pytest.mark.parametrize("after", [b"", b"\n" + b"60.0\tC60\t10.0.0.1\t10.0.0.2\ttcp\n"])
def test_nul_bytes_that_a_crash_left_are_one_dead_letter(tmp_path: Path, after: bytes) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(HEADER + rows(40) + b"\0" * 4_096 + after)
    batches = read(log)
    assert totals(batches) == (40 + bool(after), 1, 0)
    (letter,) = (letter for batch in batches for letter in batch.dead_letters)
    assert (letter.position, letter.reason) == (44, "4096 NUL bytes where a row should be: " + LEFT)


def test_more_nul_bytes_than_a_line_may_have_are_told_alike(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(HEADER + rows(2) + b"\0" * 3_000_000)
    batches = read(log)
    assert totals(batches) == (2, 1, 0)
    assert batches[-1].dead_letters[-1].reason == "3000000 NUL bytes where a row should be: " + LEFT


def test_a_json_array_over_the_whole_file_is_read_object_by_object(tmp_path: Path) -> None:
    log = tmp_path / "conn.json"
    one = b'{"ts":1.0,"uid":"C1","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"tcp"}'
    for count in (2, 40_000):
        log.write_bytes(b"[" + b",\n".join([one] * count) + b"]\n")
        batches = read(log)
        assert sum(len(batch.records) + batch.repeats for batch in batches) == count
        assert not any(batch.dead_letters for batch in batches)
        assert batches[-1].position == log.stat().st_size - len(b"]\n")


def test_rows_of_other_logs_come_along_as_notes(tmp_path: Path) -> None:
    log = tmp_path / "all.json"
    conn = b'{"conn":{"ts":1.0,"uid":"C1","id.orig_h":"10.0.0.1","id.resp_h":"10.0.0.2","proto":"tcp","duration":-1}}\n'
    log.write_bytes(b'{"stats":{"ts":1.0}}\n' * 7 + conn)
    batches = read(log, size=5)
    assert [len(batch.records) for batch in batches] == [0, 1]
    assert [batch.rows for batch in batches] == [5, 3]
    assert [batch.notes and batch.notes.other_logs for batch in batches] == [{"stats": 5}, {"stats": 2}]
    assert batches[1].notes is not None
    assert batches[1].notes.doubts == {"impossible duration": 1}


def test_a_huge_line_is_a_dead_letter_and_takes_no_memory(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(HEADER + rows(1) + b"x" * 3_000_000 + b"\n" + rows(3)[len(rows(1)) :])
    batches = read(log)
    assert totals(batches) == (3, 1, 0)
    letter = next(letter for batch in batches for letter in batch.dead_letters)
    assert (letter.position, len(letter.raw)) == (5, 4096)
    assert "3000000 bytes" in letter.reason


def test_standard_input_has_no_position_to_come_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(HEADER + rows(2)))))
    (batch,) = read(Path("-"))
    assert (len(batch.records), batch.source, batch.position) == (2, "-", None)


@pytest.mark.parametrize("content", [b"", HEADER, b"\n\n"])
def test_a_log_without_rows_gives_no_records(tmp_path: Path, content: bytes) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(content)
    assert totals(read(log)) == (0, 0, 0)


@pytest.mark.parametrize("content", [b"\x7fELF\x02\x01\x00" * 100, b"x" * 3_000_000, b"plain text\n"])
def test_a_file_that_is_no_log_is_refused(tmp_path: Path, content: bytes) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(content)
    with pytest.raises(ValueError, match=r"conn\.log: "):
        read(log)


@pytest.mark.parametrize("folder", ["zeek_4sics", "zeek_rita", "zeek_zat"])
def test_every_real_zeek_file_is_read_or_refused_and_every_row_is_accounted_for(shared_data: Path, folder: str) -> None:
    read_files = 0
    for path in sorted((shared_data / folder).rglob("*.log")):
        lines = [line for line in path.read_bytes().split(b"\n") if line and not line.startswith(b"#")]
        try:
            batches = read(path)
        except NoFlowsError:
            assert not path.name.startswith("conn")
            continue
        except ValueError:
            assert NO_ZEEK & {path.name, path.parent.name}
            continue
        read_files += 1
        assert sum(totals(batches)) == len(lines), path
        assert totals(batches)[0] > 0, path
        assert batches[-1].position == path.stat().st_size
    assert read_files > 4


@pytest.mark.parametrize(
    ("name", "records", "letters"),
    [
        ("zeek_4sics/151020/conn.log", 12_444, 0),
        ("zeek_rita/truncated/conn.log", 58, 1),
        ("zeek_rita/truncated/conn_json.log", 3, 1),
        ("zeek_zat/data/conn.log", 360, 0),
        ("zeek_zat/data/json/conn.log", 50, 0),
    ],
)
def test_real_files_give_the_counts_that_are_known(shared_data: Path, name: str, records: int, letters: int) -> None:
    assert totals(read(shared_data / name))[:2] == (records, letters)


@needs_engine
def test_a_capture_is_read_as_the_rows_of_its_conversations(tmp_path: Path) -> None:
    capture = tmp_path / "tap"
    capture.write_bytes(pcap([(T0, arp), *modbus(150)]))
    heard: list[int] = []
    batches = list(flow_batches(capture, site="plant", read=heard.append))
    assert totals(batches) == (3, 0, 0)
    assert [batch.notes.other_logs for batch in batches if batch.notes] == [{"frame without IP": 1}]
    assert check(capture) == "ndpi"
    assert capture.stat().st_size - heard[-1] <= 8_192, "but for what was looked at to tell it"


@needs_engine
def test_where_a_capture_breaks_off_is_told_by_its_frames(tmp_path: Path) -> None:
    capture = tmp_path / "tap"
    capture.write_bytes(pcap(modbus(2))[:-1])
    batches = read(capture)
    assert totals(batches) == (1, 1, 0)
    assert batches[-1].dead_letters[0].reason == "the capture breaks off after 6 frames"


def test_without_what_reads_captures_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = tmp_path / "tap"
    capture.write_bytes(pcap(modbus(2)))
    monkeypatch.setattr(metered, "engine_version", lambda: None)
    for looked in (check, read):
        with pytest.raises(ValueError, match=r"tap: a packet capture: to read it.* pip install 'weir\[pcap\]'"):
            looked(capture)
