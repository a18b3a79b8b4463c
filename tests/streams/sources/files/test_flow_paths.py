import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schemas.formats.reader import NoFlowsError
from streams.sources.captures import metered
from streams.sources.files.flow_files import check
from streams.sources.files.flow_paths import flow_paths
from tests.streams.sources.captures.frames import Stamped, modbus, pcap, pcapng
from tests.streams.sources.files.test_flow_files import HEADER, rows


def test_a_folder_passes_over_what_holds_no_flows_and_a_named_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "conn.log").write_bytes(HEADER + rows(1))
    stats = tmp_path / "stats.log"
    stats.write_bytes(b"#path\tstats\n#fields\tts\tpeer\n")
    taken, skipped = flow_paths([str(tmp_path)])
    assert [path.name for path in taken] == ["conn.log"]
    assert [one.path.name for one in skipped] == ["stats.log"]
    with pytest.raises(NoFlowsError):
        flow_paths([str(stats)])
    with pytest.raises(NoFlowsError):
        check(stats)


def test_a_folder_is_read_by_content_and_all_that_is_left_out_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metered, "engine_version", lambda: None)
    day = tmp_path / "2026-01-12"
    day.mkdir()
    for number, name in enumerate(("conn.log", "conn.log.1", "CONN.LOG", "2026-01-12/conn.00:00:00-01:00:00.log.gz")):
        content = HEADER + rows(2 + number)[rows(1 + number).__len__() :] + rows(1)
        (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    (tmp_path / "conn.log.2.gz").write_bytes(gzip.compress(HEADER + rows(9)))
    (tmp_path / "empty.log.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "header.log").write_bytes(HEADER)
    (tmp_path / "a.pcap").write_bytes(b"\xd4\xc3\xb2\xa1" + bytes(40))
    (tmp_path / "notes.txt").write_bytes(b"notes\n")
    (tmp_path / "old.log.bz2").write_bytes(b"BZh91AY&SY\x00\x00")
    (tmp_path / "conn.log.old").hardlink_to(tmp_path / "conn.log.1")
    (tmp_path / "current").symlink_to(day)
    taken, skipped = flow_paths([str(tmp_path)])
    assert {path.name for path in taken} == {
        *("conn.log", "conn.log.1", "conn.log.2.gz", "CONN.LOG", "conn.00:00:00-01:00:00.log.gz")
    }
    reasons = {one.path.name: one.reason for one in skipped}
    assert reasons.keys() == {
        *("empty.log.gz", "header.log", "a.pcap", "notes.txt", "old.log.bz2", "conn.log.old", "current")
    }
    assert reasons["empty.log.gz"] == "empty"
    assert "nothing but a header" in reasons["header.log"]
    assert "pip install 'weir[pcap]'" in reasons["a.pcap"]
    assert "bunzip2" in reasons["old.log.bz2"]
    assert "the same file as" in reasons["conn.log.old"]


@pytest.mark.parametrize(
    ("name", "content"), [("conn.log.gz", gzip.compress(b"", mtime=0)), ("conn.log", HEADER)], ids=["packed", "plain"]
)
def test_a_file_named_by_itself_that_holds_no_row_is_no_success(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=r"empty|nothing but a header"):
        flow_paths([str(tmp_path / name)])


def test_of_several_named_logs_those_of_a_kind_without_flows_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "conn.log").write_bytes(HEADER + rows(1))
    (tmp_path / "stats.log").write_bytes(b"#path\tstats\n#fields\tts\tpeer\n1.0\ta\n")
    taken, skipped = flow_paths([str(tmp_path / "stats.log"), str(tmp_path / "conn.log")])
    assert ([path.name for path in taken], [one.path.name for one in skipped]) == (["conn.log"], ["stats.log"])


@pytest.mark.parametrize("capture", [pcap, pcapng])
def test_a_capture_without_packets_is_named_and_one_with_a_piece_of_one_is_read(
    tmp_path: Path, capture: Callable[[Sequence[Stamped]], bytes]
) -> None:
    (tmp_path / "empty.cap").write_bytes(capture([]))
    (tmp_path / "some.cap").write_bytes(capture(modbus(1)))
    (tmp_path / "cut.cap").write_bytes(capture(modbus(1))[: len(capture([])) + 9])
    taken, skipped = flow_paths([str(tmp_path)], "netflow")
    assert [path.name for path in taken] == ["cut.cap", "some.cap"]
    assert [(one.path.name, one.reason) for one in skipped] == [
        ("empty.cap", "no packets: there is nothing but a header in it")
    ]
