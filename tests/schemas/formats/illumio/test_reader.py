"""Illumio's traffic in all its forms, read by one reader."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.format import Head
from schemas.formats.illumio.reader import ILLUMIO, IllumioReader
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect
from streams.sources.files.flow_files import flow_batches

HEADING = (
    b"Source IP,Source Name,Destination IP,Port,Protocol,Reported Policy Decision,First Detected,Last Detected,State"
)
CELLS = b"10.1.0.5,h,10.2.0.7,502,TCP,Allowed,2026-01-01T00:00:00Z,2026-01-01T00:00:05Z,Closed"


def summary(**changed: Any) -> dict[str, Any]:
    row = {"src_ip": "10.1.0.5", "dst_ip": "10.2.0.7", "proto": 6, "dst_port": 502, "pd": 0, "dir": "I", "state": "C"}
    more = {"timestamp": "2026-01-01T00:00:00Z", "interval_sec": 600, "count": 3, "dst_dbi": 400, "dst_dbo": 900}
    return {**row, **more, "src_labels": {"role": "hmi"}, **changed}


def explored(**changed: Any) -> dict[str, Any]:
    return {
        "src": {"ip": "10.1.0.5", "workload": {"hostname": "h", "labels": [{"key": "role", "value": "hmi"}]}},
        "dst": {"ip": "10.2.0.7"},
        "service": {"port": 502, "proto": 6},
        "num_connections": 2,
        "state": "closed",
        "timestamp_range": {"first_detected": "2026-01-01T00:00:00Z", "last_detected": "2026-01-01T00:00:05Z"},
        "dst_bi": 400,
        "dst_bo": 900,
        "policy_decision": "allowed",
        "flow_direction": "inbound",
        **changed,
    }


def reader() -> IllumioReader:
    return IllumioReader(ReaderContext(site="a", source="f", name="f"))


def read(*rows: dict[str, Any] | bytes) -> tuple[Any, Any, IllumioReader]:
    used = reader()
    flows, letters = used.read([row if isinstance(row, bytes) else orjson.dumps(row) for row in rows], 1)
    return flows, letters, used


def test_all_forms_give_the_same_path() -> None:
    cef = b"CEF:0|Illumio|PCE|26.2|flow_allowed|Flow Allowed|1|act=allowed cat=flow_summary dpt=502 src=10.1.0.5 "
    cef += b"dst=10.2.0.7 proto=tcp rt=Jan 01 2026 00:00:00 cs2=C cs2Label=state"
    for rows in ([summary()], [b"<14> illumio_pce: " + orjson.dumps(summary())], [explored()], [cef], [HEADING, CELLS]):
        flows, letters, _ = read(*rows)
        assert letters == []
        assert [(one.initiator_ip, one.responder_ip, one.responder_port, one.state, one.start) for one in flows] == [
            ("10.1.0.5", "10.2.0.7", 502, "established", 1767225600.0)
        ]
        assert flows[0].sensor == "illumio"


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        (summary(), summary(proto="tcp")),
        (summary(), summary(dst_port="502")),
        (summary(pd=2, dst_dbi=None, dst_dbo=None), summary(pd="2", dst_dbi=None, dst_dbo=None)),
        (explored(), explored(service={"port": 502, "proto": "tcp"})),
        (explored(policy_decision="blocked"), explored(policy_decision="blocked", dst_bi="400")),
    ],
)
def test_the_careful_way_gives_the_same_flow(usual: dict[str, Any], odd: dict[str, Any]) -> None:
    assert read(usual)[0] == read(odd)[0]


def test_a_quoted_row_gives_the_same_flow_as_a_plain_one() -> None:
    assert read(HEADING, CELLS)[0] == read(HEADING, CELLS.replace(b",h,", b',"h",'))[0]


def test_what_the_other_end_reports_is_a_repeat() -> None:
    flows, _, used = read(summary(), summary(dir="O"), summary(pd=2, dir="O"), summary())
    assert ([one.state for one in flows], used.repeats) == (["established", "rejected", "established"], 1)
    flows, _, used = read(explored(), explored(flow_direction="outbound"))
    assert (len(flows), used.repeats) == (1, 1)


def test_rows_that_tell_of_no_traffic_are_counted_by_their_kind() -> None:
    _, letters, used = read({"event_type": "user.login"}, b"CEF:0|Illumio|PCE|26.2|agent.x|x|1|cat=audit_events")
    assert letters == []
    assert used.notes.other_logs == {"user.login": 1, "audit_events": 1}


def test_what_cannot_be_read_is_a_dead_letter_with_the_field() -> None:
    _, letters, _ = read(summary(dst_ip="plc"), b"some text", HEADING, b"a,b", CELLS.replace(b"502", b"x"), b"", b"{}")
    assert [letter.position for letter in letters] == [1, 2, 4, 5, 7]
    assert "field target" in letters[0].reason
    assert "neither JSON nor CEF nor LEEF" in letters[1].reason
    assert "a row of 2 cells" in letters[2].reason


def test_what_only_measures_is_left_out_and_noted() -> None:
    flows, _, used = read(summary(dst_dbi=-1))
    assert flows[0].initiator_octets is None
    assert used.notes.doubts == {"impossible octets": 1}


@pytest.mark.parametrize("option", [0, orjson.OPT_INDENT_2])
def test_an_answer_of_the_explorer_is_one_array_over_the_file(tmp_path: Path, option: int) -> None:
    answer = tmp_path / "traffic.json"
    rows = [explored(service={"port": port + 1, "proto": 6}) for port in range(2_000)]
    answer.write_bytes(orjson.dumps(rows, option=option))
    assert sum(len(batch.records) for batch in flow_batches(answer, site="a")) == 2_000


@pytest.mark.parametrize(
    ("line", "is_illumio"),
    [
        (orjson.dumps(summary()), True),
        (b"Jan  1 00:00:00 pce illumio_pce/collector[7]: " + orjson.dumps(summary()), True),
        (orjson.dumps(explored()), True),
        (b"CEF:0|Illumio|PCE|26.2|flow_allowed|x|1|", True),
        (HEADING, True),
        (b'{"src_ip": "10.1.0.5", "dst_ip": "10.2.0.7"}', False),
        (b"CEF:0|Other|X|1|2|3|4|", False),
        (b"ts,te,td", False),
        (b"{broken", False),
        (b"a" * 200_000, False),
        (b"", False),
    ],
)
def test_traffic_is_told_by_its_own_fields(line: bytes, is_illumio: bool) -> None:
    assert ILLUMIO.recognises(Head([line], "x.log")) is is_illumio
    if is_illumio:
        assert detect([line], "x.log") == "illumio"


VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2**63 - 1)
    | st.floats()
    | st.text(max_size=6)
    | st.just([])
    | st.just({})
)
KEYS = sorted(summary().keys() | explored().keys())


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=3),
    st.sampled_from([b"", b"CEF:0|Illumio|", b"LEEF:2.0|Illumio|a|b|c|", b"10.1.0.5,", b'"']),
    st.binary(max_size=20),
)
def test_whatever_a_row_says_it_is_counted_once(changed: dict[str, Any], before: bytes, after: bytes) -> None:
    lines = [
        orjson.dumps(summary(**changed)),
        orjson.dumps(explored(**changed)),
        before + after,
        HEADING,
        CELLS + after,
        CELLS,
    ]
    used = reader()
    flows, letters = used.read(lines, 1)
    counted = len(flows) + len(letters) + used.repeats + used.notes.rows
    assert 4 <= counted <= 5
    assert flows


@given(st.lists(st.integers(1, 9), max_size=4))
def test_the_same_rows_give_the_same_flows_in_any_parts(cuts: list[int]) -> None:
    lines = [HEADING, *[CELLS.replace(b"502", str(port).encode()) for port in range(5)], *[orjson.dumps(summary())] * 4]
    whole = reader().read(lines, 1)
    used, flows, begin = reader(), [], 0
    for end in [*sorted(cuts), len(lines)]:
        flows += used.read(lines[begin:end], begin + 1)[0]
        begin = end
    assert flows == whole[0]


def test_labels_of_the_stream_and_of_the_explorer_are_a_note_the_fast_way_and_the_careful_one() -> None:
    expected = ("Illumio's labels: initiator role hmi",)
    for row in (summary(), summary(timestamp="2026-01-01T00:00:00"), explored(), explored(dst_bi="400")):
        flows, letters, _ = read(row)
        assert (letters, [flow.notes for flow in flows]) == ([], [expected])
    flows, _, _ = read(summary(src_labels=None))
    assert flows[0].notes == ()
