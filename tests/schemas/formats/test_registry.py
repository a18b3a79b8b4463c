from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.format import Format
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.registry import FORMATS, detect, is_heading, reader_for

TSV = [b"#separator \\x09", b"#path\tconn", b"#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto"]
CONN = b'{"ts": 1.0, "uid": "C", "id.orig_h": "10.0.0.1", "id.resp_h": "10.0.0.2", "proto": "tcp"}'


@pytest.mark.parametrize(
    ("lines", "name", "found"),
    [
        (TSV, "conn.log", "zeek-tsv"),
        ([b"### made by btest", *TSV], "conn.log", "zeek-tsv"),
        ([], "conn.log", None),
        ([b"", b"  "], "flows.ndjson", None),
        ([CONN], "conn.log", "zeek-json"),
        ([CONN.replace(b".", b"_")], "x.json", "zeek-json"),
        ([b"{broken", CONN], "conn.log", "zeek-json"),
        ([b'{"site": "a", "initiator_ip": "1.1.1.1", "responder_ip": "2.2.2.2"}'], "f.ndjson", "weir"),
        ([b'{"tick": {}}'], "f.ndjson", "recording"),
        ([b"\xef\xbb\xbf" + TSV[0], *TSV[1:]], "conn.log", "zeek-tsv"),
        ([b"\xef\xbb\xbf" + CONN], "conn.log", "zeek-json"),
        ([b"", b"  ", CONN], "conn.log", "zeek-json"),
        ([b"\0" * 40 + CONN], "conn.log", "zeek-json"),
        ([CONN, b"\0" * 4096], "conn.log", "zeek-json"),
        ([*TSV, b"1.0\tC1", b"\0" * 4096], "conn.log", "zeek-tsv"),
        ([b'{"conn": ' + CONN + b"}"], "x.json", "zeek-json"),
        ([b'{"dns": {"ts": 1.0, "uid": "C"}}', CONN], "x.json", "zeek-json"),
        ([b'{"stats": {"ts": 1.0}}'], "x.json", "zeek-json"),
        ([b'{"timestamp": "2026-01-01T00:00:00.000000+0000", "event_type": "stats"}'], "x", "suricata-eve"),
        ([b'{"@path": "dns", "ts": 1.0}'], "x.json", "zeek-json"),
        ([b'{"message": ' + orjson.dumps(CONN.decode()) + b"}"], "x.ndjson", "envelope"),
        ([b"<13>Jan  1 00:00:00 tap zeek: " + CONN], "syslog.log", "envelope"),
        ([b'{"source": {"ip": "10.0.0.1"}, "zeek": {"session_id": "C"}}'], "x.ndjson", "ecs"),
        ([b'{"src_addr": "10.0.0.1", "dst_addr": "10.0.0.2", "time_flow_start_ns": 1}'], "x.ndjson", "goflow2"),
        ([b'{"event_type": "purge", "ip_src": "10.0.0.1", "ip_dst": "10.0.0.2"}'], "x.ndjson", "nfacctd"),
        ([b"#separator ,", b"#path,conn", b"#fields,ts,uid,id.orig_h,id.resp_h,proto"], "conn.log", "zeek-tsv"),
    ],
)
def test_the_first_lines_tell_the_format(lines: list[bytes], name: str, found: str | None) -> None:
    if name == "x.json":
        lines = [CONN.replace(b"id.orig_h", b"id_orig_h").replace(b"id.resp_h", b"id_resp_h")]
    assert detect(lines, name) == found


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([b"Lorem ipsum dolor"], 'no log that is known here: line 1 begins "Lorem ipsum'),
        ([b"1517336042.090842\tCi85EB\t10.0.0.1\t14291"], "header lines"),
        ([b"\x00\x01\x02"], "binary"),
        ([b"# a comment", b"text"], "no #fields line"),
        ([b"#path\tconn", b"1.0\tC1"], "without its #fields"),
        ([b"{", b'"a": 1'], r"spread over several lines.*jq -c \. some\.log > flows\.ndjson"),
        ([b'{ "ts": 1,', b'  "uid": "C"', b"}"], "spread over several lines"),
        ([b"[" + CONN + b"]"], r"one JSON array.*jq -c '\.\[\]' some\.log > flows\.ndjson"),
        ([b"[", b"  " + CONN + b",", b"]"], "one JSON array"),
        ([b"[", b"{"], "one JSON array"),
        ([b"[info] started"], "no log that is known here"),
        (['{"ts": 1}'.encode("utf-16")], "UTF-16.*iconv"),
        (["#separator".encode("utf-16-le")], "UTF-16"),
        ([b"\0" * 4096], "nothing but NUL"),
        ([b"#separator \\x09", b"#fields ts uid id.orig_h"], "not separated by tabs but by spaces"),
        ([b"#path\tconn", b"#fields,ts,uid,id.orig_h"], "not separated by tabs but by commas"),
        ([b"#fields;ts;uid;id.orig_h"], "not separated by tabs but by semicolons"),
        ([b"ts,uid,id.orig_h,id.orig_p"], "names of a Zeek log's columns, separated by commas"),
        ([b"ts\tuid\tid.orig_h"], "separated by tabs"),
        ([b"1517336042.090842,Ci85EB,10.0.0.1,14291"], "header lines"),
        ([b'{"message": "{\\"ts\\": 1}", "agent": {}}'], r"in its field message: JSON, but no flows"),
        ([b'{"log": "1517336042.09\\tC1\\t10.0.0.1\\t5"}'], r"in its field log: .*header lines"),
        ([b'{"a": 1, "b": 2}'], "has the keys a, b"),
        ([b"#path\tconn", b"#fields\tts\tuid"], "no field id.orig_h"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused_with_what_it_is(lines: list[bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        detect(lines, "some.log")


def test_a_sound_zeek_log_without_flows_is_refused_by_its_path() -> None:
    with pytest.raises(NoFlowsError, match=r"stats\.log holds no connections"):
        detect([b"#path\tstats", b"#fields\tts\tpeer"], "stats.log")
    with pytest.raises(NoFlowsError, match=r"stats\.log"):
        detect([b'{"ts": 1.0, "peer": "zeek"}'], "stats.log")


def test_an_unknown_format_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match=", ".join(FORMATS)):
        reader_for("pcap", ReaderContext(site="a", source="f", name="f"))


@pytest.mark.parametrize("name", FORMATS)
def test_every_reader_takes_nothing_blanks_and_rubbish(name: str) -> None:
    reader = reader_for(name, ReaderContext(site="a", source="f", name="f"))
    assert reader.read([], 1) == ([], [])
    assert reader.read([b"", b"  "], 1) == ([], [])
    records, letters = reader.read([b"\xff\x00 rubbish", b"{" * 3000], 5)
    assert list(records) == []
    assert [letter.position for letter in letters] == [5, 6]
    assert not reader.notes
    assert reader.repeats == 0


_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 2**70), st.floats(), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "duration", "orig_bytes", "vlan"]
_KEYS += ["id", "_path", "@path", "conn", "message", "service", "id.ctx", "flow", "tick", "func"]


