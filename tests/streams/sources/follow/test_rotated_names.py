"""The rotated files of a log, beside it and in folders of days."""

import gzip
import os
from pathlib import Path

from streams.sources.follow.folders import Folders
from streams.sources.follow.rotated_names import Claims, RotatedNames
from tests.streams.sources.growing import header, rows


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
    found = [[one.path.name for one in several] for several in RotatedNames(log, Folders()).standing().values()]
    assert found == [["conn.01:00:00-02:00:00.log.gz"], ["conn.log.1", "conn.log.1.gz"]]


def test_a_folder_of_a_day_that_can_not_be_looked_into_hides_no_other(tmp_path: Path) -> None:
    log = tmp_path / "current" / "conn.log"
    day = tmp_path / "2026-01-02"
    for folder in (log.parent, day):
        folder.mkdir()
    (tmp_path / "2026-01-01").symlink_to(tmp_path / "2026-01-01")
    (tmp_path / "2026-01-03").write_text("no folder, by a day's name\n")
    (day / "conn.01:00:00-02:00:00.log").write_text(header() + rows(1))
    assert len(RotatedNames(log, Folders()).standing()) == 1


def test_claims_are_by_name_and_by_place() -> None:
    hour = Path("/a/2026-01-01/conn.01:00:00-02:00:00.log")
    assert hour.parent.parent / "2026-01-02" / f"{hour.name}.gz" not in Claims([hour])
    claims = Claims([Path("/a/current/conn.log"), Path("/a/current/flows.2026-01-01.log"), Path("/b/dns.log")])
    claimed = ["/a/current/conn.log.1", "/a/2026-01-01/conn.01:00:00-02:00:00.log.gz", "/a/current/conn-old.log"]
    claimed += ["/a/current/flows.2026-01-01.log.gz", "/b/dns.2026-01-01.log"]
    others = ["/a/current/conn.log", "/a/old/conn.log.1", "/b/conn.log.1", "/a/current/flows.2026-01-02.log.gz"]
    others += ["/a/current/dns.log.1", "/a/current/conn-summary.log"]
    assert [path for path in [*claimed, *others] if Path(path) in claims] == claimed
