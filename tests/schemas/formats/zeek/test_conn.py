import pytest

from schemas.formats.zeek.conn import careful_flow, icmp_direction, meaning

ROW: dict[str, object] = {
    "ts": "1445353842.5",
    "uid": "C1",
    "id.orig_h": "10.0.0.1",
    "id.orig_p": "40000",
    "id.resp_h": "FE80::1",
    "id.resp_p": "502",
    "proto": "tcp",
    "duration": "2.5",
    "conn_state": "SF",
    "history": "ShADadFf",
    "orig_bytes": "10",
    "orig_ip_bytes": "60",
    "resp_bytes": "7",
}


@pytest.mark.parametrize(
    ("transport", "conn_state", "history", "state", "direction"),
    [
        ("tcp", "SF", "ShADadFf", "established", "certain"),
        ("tcp", "S0", "S", "attempted", "certain"),
        ("tcp", "REJ", "Sr", "rejected", "certain"),
        ("tcp", "RSTO", "ShADadR", "reset", "certain"),
        ("tcp", "SHR", "^fA", "unknown", "flipped"),
        ("tcp", "S1", "^hADd", "established", "flipped"),
        ("tcp", "RSTOS0", "DR", "unknown", "unsure"),
        ("tcp", "RSTOS0", "SR", "attempted", "certain"),
        ("tcp", "OTH", "DadA", "established", "unsure"),
        ("tcp", "OTH", "D", "unknown", "unsure"),
        ("tcp", "SF", None, "established", "certain"),
        ("tcp", None, None, "unknown", "unsure"),
        ("udp", "SF", "Dd", "established", "certain"),
        ("udp", "S0", "D", "attempted", "certain"),
        ("udp", "SHR", "d", "unknown", "unsure"),
        ("udp", "SF", "^Dd", "established", "flipped"),
    ],
)
def test_state_and_direction_are_read_from_what_zeek_saw(
    transport: str, conn_state: str | None, history: str | None, state: str, direction: str
) -> None:
    assert meaning(transport, conn_state, history) == (state, direction, ())


@pytest.mark.parametrize(
    ("history", "flaws"),
    [("ShADad", ()), ("Cc", ("checksum",)), ("ShADadgG", ("gap",)), ("SCg", ("checksum", "gap")), (None, ())],
)
def test_bad_checksums_and_gaps_are_read_from_the_history(history: str | None, flaws: tuple[str, ...]) -> None:
    assert meaning("tcp", "OTH", history)[2] == flaws


def test_an_icmp_reply_in_the_originators_place_is_unsure() -> None:
    assert icmp_direction(8) == "certain"
    assert icmp_direction(0) == "unsure"
    assert icmp_direction(None) == "unsure"


def test_a_row_becomes_a_flow_with_octets_of_packets_before_payload() -> None:
    flow, totals, doubts = careful_flow(ROW, site="plant", sensor="zeek")
    assert (flow.end, flow.responder_ip, flow.responder_port) == (1445353845.0, "fe80::1", 502)
    assert totals == (60, 7, None, None)
    assert doubts == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("ts", "yesterday", "field ts: 'yesterday'"),
        ("ts", None, "field ts is missing"),
        ("ts", float("nan"), "field ts"),
        ("ts", True, "field ts"),
        ("id.orig_h", "10.0.0.300", "field id.orig_h: '10.0.0.300' is no IP address"),
        ("id.resp_h", None, "field id.resp_h is missing"),
        ("id.resp_p", "http", "field id.resp_p"),
        ("id.resp_p", -1, "field id.resp_p"),
        ("ts", "inf", "field ts"),
        ("ts", -5.0, "field ts"),
        ("proto", "256", "field proto: '256' is no transport"),
        ("proto", -6, "field proto"),
        ("proto", [6], "field proto"),
        ("proto", None, "field proto is missing"),
    ],
)
def test_a_field_that_tells_the_path_and_does_not_fit_is_named(field: str, value: object, reason: str) -> None:
    row = {**ROW, field: value}
    if value is None:
        del row[field]
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
        careful_flow(row, site="plant", sensor="zeek")


@pytest.mark.parametrize(
    ("given", "field", "taken", "doubt"),
    [
        ({"duration": "-0.000012"}, "end", 1445353842.5, "impossible duration"),
        ({"duration": "nan"}, "end", 1445353842.5, "impossible duration"),
        ({"duration": "soon"}, "end", 1445353842.5, "impossible duration"),
        ({"duration": 1e9}, "end", 1445353842.5, "impossible duration"),
        ({"duration": "4e9"}, "end", 1445353842.5, "impossible duration"),
        ({"orig_ip_bytes": "-60"}, "initiator_octets", 10, "impossible octets"),
        ({"resp_bytes": "-7"}, "responder_octets", None, "impossible octets"),
        ({"resp_bytes": 2**63}, "responder_octets", None, "impossible octets"),
        ({"resp_bytes": 1e400}, "responder_octets", None, "impossible octets"),
        ({"orig_pkts": "many"}, "initiator_packets", None, "impossible packets"),
        ({"resp_pkts": 2**64}, "responder_packets", None, "impossible packets"),
        ({"id.orig_p": "70000"}, "initiator_port", None, "impossible port"),
        ({"vlan": "5000"}, "vlan", None, "impossible vlan"),
        ({"vlan": True, "inner_vlan": 7}, "vlan", 7, "impossible vlan"),
        ({"uid": "C" * 300}, "uid", None, "impossible id"),
        ({"uid": 5}, "uid", None, "impossible id"),
        ({"orig_l2_addr": "0" * 40}, "initiator_mac", None, "impossible mac"),
        ({"service": {"a": 1}}, "service", None, "impossible service"),
        ({"conn_state": 7}, "state", "established", "impossible state"),
    ],
)
def test_a_field_that_only_measures_is_left_out_and_noted(
    given: dict[str, object], field: str, taken: object, doubt: str
) -> None:
    row = {**ROW, "history": "DadA"} | given
    flow, _, doubts = careful_flow(row, site="plant", sensor="zeek")
    assert (getattr(flow, field), doubts) == (taken, [doubt])
    assert (flow.responder_port, flow.responder_ip) == (502, "fe80::1")


def test_packets_without_octets_are_no_doubt() -> None:
    row = {name: value for name, value in ROW.items() if not name.endswith("_bytes")} | {"orig_pkts": "3"}
    flow, totals, doubts = careful_flow(row, site="plant", sensor="zeek")
    assert (flow.initiator_octets, totals, doubts) == (None, (None, None, 3, None), [])


@pytest.mark.parametrize("ts", ["2015-10-20T15:10:42.5Z", "2015-10-20T17:10:42.5+02:00", 1445353842.5, 1445353842500])
def test_times_come_as_seconds_iso_or_milliseconds(ts: object) -> None:
    assert careful_flow({**ROW, "ts": ts}, site="plant", sensor="zeek")[0].start == 1445353842.5
