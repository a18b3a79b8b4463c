import gzip
import io
from pathlib import Path

import pytest

from streams.sources.files.paths import open_bytes
from streams.sources.files.rotation import (
    fingerprint,
    goes_another_way,
    is_rotated,
    log_of,
    source_of,
    whole_fingerprint,
)
from tests.streams.sources.growing import header, rows


def test_a_fingerprint_waits_for_the_first_row() -> None:
    assert fingerprint(header().encode()) is None
    one = fingerprint((header() + rows(1)).encode())
    assert one == fingerprint((header() + rows(1, 2)).encode())
    assert one != fingerprint((header("two") + rows(1)).encode())


def test_a_packed_copy_is_the_same_source(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_text(header() + rows(1))
    packed = tmp_path / "conn.log.1.gz"
    packed.write_bytes(gzip.compress((header() + rows(1, 2)).encode()))
    assert source_of(packed, log) == source_of(log, log)


def test_two_files_with_the_same_first_row_are_told_apart_by_what_follows(tmp_path: Path) -> None:
    log, other, copy = tmp_path / "a.log", tmp_path / "b.log", tmp_path / "a.log.gz"
    log.write_text(header() + rows(1, 2, 3))
    other.write_text(header() + rows(1, 4))
    copy.write_bytes(gzip.compress((header() + rows(1, 2)).encode()))
    assert goes_another_way(other, log)
    assert goes_another_way(log, other)
    assert not goes_another_way(copy, log)
    log.write_text(header("two") + rows(9))
    assert not goes_another_way(other, log)
    assert not goes_another_way(other, tmp_path / "gone.log")


@pytest.mark.parametrize(
    ("name", "rotated"),
    [
        ("conn.log.1", True),
        ("conn.log.12.gz", True),
        ("conn-20260101.log.gz", True),
        ("conn.log-20260101-1767225600", True),
        ("conn.2026-01-01-01-00-00.log", True),
        ("conn.01:00:00-02:00:00.log.gz", True),
        ("conn_2026-01-01T01.log.zst", True),
        ("conn-old.log", True),
        ("conn.log", False),
        ("conn.json", False),
        ("conn_long.log", False),
        ("conn-summary.01:00:00-02:00:00.log", False),
        ("connections.log", False),
        ("dns.log.1", False),
    ],
)
def test_a_rotated_file_is_told_by_its_name(name: str, rotated: bool) -> None:
    assert is_rotated(name, "conn.log") == rotated


def test_logs_that_bear_a_date_each_are_logs_by_themselves() -> None:
    assert not is_rotated("conn.2026-01-02.log", "conn.2026-01-01.log")
    assert not is_rotated("conn-2026-01-02.log", "conn-2026-01-01.log")
    assert is_rotated("conn.2026-01-01.log.gz", "conn.2026-01-01.log")
    assert is_rotated("conn-2026-01-01.log.gz", "conn-2026-01-01.log")


@pytest.mark.parametrize(
    ("name", "log"),
    [
        ("conn.log.1", "conn.log"),
        ("conn.log.1.gz", "conn.log"),
        ("conn.log-20260101", "conn.log"),
        ("conn.2026-01-01.log.gz", "conn.2026-01-01.log"),
        ("conn.json.old", "conn.json"),
        ("conn.2026-01-01.log", None),
        ("conn.log", None),
        ("conn.log.json", None),
        ("notes.txt.1", None),
    ],
)
def test_a_rotated_file_tells_its_log_unless_it_may_be_one_by_itself(name: str, log: str | None) -> None:
    assert log_of(name) == log


def test_of_a_file_that_is_read_whole_all_of_it_tells_and_packing_does_not_matter(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1_000
    one = whole_fingerprint(io.BytesIO(content))
    assert one.length == len(content)
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(content))
    with open_bytes(packed) as stream:
        assert one == whole_fingerprint(stream)
    assert one != whole_fingerprint(io.BytesIO(content + b"x"))


def test_a_table_is_known_by_its_first_row_too_whatever_its_headings_are() -> None:
    """Else each file of a table that only a mapping explains would be the one before it."""
    headings = b"Quelle;Ziel;Port\n"
    assert fingerprint(headings) is None
    monday, tuesday = (
        fingerprint(headings + b"10.1.0.5;10.2.0.7;502\n"),
        fingerprint(headings + b"10.1.0.6;10.2.0.7;502\n"),
    )
    assert monday is not None
    assert tuesday is not None
    assert monday.digest != tuesday.digest
