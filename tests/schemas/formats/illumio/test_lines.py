"""The forms in which Illumio's traffic comes, one row each."""

import orjson
import pytest

from schemas.formats.illumio.lines import OtherRowError, fields_of, is_tagged

SUMMARY = {"src_ip": "10.1.0.5", "dst_ip": "10.2.0.7", "proto": 6, "dst_port": 502, "pd": 2, "dir": "I", "state": "T"}
SUMMARY |= {
    "timestamp": "2026-01-01T00:00:00Z",
    "interval_sec": 600,
    "count": 3,
    "dst_tbi": 5,
    "dst_dbi": 1,
    "un": None,
}
READ = {
    "source": "10.1.0.5",
    "target": "10.2.0.7",
    "proto": 6,
    "port": 502,
    "decision": 2,
    "view": "I",
    "state": "T",
    "start": "2026-01-01T00:00:00Z",
    "in": 1,
}

CEF = (
    "<14>1 2026-01-01T00:00:09Z pce illumio_pce/collector 7 - - CEF:0|Illumio|PCE|26.2|flow_blocked|Flow Blocked|5|"
    "act=blocked cat=flow_summary deviceDirection=0 dpt=502 src=10.1.0.5 dst=10.2.0.7 proto=tcp cnt=1 "
    "rt=Jan 01 2026 00:00:00 cn1=600 cn1Label=interval_sec cn2=7 cn2Label=dbi cn3=9 cn3Label=dbo cs2=T cs2Label=state "
    'dproc=a b c cs4={"role":"plc"} cs4Label=dst_labels dvchost=pce msg={"trafclass_code":"U"}'
)
LEEF = (
    "Jan  1 00:00:09 pce LEEF:2.0|Illumio|PCE|26.2|flow_allowed|\tcat=flow_summary\tdevTime=2026-01-01T00:00:00.000000Z"
    "\tproto=udp\tsev=1\tsrc=10.1.0.5\tdst=10.2.0.7\tdstPort=502\tdir=I\tstate=A"
)


@pytest.mark.parametrize(
    "header", ["", "<14>1 2026-01-01T00:00:09Z pce illumio_pce/collector 7 - - sec=1.2 ", "t\tillumio\t"]
)
def test_a_summary_is_read_behind_any_header(header: str) -> None:
    assert fields_of(header.encode() + orjson.dumps(SUMMARY)) == READ


def test_the_port_has_two_spellings() -> None:
    other = {key: value for key, value in SUMMARY.items() if key != "dst_port"} | {"dst_prt": 502}
    assert fields_of(orjson.dumps(other)) == READ


def test_a_row_of_the_explorer_is_read() -> None:
    row = {
        "src": {"ip": "10.1.0.5", "workload": {"hostname": "h", "labels": [{"key": "env", "value": "x"}]}},
        "dst": {"ip": "10.2.0.7"},
        "service": {"port": 502, "proto": 6, "user_name": "root"},
        "num_connections": 2,
        "state": "closed",
        "timestamp_range": {"first_detected": "2026-01-01T00:00:00Z", "last_detected": "2026-01-01T00:00:05Z"},
        "dst_bi": 1,
        "dst_bo": 2,
        "policy_decision": "allowed",
        "flow_direction": "inbound",
    }
    assert fields_of(orjson.dumps(row)) == {
        "source": "10.1.0.5",
        "target": "10.2.0.7",
        "proto": 6,
        "port": 502,
        "decision": "allowed",
        "state": "closed",
        "start": "2026-01-01T00:00:00Z",
        "end": "2026-01-01T00:00:05Z",
        "source labels": [{"key": "env", "value": "x"}],
        "in": 1,
        "out": 2,
        "view": "inbound",
    }


def test_cef_is_read_with_its_labels() -> None:
    assert is_tagged(CEF)
    found = fields_of(CEF.encode())
    assert found == {
        "source": "10.1.0.5",
        "target": "10.2.0.7",
        "proto": "tcp",
        "port": "502",
        "decision": "blocked",
        "view": "0",
        "start": "2026-01-01T00:00:00+00:00",
        "state": "T",
        "in": "7",
        "out": "9",
    }


def test_leef_is_read() -> None:
    found = fields_of(LEEF.encode())
    assert (found["source"], found["port"], found["decision"], found["state"]) == ("10.1.0.5", "502", "allowed", "A")
    assert found["start"] == "2026-01-01T00:00:00.000000Z"


def test_audit_events_are_told_as_such() -> None:
    with pytest.raises(OtherRowError, match="audit_events"):
        fields_of(CEF.replace("cat=flow_summary", "cat=audit_events").encode())
    with pytest.raises(OtherRowError, match=r"user\.login"):
        fields_of(b'{"event_type": "user.login", "href": "/orgs/1"}')


@pytest.mark.parametrize("line", [b"CEF:0|Illumio|PCE|26.2|flow", b"{broken", b"5", b"[1]", b"text", b"\xff"])
def test_what_is_none_of_these_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fields_of(line)