@given(
    st.sampled_from(sorted(FORMATS)),
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=4),
    st.sampled_from([b"", b"\0", b"\xef\xbb\xbf", b"[", b"#fields\t", b"\t"]),
    st.binary(max_size=12),
)
def test_whatever_a_row_says_it_is_counted_once(
    name: str, changed: dict[str, Any], before: bytes, after: bytes
) -> None:
    reader = reader_for(name, ReaderContext(site="a", source="f", name="conn.log"))
    row = orjson.loads(CONN) | changed
    fields = "\t".join(map(str, row)).encode()
    values = "\t".join(str(value)[:40] for value in row.values()).encode("utf-8", "replace")
    tsv = [b"#fields\t" + fields, values, values + after]
    lines = [*tsv, before + orjson.dumps(_sound(row)), orjson.dumps({"stats": _sound(row)}), after]
    records, letters = reader.read(lines, 1)
    counted = len(records) + len(letters) + reader.repeats + reader.notes.rows
    nothing = [line for line in lines if not line.strip() or line.lstrip(b"\xef\xbb\xbf").startswith(b"#")]
    assert len(lines) - len(nothing) <= counted <= len(lines)


def _sound(value: Any) -> Any:
    """The value with what JSON has no form for as text."""
    if isinstance(value, dict):
        return {str(key): _sound(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_sound(part) for part in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63 else value


def test_a_file_that_two_formats_take_asks_which(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = Format(reader=FORMATS["argus-csv"].reader, recognises=lambda head: head.first.startswith(b"StartTime,"))
    monkeypatch.setitem(FORMATS, "nfdump-csv", twin)
    with pytest.raises(ValueError, match=r"more than one format: .* --format nfdump-csv or --format argus-csv"):
        detect([b"StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State"], "x.csv")


def test_a_wide_format_takes_what_no_other_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = Format(reader=FORMATS["argus-csv"].reader, recognises=lambda _: True, wide=True)
    monkeypatch.setitem(FORMATS, "argus-csv", wide)
    monkeypatch.setattr("schemas.formats.registry._WIDE", frozenset({"argus-csv"}))
    assert detect([b"anything"], "x") == "argus-csv"
    assert detect([CONN], "x") == "zeek-json"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        (b"#path\tconn", True),
        (b"StartTime,Dur,Proto", True),
        (b"Quelle;Ziel;Port", True),
        (CONN, False),
        (b"2023-11-14 22:13:20,10.1.0.5,10.2.0.7", False),
        (b"", False),
    ],
)
def test_headings_are_told_from_rows_for_all_formats(line: bytes, heading: bool) -> None:
    assert is_heading(line) is heading


def test_an_unknown_table_is_told_how_a_mapping_is_got() -> None:
    with pytest.raises(ValueError, match=r"a table that is not known here: .*`weir formats guess 'my file\.csv'`"):
        detect([b"Quelle;Ziel;Port", b"10.1.0.5;10.2.0.7;502"], "my file.csv")
    with pytest.raises(ValueError, match=r"`weir formats guess x\.json`"):
        detect([b'{"a": 1}'], "x.json")
