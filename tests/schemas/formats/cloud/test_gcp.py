"""Google Cloud's VPC flow logs, as log entries."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.cloud.gcp import GCP_FLOW, GcpFlowReader
from schemas.formats.format import Head
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect
from streams.sources.files.flow_files import flow_batches

FLOWS = "projects/plant/logs/compute.googleapis.com%2Fvpc_flows"


def entry(source: str = "10.1.0.5:49152", target: str = "10.2.0.7:502", **payload: Any) -> dict[str, Any]:
    (one, port), (other, other_port) = source.split(":"), target.split(":")
    connection = {"src_ip": one, "src_port": int(port), "dest_ip": other, "dest_port": int(other_port), "protocol": 6}
    return {
        "insertId": "1",
        "jsonPayload": {
            "connection": connection,
            "bytes_sent": "400",
            "packets_sent": "5",
            "reporter": "SRC",
            "start_time": "2026-01-01T00:00:00.123456789Z",
            "end_time": "2026-01-01T00:00:05.5Z",
            **payload,
        },
        "logName": FLOWS,
    }


def reader() -> GcpFlowReader:
    return GcpFlowReader(ReaderContext(site="a", source="f", name="f"))


def test_two_directions_are_joined_and_the_other_ends_entries_are_repeats() -> None:
    answer = ("10.2.0.7:502", "10.1.0.5:49152")
    lines = [entry(), entry(reporter="DEST"), entry(*answer, bytes_sent="900"), entry(*answer, reporter="DEST")]
    used = reader()
    flows, letters = used.read([orjson.dumps(line) for line in lines], 1)
    assert letters == []
    assert [(one.initiator_ip, one.responder_port) for one in flows] == [("10.1.0.5", 502)] * 2
    assert [(one.initiator_octets, one.responder_octets, one.initiator_packets) for one in flows] == [
        (400, None, 5),
        (None, 900, None),
    ]
    assert flows[0].start == pytest.approx(1767225600.123456)
    assert (flows[0].end, flows[0].sensor) == (1767225605.5, "gcp-flow")
    assert flows[0].uid == flows[1].uid
    assert used.repeats == 2


def test_the_careful_way_gives_the_same_half() -> None:
    usual = reader().read([orjson.dumps(entry(start_time="2026-01-01T00:00:00.25Z"))], 1)[0]
    texts = entry(start_time="2026-01-01T00:00:00.25Z")
    bare = orjson.dumps(texts["jsonPayload"])
    texts["jsonPayload"]["connection"]["src_port"] = "49152.0"
    for line in (orjson.dumps(texts).replace(b"49152.0", b"+49152"), bare):
        assert reader().read([line], 1)[0] == usual


def test_entries_of_other_logs_are_counted_by_their_names() -> None:
    firewall = entry(disposition="DENIED") | {"logName": "projects/plant/logs/compute.googleapis.com%2Ffirewall"}
    other = {"logName": "projects/plant/logs/syslog", "textPayload": "x"}
    used = reader()
    assert used.read([orjson.dumps(firewall).replace(b'"start_time"', b'"x"'), orjson.dumps(other)], 1) == ([], [])
    assert used.notes.other_logs == {"firewall": 1, "syslog": 1}


def test_of_icmp_no_ports_are_read() -> None:
    ping = entry()
    ping["jsonPayload"]["connection"] = {"src_ip": "10.1.0.5", "dest_ip": "10.2.0.7", "protocol": 1}
    flows, letters = reader().read([orjson.dumps(ping)], 1)
    assert (flows[0].transport, flows[0].initiator_port, letters) == ("icmp", None, [])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("src_ip", "10.1", "field src_ip"),
        ("dest_port", 70000, "field dest_port"),
        ("protocol", "tcp", "field protocol"),
        ("protocol", None, "field protocol is missing"),
    ],
)
def test_what_tells_the_path_must_be_right(field: str, value: Any, message: str) -> None:
    bad = entry()
    bad["jsonPayload"]["connection"][field] = value
    _, letters = reader().read([orjson.dumps(bad)], 3)
    assert message in letters[0].reason
    assert letters[0].position == 3


def test_what_only_measures_is_left_out_and_noted() -> None:
    used = reader()
    bad = entry(bytes_sent="many", packets_sent="-1", end_time="2025-12-31T00:00:00Z")
    flows, _ = used.read([orjson.dumps(bad)], 1)
    assert flows[0].initiator_octets is None
    assert used.notes.doubts == {"impossible octets": 1, "impossible packets": 1, "impossible duration": 1}


def test_a_time_is_needed() -> None:
    _, letters = reader().read([orjson.dumps(entry(start_time=None, end_time="soon"))], 1)
    assert "field end_time" in letters[0].reason
    flows, _ = reader().read([orjson.dumps(entry(end_time=None))], 1)
    assert flows[0].end == flows[0].start


def test_an_array_over_the_whole_file_is_read(tmp_path: Path) -> None:
    log = tmp_path / "flows.json"
    entries = [entry(f"10.1.0.{n % 200}:{n + 1}") for n in range(3_000)]
    log.write_bytes(orjson.dumps(entries, option=orjson.OPT_INDENT_2))
    assert sum(len(batch.records) for batch in flow_batches(log, site="a")) == 3_000


@pytest.mark.parametrize(
    ("line", "is_gcp"),
    [
        (orjson.dumps(entry()), True),
        (orjson.dumps(entry()["jsonPayload"]), True),
        (b'{"logName": "projects/p/logs/networkmanagement.googleapis.com%2Fvpc_flows", "jsonPayload": {}}', True),
        (b'{"logName": "projects/p/logs/syslog", "jsonPayload": {"connection": {}}}', False),
        (b'{"jsonPayload": 5}', False),
        (b"text", False),
    ],
)
def test_a_log_is_told_by_its_name_or_its_connection(line: bytes, is_gcp: bool) -> None:
    assert GCP_FLOW.recognises(Head([line], "x.json")) is is_gcp
    if is_gcp:
        assert detect([line], "x.json") == "gcp-flow"


VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=6) | st.just([]) | st.just({})
)
FIELDS = st.sampled_from(["src_ip", "dest_ip", "src_port", "dest_port", "protocol"])
PAYLOAD = st.sampled_from(["connection", "bytes_sent", "packets_sent", "reporter", "start_time", "end_time"])


@given(
    st.dictionaries(FIELDS, VALUES, max_size=2), st.dictionaries(PAYLOAD, VALUES, max_size=2), st.binary(max_size=20)
)
def test_whatever_an_entry_says_it_is_counted_once(
    within: dict[str, Any], payload: dict[str, Any], rubbish: bytes
) -> None:
    changed = entry()
    changed["jsonPayload"]["connection"] |= within
    changed["jsonPayload"] |= payload
    lines = [orjson.dumps(entry()), _dumped(changed), orjson.dumps(entry("10.1.0.6:1")), rubbish]
    used = reader()
    flows, letters = used.read(lines, 1)
    nothing = 0 if rubbish.strip() else 1
    assert len(flows) + len(letters) + used.repeats + used.notes.rows == 4 - nothing
    assert len(flows) >= 2


def _dumped(row: dict[str, Any]) -> bytes:
    return orjson.dumps(row, default=str) if not _large(row) else orjson.dumps({"jsonPayload": {}})


def _large(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_large, value.values()))
    return isinstance(value, int) and abs(value) >= 2**63
