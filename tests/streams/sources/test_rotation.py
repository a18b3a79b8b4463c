import gzip
from pathlib import Path

from streams.sources.rotation import fingerprint, siblings, source_of
from tests.streams.sources.test_tail import header, rows


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


def test_rotated_files_of_other_logs_are_no_siblings(tmp_path: Path) -> None:
    for name in ("conn.log", "conn.log.1", "conn-20260101.log.gz", "conn_long.log", "dns.log.1", "connections.log"):
        (tmp_path / name).write_text("x")
    assert {path.name for path in siblings(tmp_path / "conn.log")} == {"conn.log.1", "conn-20260101.log.gz"}
