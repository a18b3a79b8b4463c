"""What a row is, told by its keys once its like was met, and one reader kept for each format and file."""

import pytest

from schemas.formats.envelopes.inner import MOST_READERS, SHELL, InnerReaders, Kind, first_keys, format_of
from schemas.formats.envelopes.shells import NOWHERE, Origin
from schemas.formats.reader import NoFlowsError, ReaderContext
from tests.schemas.formats.envelopes.rows import GOFLOW, PACKETBEAT, TSV, ZEEK, filebeat, line


def readers() -> InnerReaders:
    return InnerReaders(ReaderContext(site="plant", source="s"), frozenset({"ecs", "envelope"}))


@pytest.mark.parametrize(
    ("row", "keys"),
    [
        (b'{"ts":1.0,"uid":"C1","a":1}', (b"ts", b"uid")),
        (b'{ "timestamp" : "2026", "flow_id" : 5 }', (b"timestamp", b"flow_id")),
        (b'{"a":{"b":1}}', (b"a", b"b")),
        (b'{"a":1}', (b"a", b"")),
        (b"{}", (b"", b"")),
        (b"", (b"", b"")),
    ],
)
def test_the_first_two_keys_of_a_row_are_found(row: bytes, keys: tuple[bytes, bytes]) -> None:
    assert first_keys(row) == keys


def test_rows_of_several_formats_are_told_apart_each_time() -> None:
    inner = readers()
    for _ in range(2):
        assert inner.kind_of(line(ZEEK), NOWHERE) == Kind("zeek-json")
        assert inner.kind_of(line(GOFLOW), NOWHERE) == Kind("goflow2")
        assert inner.kind_of(line(PACKETBEAT), NOWHERE) == Kind(SHELL)
        assert inner.kind_of(line(filebeat("{}")), NOWHERE) == Kind(SHELL)
        assert inner.kind_of(b'{"a": 1, "b": 2}', NOWHERE) == Kind(SHELL)


def test_a_row_that_a_shipper_took_apart_is_told_by_all_its_keys() -> None:
    inner = readers()
    apart = line({"@timestamp": "2026-01-01T00:00:00Z", "agent": {}} | ZEEK)
    assert inner.kind_of(apart, NOWHERE) == Kind(SHELL)
    assert inner.kind_of_whole(apart, NOWHERE) == Kind("zeek-json")


def test_a_row_of_a_recording_is_no_row_among_others() -> None:
    row = b'{"verdict": {"decision": "expected"}}'
    assert readers().kind_of(row, NOWHERE) == Kind(SHELL)
    assert "--format recording" in readers().refusal(row, NOWHERE)


def test_long_keys_are_cut() -> None:
    assert [len(key) for key in first_keys(line({"a" * 999: 1, "b" * 999: 2}))] == [64, 64]


def test_a_log_without_flows_is_told_by_its_files_name() -> None:
    row = line({"ts": 1.0, "peer": "zeek"})
    assert readers().kind_of(row, Origin("stats.log")) == Kind(None, "stats")
    with pytest.raises(NoFlowsError, match=r"^a Zeek stats.log holds no connections"):
        format_of(row, Origin("stats.log"))


def test_one_reader_is_kept_for_each_format_and_file() -> None:
    inner = readers()
    conn = inner.reader("zeek-json", Origin("conn.log"))
    assert inner.reader("zeek-json", Origin("conn.log")) == conn
    assert inner.reader("zeek-json", Origin("http.log")).reader is not conn.reader
    for number in range(MOST_READERS):
        inner.reader("zeek-json", Origin(f"{number}.log"))
    assert inner.reader("zeek-json", Origin("conn.log")).reader is not conn.reader


def test_a_table_is_known_once_its_heading_was_met_and_for_its_file_alone() -> None:
    inner = readers()
    row = TSV[3].encode()
    with pytest.raises(ValueError, match="header lines"):
        inner.table(row, Origin("conn.log", "tap-1"))
    known = inner.table(TSV[0].encode(), Origin("conn.log", "tap-1"))
    assert known.format == "zeek-tsv"
    assert inner.table(row, Origin("conn.log", "tap-1")) == known
    with pytest.raises(ValueError, match="header lines"):
        inner.table(row, Origin("conn.log", "tap-2"))


def test_an_object_that_is_nothing_is_refused_with_what_it_looks_like() -> None:
    assert "has the keys a, b" in readers().refusal(b'{"a": 1, "b": 2}', NOWHERE)
    assert "neither a row" in readers().refusal(line(PACKETBEAT), NOWHERE)
