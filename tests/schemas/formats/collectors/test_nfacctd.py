"""pmacct's rows. All made up."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.collectors.nfacctd import NFACCTD
from schemas.formats.format import Head
from schemas.formats.reader import ReaderContext

ROW: dict[str, Any] = {
    "event_type": "purge",
    "peer_ip_src": "10.9.0.1",
    "ip_src": "10.1.0.8",
    "ip_dst": "10.2.0.5",
    "port_src": 40001,
    "port_dst": 502,
    "tcp_flags": "2",
    "ip_proto": "tcp",
    "timestamp_start": "1767225600.250000",
    "timestamp_end": "1767225601.500000",
    "packets": 3,
    "bytes": 143,
    "writer_id": "default_kafka/1",
}
CONTEXT = ReaderContext(site="plant", source="f")


def read(*rows: dict[str, Any]) -> tuple[list[Any], list[str], Any]:
    reader = NFACCTD.reader(CONTEXT)
    records, letters = reader.read([orjson.dumps(row) for row in rows], 1)
    return list(records), [letter.reason for letter in letters], reader


def without(*names: str) -> dict[str, Any]:
    return {key: value for key, value in ROW.items() if key not in names}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        ROW | {"timestamp_start": "2026-01-01 00:00:00.250000", "timestamp_end": "2026-01-01 00:00:01.500000"},
        ROW | {"timestamp_start": "2026-01-01T00:00:00.25Z", "timestamp_end": "2026-01-01T01:00:01.5+01:00"},
        ROW | {"ip_proto": "6", "tcp_flags": 2},
        ROW | {"class": "unknown", "sampling_rate": 1},
        without("timestamp_start", "timestamp_end")
        | {"timestamp_min": "1767225600.25", "timestamp_max": "1767225601.5"},
    ],
    ids=["fast", "dates", "rfc3339", "numbers", "unclassified", "stitched"],
)
def test_every_spelling_gives_the_same_flow(row: dict[str, Any]) -> None:
    (flow,), reasons, _ = read(row)
    assert reasons == []
    assert (flow.sensor, flow.start, flow.end) == ("10.9.0.1", 1767225600.25, 1767225601.5)
    assert (flow.initiator_ip, flow.responder_port, flow.initiator_octets, flow.state) == (
        *("10.1.0.8", 502, 143),
        "attempted",
    )


def test_a_bin_stands_for_the_times_that_were_not_aggregated_by() -> None:
    row = without("timestamp_start", "timestamp_end")
    (flow,), _, _ = read(row | {"stamp_inserted": "2026-01-01 00:00:00", "stamp_updated": "2026-01-01 00:05:01"})
    assert (flow.start, flow.end) == (1767225600.0, 1767225901.0)
    (flow,), _, _ = read(row | {"timestamp_arrival": "1767225600.5"})
    assert (flow.start, flow.end) == (1767225600.5, 1767225600.5)


def test_the_answer_joins_its_question() -> None:
    back = ROW | {"ip_src": "10.2.0.5", "ip_dst": "10.1.0.8", "port_src": 502, "port_dst": 40001, "tcp_flags": "18"}
    flows, _, _ = read(ROW, back)
    assert flows[0].uid == flows[1].uid
    assert (flows[1].initiator_ip, flows[1].responder_octets) == ("10.1.0.8", 143)


def test_marks_between_batches_are_counted_and_no_damage() -> None:
    flows, reasons, reader = read({"event_type": "purge_init", "writer_id": "a/1"}, {"event_type": "purge_close"})
    assert (flows, reasons, reader.notes.other_logs) == ([], [], {"purge_init": 1, "purge_close": 1})


def test_a_class_is_the_service_and_a_sample_is_multiplied() -> None:
    (flow,), _, _ = read(
        ROW | {"class": "Unknown/Modbus", "sampling_rate": 10, "vlan": 12, "mac_src": "00:1b:1b:0a:0b:0c"}
    )
    assert (flow.service, flow.initiator_octets, flow.vlan) == ("modbus", 1430, 12)


def test_icmp_has_its_type_in_the_port() -> None:
    (flow,), _, _ = read(ROW | {"ip_proto": "icmp", "port_src": 0, "port_dst": 2048})
    assert flow.initiator_port == 8


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (without("ip_dst"), "field ip_dst is missing"),
        (without("ip_proto"), "field ip_proto is missing"),
        (ROW | {"ip_src": "0:0"}, "field ip_src: '0:0' is no IP address"),
        (ROW | {"port_dst": 70000}, "field port_dst: 70000"),
        (without("timestamp_start", "timestamp_end"), "field timestamp_start is missing"),
        (ROW | {"timestamp_start": "soon"}, "field timestamp_start: 'soon' is no time"),
    ],
)
def test_what_tells_the_path_must_be_right(row: dict[str, Any], reason: str) -> None:
    flows, (told,), _ = read(row)
    assert flows == []
    assert reason in told


def test_what_only_measures_is_left_out_and_noted() -> None:
    (flow,), _, reader = read(ROW | {"port_src": -1, "bytes": -5, "tcp_flags": "S", "timestamp_end": "1767225599"})
    assert sorted(reader.notes.doubts) == [
        *("impossible duration", "impossible octets", "impossible port", "impossible state"),
    ]
    assert flow.end == flow.start


def test_it_is_told_by_its_keys() -> None:
    assert NFACCTD.recognises(Head([orjson.dumps(ROW)], "x"))
    assert NFACCTD.recognises(Head([b'{"event_type": "purge_init", "writer_id": "a/1"}'], "x"))
    assert not NFACCTD.recognises(Head([b'{"event_type": "flow"}'], "x"))
    assert not NFACCTD.recognises(Head([b"text"], "x"))


_VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(-5, 2**63 - 1), st.floats(), st.text(max_size=8)),
    *(st.lists(st.integers(0, 9), max_size=2), st.just({}), st.just("1767225600.5")),
)


@given(st.dictionaries(st.sampled_from([*ROW, "class", "vlan", "sampling_rate", "timestamp_min"]), _VALUES, max_size=4))
def test_whatever_a_row_says_it_is_counted_once(changed: dict[str, Any]) -> None:
    reader = NFACCTD.reader(CONTEXT)
    records, letters = reader.read([orjson.dumps(ROW | changed)], 1)
    assert len(records) + len(letters) + reader.notes.rows == 1
