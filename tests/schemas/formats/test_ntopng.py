"""ntopng's flow dumps, in all the names that they have had."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.format import Head
from schemas.formats.ntopng import NTOPNG, NtopngReader, named
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect

CLASSIC: dict[str, Any] = {
    "IPV4_SRC_ADDR": "10.1.0.5",
    "IPV4_DST_ADDR": "10.2.0.7",
    "L4_SRC_PORT": 49152,
    "L4_DST_PORT": 502,
    "PROTOCOL": 6,
    "L7_PROTO": 44,
    "L7_PROTO_NAME": "Modbus",
    "TCP_FLAGS": 31,
    "IN_PKTS": 7,
    "IN_BYTES": 471,
    "OUT_PKTS": 5,
    "OUT_BYTES": 2028,
    "FIRST_SWITCHED": 1767225600,
    "LAST_SWITCHED": 1767225603,
    "IN_SRC_MAC": "02:00:00:00:00:05",
    "OUT_DST_MAC": "00:00:00:00:00:00",
    "VLAN_ID": 0,
    "NTOPNG_INSTANCE_NAME": "plant",
}
FLOW = Flow(
    site="a",
    sensor="ntopng",
    start=1767225600.0,
    end=1767225603.0,
    initiator_ip="10.1.0.5",
    responder_ip="10.2.0.7",
    transport="tcp",
    initiator_port=49152,
    responder_port=502,
    initiator_mac="02:00:00:00:00:05",
    service="modbus",
    initiator_octets=471,
    responder_octets=2028,
    initiator_packets=7,
    responder_packets=5,
    state="reset",
    direction="certain",
)
NUMBERED: dict[str, Any] = {
    "8": "10.1.0.5",
    "12": "10.2.0.7",
    "7": 49152,
    "11": 502,
    "4": 6,
    "57591": "Modbus",
    "6": 31,
    "2": 7,
}
NUMBERED |= {"1": 471, "24": 5, "23": 2028, "22": 1767225600, "21": 1767225603, "56": "02:00:00:00:00:05"}
NEWER: dict[str, Any] = {
    "cli_ip": "10.1.0.5",
    "srv_ip": "10.2.0.7",
    "cli_port": "49152",
    "srv_port": "502",
    "proto": "TCP",
}
NEWER |= {"l7_proto": "Modbus", "tcp_flags": 31, "cli2srv_pkts": 7, "srv2cli_pkts": 5, "cli2srv_bytes": 471}
NEWER |= {"srv2cli_bytes": 2028, "first_seen": 1767225600, "last_seen": 1767225603, "cli_mac": "02:00:00:00:00:05"}
STORED: dict[str, Any] = {
    "FIRST_SEEN": "1767225600",
    "LAST_SEEN": "1767225603",
    "IPV4_SRC_ADDR": "10.1.0.5",
    "IPV6_SRC_ADDR": "::",
}
STORED |= {"IPV4_DST_ADDR": "10.2.0.7", "IPV6_DST_ADDR": "::", "PROTOCOL": "6", "IP_SRC_PORT": "49152"}
STORED |= {"IP_DST_PORT": "502", "SRC2DST_BYTES": "471", "DST2SRC_BYTES": "2028", "SRC2DST_PACKETS": 7}
STORED |= {"DST2SRC_PACKETS": 5, "L7_PROTO_NAME": "Modbus", "SRC2DST_TCP_FLAGS": 27, "DST2SRC_TCP_FLAGS": 22}
STORED |= {"SRC_MAC": "02:00:00:00:00:05"}


def read(*rows: dict[str, Any] | bytes) -> tuple[Any, Any, NtopngReader]:
    used = NtopngReader(ReaderContext(site="a", source="f", name="f"))
    flows, letters = used.read([row if isinstance(row, bytes) else orjson.dumps(row) for row in rows], 1)
    return flows, letters, used


@pytest.mark.parametrize(
    "row",
    [
        CLASSIC,
        b"Jan  1 00:00:09 probe ntopng[7]: " + orjson.dumps(CLASSIC),
        {**CLASSIC, "L4_SRC_PORT": "49152"},
        NUMBERED,
        NEWER,
        STORED,
    ],
)
def test_a_row_is_the_same_flow_by_any_of_its_names(row: dict[str, Any] | bytes) -> None:
    flows, letters, _ = read(row)
    assert (flows, letters) == ([FLOW], [])


@pytest.mark.parametrize(
    ("changed", "state", "direction"),
    [
        ({"TCP_FLAGS": 27}, "established", "certain"),
        ({"TCP_FLAGS": 24}, "established", "unsure"),
        ({"TCP_FLAGS": 2, "OUT_PKTS": 0, "OUT_BYTES": 0}, "attempted", "certain"),
        ({"TCP_FLAGS": 22, "SERVER_TCP_FLAGS": 20}, "rejected", "certain"),
        ({"TCP_FLAGS": None, "OUT_PKTS": None}, "unknown", "unsure"),
        ({"PROTOCOL": 17, "TCP_FLAGS": None}, "established", "unsure"),
        ({"PROTOCOL": 17, "OUT_PKTS": 0, "TCP_FLAGS": None}, "attempted", "unsure"),
    ],
)
def test_how_it_went_is_told_by_flags_and_answers(changed: dict[str, Any], state: str, direction: str) -> None:
    flows, _, _ = read({**CLASSIC, **changed})
    assert (flows[0].state, flows[0].direction) == (state, direction)


def test_names_of_ndpi_are_ours() -> None:
    services = [read({**CLASSIC, "L7_PROTO_NAME": name})[0][0].service for name in ("TLS.Azure", "Unknown", "IEC60870")]
    assert services == ["tls", None, "iec104"]


def test_of_icmp_no_type_is_told() -> None:
    flows, _, _ = read({**CLASSIC, "PROTOCOL": 1, "L4_SRC_PORT": 0, "L4_DST_PORT": 0})
    assert (flows[0].transport, flows[0].initiator_port, flows[0].responder_port) == ("icmp", None, None)


def test_an_ipv6_row_is_read() -> None:
    row = {key.replace("IPV4", "IPV6"): value for key, value in CLASSIC.items()}
    flows, _, _ = read({**row, "IPV6_SRC_ADDR": "fd00::5", "IPV6_DST_ADDR": "fd00::7"})
    assert flows[0].initiator_ip == "fd00::5"


def test_alerts_are_rows_of_another_log() -> None:
    _, letters, used = read({"alert_id": 5, "score": 100})
    assert (letters, used.notes.other_logs) == ([], {"alert": 1})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"IPV4_SRC_ADDR": "0.0.0.0"}, "field client is missing"),  # noqa: S104 - an address that is none
        ({"IPV4_DST_ADDR": "x"}, "field server"),
        ({"L4_DST_PORT": -1}, "field server port"),
        ({"PROTOCOL": None}, "field protocol is missing"),
        ({"FIRST_SWITCHED": "never"}, "field first"),
    ],
)
def test_what_tells_the_path_must_be_right(changed: dict[str, Any], message: str) -> None:
    _, letters, _ = read({**CLASSIC, **changed})
    assert message in letters[0].reason


def test_what_only_measures_is_left_out_and_noted() -> None:
    flows, _, used = read({**CLASSIC, "IN_BYTES": -1, "VLAN_ID": 9999, "LAST_SWITCHED": 5, "IN_SRC_MAC": "x" * 99})
    assert (flows[0].initiator_octets, flows[0].vlan, flows[0].initiator_mac) == (None, None, None)
    assert sorted(used.notes.doubts) == [
        "impossible duration",
        "impossible mac",
        "impossible octets",
        "impossible vlan",
    ]


@pytest.mark.parametrize(
    ("line", "is_ntopng"),
    [
        (orjson.dumps(CLASSIC), True),
        (b"Jan  1 00:00:09 probe ntopng[7]: " + orjson.dumps(CLASSIC), True),
        (orjson.dumps(NUMBERED), True),
        (orjson.dumps(NEWER), True),
        (b'{"src_ip": "10.1.0.5", "dest_ip": "10.2.0.7"}', False),
        (b"text {", False),
        (b"", False),
    ],
)
def test_a_dump_is_told_by_its_names(line: bytes, is_ntopng: bool) -> None:
    assert NTOPNG.recognises(Head([line], "flows.log")) is is_ntopng
    if is_ntopng:
        assert detect([line], "flows.log") == "ntopng"


def test_of_several_names_the_first_that_is_set_counts() -> None:
    assert named({"IPV4_SRC_ADDR": "0.0.0.0", "IPV6_SRC_ADDR": "fd00::5"}) == {"client": "fd00::5"}  # noqa: S104


VALUES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2**63 - 1)
    | st.floats()
    | st.text(max_size=6)
    | st.just([])
    | st.just({})
)


@given(st.dictionaries(st.sampled_from(sorted(CLASSIC | STORED)), VALUES, max_size=3), st.binary(max_size=20))
def test_whatever_a_row_says_it_is_counted_once(changed: dict[str, Any], rubbish: bytes) -> None:
    rows: list[dict[str, Any] | bytes] = [{**CLASSIC, **changed}, {**NEWER, **changed}, CLASSIC, b"5", b"[1]", rubbish]
    flows, letters, used = read(*rows)
    assert len(flows) + len(letters) + used.notes.rows == len(rows) - (0 if rubbish.strip() else 1)
    assert FLOW in flows


@given(st.dictionaries(st.sampled_from(sorted(CLASSIC)), VALUES, max_size=2))
def test_the_careful_way_gives_the_same_flow(changed: dict[str, Any]) -> None:
    usual = read({**CLASSIC, **changed})
    careful = read({**CLASSIC, **changed, "SRC2DST_BYTES": {**CLASSIC, **changed}["IN_BYTES"]})
    assert usual[:1] == careful[:1]
