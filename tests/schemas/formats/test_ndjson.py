from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import encode_lines
from schemas.flow import Flow
from schemas.formats.ndjson import flow_reader, verdict_reader
from schemas.formats.reader import ReaderContext

CONTEXT = ReaderContext(site="plant", source="flows.ndjson", sensor="span-1")
FLOW = Flow(site="a", sensor="b", start=1.0, end=2.0, initiator_ip="10.0.0.1", responder_ip="10.0.0.2", transport="tcp")


@given(
    st.lists(
        st.builds(
            lambda end, port: Flow(**{**_fields(), "end": end, "responder_port": port}),
            st.floats(0, 4e9),
            st.integers(0, 65535),
        ),
        max_size=5,
    )
)
def test_flows_come_back_as_they_were_written(flows: list[Flow]) -> None:
    assert flow_reader(CONTEXT).read(encode_lines(flows).split(b"\n"), 1) == (flows, [])


def test_site_and_sensor_may_be_left_out() -> None:
    line = b'{"start": 1, "end": 2, "initiator_ip": "10.0.0.1", "responder_ip": "10.0.0.2", "transport": "tcp"}'
    (flow,), letters = flow_reader(CONTEXT).read([line], 1)
    assert letters == []
    assert (flow.site, flow.sensor) == ("plant", "span-1")


def test_a_line_that_is_no_flow_is_a_dead_letter_with_its_line() -> None:
    flows, letters = flow_reader(CONTEXT).read([encode_lines([FLOW]).strip(), b"", b'{"end": -1}', b"{"], 10)
    assert flows == [FLOW]
    assert [(letter.position, letter.source) for letter in letters] == [(12, "flows.ndjson"), (13, "flows.ndjson")]


def test_a_count_that_cannot_be_true_is_left_out_and_noted() -> None:
    reader = flow_reader(CONTEXT)
    line = b'{"start": 1, "end": 2, "initiator_ip": "10.0.0.1", "responder_ip": "10.0.0.2", "transport": "tcp", '
    line += b'"initiator_octets": -5, "responder_octets": 7, "responder_packets": 1.5}'
    (flow,), letters = reader.read([line], 1)
    assert letters == []
    assert (flow.initiator_octets, flow.responder_octets, flow.responder_packets) == (None, 7, None)
    assert reader.notes.doubts == {"impossible octets": 1, "impossible packets": 1}


def test_stray_bytes_around_a_line_do_no_harm_and_nul_alone_is_told() -> None:
    line = encode_lines([FLOW]).strip()
    flows, (letter,) = flow_reader(CONTEXT).read([b"\xef\xbb\xbf" + line, line + b"\0\0", b"\0" * 9], 1)
    assert flows == [FLOW, FLOW]
    assert "9 NUL bytes" in letter.reason


def test_a_verdict_takes_the_site_given() -> None:
    line = b'{"time": 1, "author": "ann", "decision": "expected", "alert": "a1"}'
    (verdict,), letters = verdict_reader(CONTEXT).read([line], 1)
    assert letters == []
    assert verdict.site == "plant"


def _fields() -> dict[str, object]:
    return {name: getattr(FLOW, name) for name in FLOW.__struct_fields__}
