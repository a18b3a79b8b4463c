"""Rows inside something are read as they would be by themselves; what can't be read keeps the outer row's place."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.envelopes.reader import EnvelopeReader
from schemas.formats.memory import Record
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.json import ZeekJsonReader
from tests.schemas.formats.envelopes.rows import GOFLOW, PACKETBEAT, TSV, ZEEK, filebeat, line

CONTEXT = ReaderContext(site="plant", source="topic")


def read(*lines: bytes, first: int = 1) -> tuple[list[Record], list[DeadLetter], EnvelopeReader]:
    reader = EnvelopeReader(CONTEXT)
    records, letters = reader.read(lines, first)
    return records, letters, reader


def flows_of(*lines: bytes) -> list[Flow]:
    return [record for record in read(*lines)[0] if isinstance(record, Flow)]


def text(row: dict[str, Any]) -> str:
    return json.dumps(row)


SHELLS: dict[str, Callable[[dict[str, Any]], bytes]] = {
    "bare": line,
    "filebeat": lambda row: line(filebeat(text(row))),
    "original": lambda row: line({"event": {"original": text(row)}, "message": "closed"}),
    "vector": lambda row: line(
        {"file": "/zeek/conn.log", "host": "tap-1", "message": text(row), "source_type": "file"}
    ),
    "fluent-bit": lambda row: line({"date": 1767225600.5, "log": text(row)}),
    "docker": lambda row: line({"log": text(row) + "\n", "stream": "stdout", "time": "2026-01-01T00:00:00Z"}),
    "cri": lambda row: b"2026-01-01T00:00:00.123456789Z stdout F " + line(row),
    "splunk": lambda row: line({"result": {"_raw": text(row), "sourcetype": "bro:json"}}),
    "hec": lambda row: line({"time": 1767225600, "source": "conn.log", "event": text(row)}),
    "syslog": lambda row: b"<13>1 2026-01-01T00:00:00Z tap zeek - - - " + line(row),
    "rsyslog": lambda row: b"Jan  1 00:00:00 tap zeek[12]: " + line(row),
    "elasticsearch": lambda row: line({"_index": "zeek", "_source": filebeat(text(row))}),
    "logstash": lambda row: line({"message": text(filebeat(text(row))), "@version": "1"}),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_row_in_any_shell_gives_the_flow_that_it_gives_alone(shell: str) -> None:
    rows = [ZEEK | {"uid": f"C{number}"} for number in range(3)]
    expected, _ = ZeekJsonReader(CONTEXT).read([line(row) for row in rows], 1)
    assert read(*[SHELLS[shell](row) for row in rows])[:2] == (expected, [])


def test_a_stream_of_several_tools_is_read_in_its_order() -> None:
    records = flows_of(
        line(filebeat(text(ZEEK))),
        line(GOFLOW),
        line(PACKETBEAT),
        line(filebeat(text(ZEEK | {"uid": "C2"}))),
        line(filebeat(text(GOFLOW | {"src_port": 40009}), "/var/log/goflow.log")),
    )
    assert [(flow.sensor, flow.initiator_port) for flow in records] == [
        ("zeek", 40000),
        ("10.9.0.1", 40001),
        ("tap-3", 40002),
        ("zeek", 40000),
        ("10.9.0.1", 40009),
    ]


def test_a_topic_of_zeek_and_suricata_in_filebeats_objects_is_read_row_by_row() -> None:
    eve = {
        "timestamp": "2026-01-01T00:00:03.000000+0000",
        "flow_id": 5,
        "event_type": "flow",
        "src_ip": "10.1.0.6",
        "src_port": 40003,
        "dest_ip": "10.2.0.5",
        "dest_port": 502,
        "proto": "TCP",
        "app_proto": "modbus",
        "flow": {
            "pkts_toserver": 3,
            "pkts_toclient": 4,
            "bytes_toserver": 105,
            "bytes_toclient": 206,
            "start": "2026-01-01T00:00:01.000000+0000",
            "end": "2026-01-01T00:00:02.000000+0000",
            "state": "closed",
            "reason": "timeout",
        },
    }
    rows = [line(filebeat(text(ZEEK))), line(filebeat(text(eve), "/var/log/suricata/eve.json"))]
    flows = flows_of(*rows, line(filebeat(text(ZEEK | {"uid": "C2"}))), line({"event": {"original": text(eve)}}))
    assert [(flow.sensor, flow.service) for flow in flows[:3]] == [
        *(("zeek", "modbus"), ("suricata", "modbus"), ("zeek", "modbus")),
    ]


def test_the_file_that_a_row_is_from_tells_its_log() -> None:
    said = {key: ZEEK[key] for key in ("ts", "uid", "id.orig_h", "id.resp_h", "id.resp_p")}
    records, letters, reader = read(
        line(filebeat(text(said), "/zeek/modbus.log")),
        line(filebeat(text(said), "/zeek/modbus.log")),
        line(filebeat(text({"ts": 1.0, "peer": "zeek"}), "/zeek/stats.log")),
        line(filebeat(text(ZEEK), "/zeek/conn.log")),
    )
    assert [flow.service for flow in records if isinstance(flow, Flow)] == ["modbus", "modbus"]
    assert (letters, reader.repeats, reader.notes.other_logs) == ([], 1, {"stats": 1})


def test_tables_of_two_hosts_keep_their_own_columns() -> None:
    other = TSV[2].replace("id.orig_h\tid.orig_p\tid.resp_h", "id.resp_h\tid.orig_p\tid.orig_h")
    lines = [
        *(line(filebeat(row, host="tap-1")) for row in TSV[:3]),
        *(line(filebeat(row, host="tap-2")) for row in (*TSV[:2], other)),
        line(filebeat(TSV[3], host="tap-1")),
        line(filebeat(TSV[3].replace("C7", "C8"), host="tap-2")),
        line(filebeat(TSV[3], host="tap-3")),
    ]
    records, letters, _ = read(*lines)
    flows = [record for record in records if isinstance(record, Flow)]
    assert [flow.initiator_ip for flow in flows] == ["10.1.0.9", "10.2.0.5"]
    assert [letter.position for letter in letters] == [9]
    assert "header lines" in letters[0].reason


def test_a_dead_letter_has_the_outer_row_its_place_and_the_field() -> None:
    bad = line(filebeat(text(ZEEK | {"id.resp_p": 93145})))
    records, letters, _ = read(line(filebeat(text(ZEEK))), b"", bad, b"hello", line(PACKETBEAT), first=7)
    assert len(records) == 2
    assert [(letter.position, letter.raw) for letter in letters] == [(9, bad), (10, b"hello")]
    assert letters[0].reason.startswith("in its field message: field id.resp_p: 93145")


def test_a_row_that_breaks_off_behind_a_header_is_a_dead_letter() -> None:
    cut = (b"<13>Jan  1 00:00:00 tap zeek: " + line(ZEEK | {"note": "x" * 9000}))[:8192]
    _, letters, _ = read(SHELLS["rsyslog"](ZEEK), cut)
    assert [letter.position for letter in letters] == [2]


def test_a_document_whose_original_can_not_be_read_is_read_by_its_own_fields() -> None:
    original = PACKETBEAT | {"event": PACKETBEAT["event"] | {"original": text(ZEEK | {"id.resp_p": -1})}}
    (flow,) = flows_of(line(original))
    assert (flow.sensor, flow.uid) == ("tap-3", "F1")
    (flow,) = flows_of(line(PACKETBEAT | {"message": text(ZEEK)}))
    assert (flow.sensor, flow.uid) == ("zeek", "C1")


def test_a_document_with_dotted_keys_is_read_by_its_own_fields_too() -> None:
    dotted = {"source.ip": "10.1.0.7", "destination.ip": "10.2.0.5", "network.transport": "tcp"}
    dotted |= {"@timestamp": "2026-01-01T00:00:00Z", "observer.name": "tap-4"}
    sound = line(filebeat(text(ZEEK)))
    bad = line(dotted | {"message": text(ZEEK | {"id.resp_p": -1})})
    good = line(dotted | {"message": text(ZEEK | {"uid": "C2"})})
    assert [flow.sensor for flow in flows_of(sound, sound, bad, good, bad)] == ["zeek", "tap-4", "zeek", "tap-4"]


def test_what_is_told_twice_counts_once_whatever_it_stands_in() -> None:
    records, letters, reader = read(*[shell(ZEEK) for shell in SHELLS.values()], line(PACKETBEAT), line(PACKETBEAT))
    assert (len(records), letters, reader.repeats) == (2, [], len(SHELLS))


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 2**63 - 1), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYS = [*ZEEK, *PACKETBEAT, *GOFLOW, "message", "log", "data", "_source", "zeek", "host", "file", "client", "netflow"]
_ROWS = st.tuples(
    st.sampled_from([ZEEK, PACKETBEAT, GOFLOW, filebeat(json.dumps(ZEEK)), {"event": {"original": json.dumps(ZEEK)}}]),
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=3),
    st.sampled_from(sorted(SHELLS)),
).map(lambda made: SHELLS[made[2]](made[0] | made[1]))
# Separators of ASCII (0x1c to 0x1f) are blanks to a text and none to bytes.
_NOISE = st.binary(max_size=40).map(lambda noise: noise.translate(None, bytes(range(0x1C, 0x20))))
_LINES = st.lists(
    st.one_of(_ROWS, _NOISE, st.sampled_from([row.encode() for row in TSV]), st.sampled_from([b"", b" "])),
    max_size=8,
)


@given(_LINES, st.integers(1, 4))
def test_each_row_is_counted_once_and_pieces_give_what_the_whole_gives(lines: list[bytes], size: int) -> None:
    records, letters, reader = read(*lines)
    bare = [one.strip(b"\0").removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").strip() for one in lines]
    rows = [one for one, raw in zip(bare, lines, strict=True) if one or (raw and not raw.strip(b"\0"))]
    headings = [one for one in rows if one.startswith("#")]
    counted = len(records) + len(letters) + reader.repeats + reader.notes.rows
    assert len(rows) - len(headings) <= counted <= len(rows)
    apart = EnvelopeReader(CONTEXT)
    pieces = [apart.read(lines[start : start + size], start + 1) for start in range(0, len(lines), size)]
    assert [record for piece, _ in pieces for record in piece] == records
    assert [letter for _, piece in pieces for letter in piece] == letters
    assert (apart.repeats, apart.notes) == (reader.repeats, reader.notes)
