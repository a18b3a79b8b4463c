import pytest

from schemas.formats.zeek_conn import careful_flow, icmp_direction, meaning, transport_of, unescape

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
    assert meaning(transport, conn_state, history) == (state, direction)


def test_an_icmp_reply_in_the_originators_place_is_unsure() -> None:
    assert icmp_direction(8) == "certain"
    assert icmp_direction(0) == "unsure"


def test_a_row_becomes_a_flow_with_octets_of_packets_before_payload() -> None:
    flow, totals = careful_flow(ROW, site="plant", sensor="zeek")
    assert (flow.end, flow.responder_ip, flow.responder_port) == (1445353845.0, "fe80::1", 502)
    assert totals == (60, 7, None, None)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("ts", "yesterday", "field ts: 'yesterday'"),
        ("ts", None, "field ts is missing"),
        ("ts", float("nan"), "field ts"),
        ("ts", True, "field ts"),
        ("duration", "-1", "field duration"),
        ("duration", 4e9, "field duration"),
        ("id.orig_h", "10.0.0.300", "field id.orig_h: '10.0.0.300' is no IP address"),
        ("id.resp_h", None, "field id.resp_h is missing"),
        ("id.orig_p", "70000", "field id.orig_p"),
        ("id.resp_p", -1, "field id.resp_p"),
        ("orig_ip_bytes", "many", "field orig_ip_bytes"),
        ("orig_pkts", 2**63, "field orig_pkts"),
        ("uid", "C" * 300, "field uid: 300 characters"),
        ("uid", 5, "field uid"),
        ("proto", None, "field proto is missing"),
        ("vlan", "5000", "field vlan"),
    ],
)
def test_a_field_that_does_not_fit_is_named(field: str, value: object, reason: str) -> None:
    row = {**ROW, field: value}
    if value is None:
        del row[field]
    with pytest.raises(ValueError, match=reason.replace("(", r"\(")):
        careful_flow(row, site="plant", sensor="zeek")


@pytest.mark.parametrize("ts", ["2015-10-20T15:10:42.5Z", "2015-10-20T17:10:42.5+02:00", 1445353842.5, 1445353842500])
def test_times_come_as_seconds_iso_or_milliseconds(ts: object) -> None:
    assert careful_flow({**ROW, "ts": ts}, site="plant", sensor="zeek")[0].start == 1445353842.5


def test_other_transports_are_named_by_number() -> None:
    assert transport_of("unknown_transport", 47) == "gre"
    assert transport_of("unknown_transport", 200) == "ip-200"
    assert transport_of("unknown_transport", None) == "unknown"


def test_escapes_are_undone() -> None:
    assert unescape(r"a\x09b\xc3\xbc\xzz") == "a\tbü\\xzz"
