"""The first rows of a file, with its headings."""

import gzip
from pathlib import Path

import pytest

from schemas.bounds import MAX_RECORD_BYTES
from streams.sources.captures import metered
from streams.sources.files.first_rows import PeekedRow, first_rows
from tests.streams.sources.captures.frames import modbus, pcap

HEADER = b"#separator \\x09\n#fields\tts\n"


def test_so_many_rows_are_read_and_headings_besides(tmp_path: Path) -> None:
    path = tmp_path / "conn.log"
    path.write_bytes(HEADER + b"\n1.0\n2.0\n3.0\n")
    rows = first_rows(path, 2)
    assert [row.row for row in rows] == [b"#separator \\x09", b"#fields\tts", b"1.0", b"2.0"]
    assert rows[-1].place == f"{path}:5"


def test_a_packed_file_is_read_and_a_row_without_an_end_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"1.0\n2.0"))
    assert [row.row for row in first_rows(path, 9)] == [b"1.0", b"2.0"]


def test_what_is_no_row_is_there_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * (MAX_RECORD_BYTES + 1) + b"\n1.0\n")
    long, row = sorted(first_rows(path, 9), key=lambda one: one.refusal is None)
    assert "bytes; at most" in (long.refusal or "")
    assert row == PeekedRow(b"1.0", f"{path}:2")
    packed = gzip.compress(b"".join(b"%d.0\n" % number for number in range(9999)))
    path.write_bytes(packed[: len(packed) // 2])
    assert "breaks off" in (first_rows(path, 99_999)[-1].refusal or "")


def test_an_empty_file_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    assert first_rows(tmp_path / "a.log", 9) == []


@pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")
def test_of_a_capture_the_rows_of_its_conversations_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(modbus(150)))
    assert [row.row[:10] for row in first_rows(path, 2, "ndpi")] == [b'{"src_ip":', b'{"src_ip":']
