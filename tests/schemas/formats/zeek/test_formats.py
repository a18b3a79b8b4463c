"""Zeek's formats are told by their own marks, and leave what is not theirs to the others."""

import pytest

from schemas.formats.format import Head
from schemas.formats.reader import NoFlowsError
from schemas.formats.zeek.formats import ZEEK_JSON, ZEEK_TSV


def test_a_comment_alone_makes_no_zeek_log() -> None:
    assert not ZEEK_TSV.recognises(Head([b"# exported by a tool", b"time,from,to"], "flows.csv"))
    assert ZEEK_TSV.recognises(Head([b"# exported by a tool", b"#path\tconn", b"#open\tnow"], "conn.log"))


def test_an_object_without_zeeks_fields_is_not_zeeks() -> None:
    assert not ZEEK_JSON.recognises(Head([b'{"first_seen": 1.0, "from": "10.0.0.1"}'], "flows.json"))
    assert ZEEK_JSON.recognises(Head([b'{"ts": 1.0, "id.orig_h": "10.0.0.1", "id.resp_h": "10.0.0.2"}'], "x.json"))


def test_a_log_without_connections_is_told_as_such_by_its_name() -> None:
    with pytest.raises(NoFlowsError, match="stats"):
        ZEEK_JSON.recognises(Head([b'{"ts": 1.0, "peer": "zeek"}'], "stats.log"))
