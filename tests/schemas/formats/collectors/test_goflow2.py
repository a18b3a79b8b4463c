"""goflow2's rows, of version 2 and of version 1. All made up."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.collectors.goflow2 import GOFLOW2, moment
from schemas.formats.format import Head
from schemas.formats.reader import ReaderContext

ROW: dict[str, Any] = {
    "type": "NETFLOW_V9",
    "time_received_ns": 1767225602000000000,
    "sampling_rate": 0,
    "sampler_address": "10.9.0.1",
    "time_flow_start_ns": 1767225600000000000,
    "time_flow_end_ns": 1767225601500000000,
    "bytes": 143,
    "packets": 3,
    "src_addr": "10.1.0.8",
    "dst_addr": "10.2.0.5",
    "etype": "IPv4",
    "proto": "TCP",
    "src_port": 40001,
    "dst_port": 502,
    "src_mac": "00:1b:1b:0a:0b:0c",
    "dst_mac": "00:00:00:00:00:00",
    "vlan_id": 12,
    "tcp_flags": 2,
}
OLD: dict[str, Any] = {
    "Type": "NETFLOW_V9",
    "TimeReceived": 1767225602,
    "SamplingRate": 0,
    "SamplerAddress": "10.9.0.1",
    "TimeFlowStart": 1767225600,
    "TimeFlowEnd": 1767225601.5,
    "Bytes": 143,
    "Packets": 3,
    "SrcAddr": "10.1.0.8",
    "DstAddr": "10.2.0.5",
    "Etype": 2048,
    "EtypeName": "IPv4",
    "Proto": 6,
    "ProtoName": "TCP",
    "SrcPort": 40001,
    "DstPort": 502,
    "SrcMac": "00:1b:1b:0a:0b:0c",
    "DstMac": "00:00:00:00:00:00",
    "VlanId": 12,
    "TCPFlags": 2,
}
CONTEXT = ReaderContext(site="plant", source="f")


def read(*rows: dict[str, Any]) -> tuple[list[Any], list[str], Any]:
    reader = GOFLOW2.reader(CONTEXT)
    records, letters = reader.read([orjson.dumps(row) for row in rows], 1)
    return list(records), [letter.reason for letter in letters], reader


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        OLD,
        ROW | {"proto": 6},
        ROW | {"bytes": "143", "src_port": "40001"},
        ROW | {"time_flow_start_ns": "2026-01-01T00:00:00Z", "time_flow_end_ns": "2026-01-01T00:00:01.5Z"},
        ROW | {"sampling_rate": 1},
    ],
    ids=["fast", "version 1", "number", "texts", "dates", "rate of 1"],
)
def test_every_version_gives_the_same_flow(row: dict[str, Any]) -> None:
    (flow,), reasons, _ = read(row)
    assert reasons == []
    assert (flow.sensor, flow.start, flow.end) == ("10.9.0.1", 1767225600.0, 1767225601.5)
    assert (flow.initiator_ip, flow.initiator_port, flow.responder_ip, flow.responder_port) == (
        *("10.1.0.8", 40001),
        *("10.2.0.5", 502),
    )
    assert (flow.initiator_octets, flow.initiator_packets, flow.state) == (143, 3, "attempted")
    assert (flow.initiator_mac, flow.responder_mac, flow.vlan) == ("00:1b:1b:0a:0b:0c", None, 12)


def test_the_answer_joins_its_question_but_not_that_of_another_exporter() -> None:
    back = ROW | {"src_addr": "10.2.0.5", "dst_addr": "10.1.0.8", "src_port": 502, "dst_port": 40001, "tcp_flags": 18}
    flows, _, _ = read(ROW, back, back | {"sampler_address": "10.9.0.2"})
    assert flows[0].uid == flows[1].uid != flows[2].uid
    assert (flows[1].initiator_ip, flows[1].responder_octets) == ("10.1.0.8", 143)


def test_a_sample_is_multiplied_by_its_rate() -> None:
    (flow,), _, _ = read(ROW | {"sampling_rate": 100})
    assert (flow.initiator_octets, flow.initiator_packets) == (14300, 300)


@pytest.mark.parametrize(
    ("given", "port"),
    [
        ({"icmp_type": 8, "icmp_code": 0, "dst_port": 0}, 8),
        ({"icmp_type": 0, "icmp_code": 0, "src_port": 0, "dst_port": 2048}, 8),
        ({"src_port": 0, "dst_port": 2048}, 8),
    ],
)
def test_icmp_has_its_type(given: dict[str, Any], port: int) -> None:
    (flow,), _, _ = read(ROW | {"proto": "ICMP"} | given)
    assert (flow.transport, flow.initiator_port) == ("icmp", port)


def test_a_protocol_that_goflow2_has_no_name_for_is_unknown() -> None:
    (flow,), _, _ = read(ROW | {"proto": "", "src_port": 0, "dst_port": 0})
    assert flow.transport == "unknown"


def test_what_the_exporter_dropped_was_rejected() -> None:
    assert read(ROW | {"forwarding_status": 130})[0][0].state == "rejected"
    assert read(ROW | {"forwarding_status": 64})[0][0].state == "attempted"


def test_a_frame_without_ip_is_no_flow_and_no_damage() -> None:
    arp = ROW | {"type": "SFLOW_5", "src_addr": "", "dst_addr": "", "etype": "ARP"}
    flows, reasons, reader = read(arp)
    assert (flows, reasons, reader.notes.other_logs) == ([], [], {"frames without IP": 1})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"src_addr": "somebody"}, "field src_addr: 'somebody' is no IP address"),
        ({"dst_addr": None}, "field dst_addr is missing"),
        ({"dst_port": 70000}, "field dst_port: 70000"),
        ({"proto": 300}, "field proto: 300"),
        ({"time_flow_start_ns": "never", "time_received_ns": None}, "field time_flow_start_ns: 'never' is no time"),
        ({"time_flow_start_ns": None, "time_received_ns": None}, "field time_flow_start_ns is missing"),
    ],
)
def test_what_tells_the_path_must_be_right(given: dict[str, Any], reason: str) -> None:
    flows, (told,), _ = read({key: value for key, value in (ROW | given).items() if value is not None})
    assert flows == []
    assert reason in told


def test_what_only_measures_is_left_out_and_noted() -> None:
    wrong = {
        "src_port": -1,
        "bytes": -5,
        "packets": "x",
        "tcp_flags": 99999,
        "vlan_id": 5000,
        "time_flow_end_ns": 10**18,
    }
    (flow,), _, reader = read(ROW | wrong)
    assert sorted(reader.notes.doubts) == [
        *("impossible duration", "impossible octets", "impossible packets", "impossible port", "impossible state"),
        "impossible vlan",
    ]
    assert (flow.end, flow.initiator_octets) == (flow.start, None)


def test_a_time_is_told_by_its_size() -> None:
    times = [1767225600, 1767225600000, 1767225600000000000, "2026-01-01T00:00:00Z", "1767225600"]
    assert [moment(time) for time in times] == [1767225600.0] * 5
    assert [moment(time) for time in (0, None, "x", -1)] == [None] * 4


def test_it_is_told_by_its_keys() -> None:
    assert all(GOFLOW2.recognises(Head([orjson.dumps(row)], "x")) for row in (ROW, OLD))
    assert not GOFLOW2.recognises(Head([b'{"src_addr": "a", "dst_addr": "b"}'], "x"))
    assert not GOFLOW2.recognises(Head([b"text"], "x"))


_VALUES = st.one_of(
    *(st.none(), st.booleans(), st.integers(-5, 2**63 - 1), st.floats(), st.text(max_size=8)),
    *(st.lists(st.integers(0, 9), max_size=2), st.just({}), st.just("2026-01-01")),
)


@given(st.sampled_from([ROW, OLD]), st.dictionaries(st.sampled_from([*ROW, *OLD]), _VALUES, max_size=4), st.binary())
def test_whatever_a_row_says_it_is_counted_once(row: dict[str, Any], changed: dict[str, Any], noise: bytes) -> None:
    reader = GOFLOW2.reader(CONTEXT)
    lines = [orjson.dumps(row | changed), noise]
    records, letters = reader.read(lines, 1)
    rows = [one for one in lines if one.strip(b"\0").removeprefix(b"\xef\xbb\xbf").strip() or one.strip()]
    assert len(records) + len(letters) + reader.notes.rows == len(rows)
