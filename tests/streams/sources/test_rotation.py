import gzip
import os
from pathlib import Path

import pytest

from streams.sources.rotation import Siblings, fingerprint, is_rotated, log_of, source_of
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


def test_a_file_and_its_packed_copy_are_one_and_the_archive_of_a_day_is_looked_into(tmp_path: Path) -> None:
    log = tmp_path / "current" / "conn.log"
    day = tmp_path / "2026-01-01"
    for folder in (log.parent, day):
        folder.mkdir()
    old, older = (header() + rows(2)).encode(), (header("older") + rows(1)).encode()
    log.with_name("conn.log.1.gz").write_bytes(gzip.compress(old))
    log.with_name("conn.log.1").write_bytes(old)
    archived = day / "conn.01:00:00-02:00:00.log.gz"
    archived.write_bytes(gzip.compress(older))
    os.utime(archived, (1, 1))
    (day / "dns.01:00:00-02:00:00.log.gz").write_bytes(gzip.compress(older))
    found = [[one.path.name for one in several] for several in Siblings(log).standing().values()]
    assert found == [["conn.01:00:00-02:00:00.log.gz"], ["conn.log.1", "conn.log.1.gz"]]
