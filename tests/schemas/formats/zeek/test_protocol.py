import pytest

from schemas.formats.reader import NoFlowsError
from schemas.formats.zeek.protocol import (
    log_path,
    may_be_passed_over,
    protocol_flow,
    protocol_of,
    refuse_unless_flows,
)

ROW: dict[str, object] = {"ts": 5.0, "uid": "C1", "id.orig_h": "10.0.0.1", "id.resp_h": "10.0.0.2", "id.resp_p": 502}
FIELDS = frozenset(ROW)


@pytest.mark.parametrize(
    ("path", "protocol"),
    [
        ("modbus_detailed", "modbus"),
        ("smb_files", "smb"),
        ("open_http", "http"),
        ("ge_srtp", "ge_srtp"),
        ("stats", None),
    ],
)
def test_a_logs_name_tells_its_protocol(path: str, protocol: str | None) -> None:
    assert protocol_of(path) == protocol


def test_open_conn_is_zeeks_own_name() -> None:
    assert log_path("open_conn") == "open_conn"


@pytest.mark.parametrize("path", ["stats", "weird", "dpd", "files", "x509", "known_modbus", "something_new"])
def test_logs_without_connections_are_refused_by_name(path: str) -> None:
    with pytest.raises(NoFlowsError, match=f"{path}.log holds no connections"):
        refuse_unless_flows(path, FIELDS)


def test_a_conn_log_that_lacks_a_needed_field_is_refused() -> None:
    with pytest.raises(ValueError, match="no field proto"):
        refuse_unless_flows("conn", FIELDS)


def test_a_row_tells_who_spoke_what_and_no_more() -> None:
    flow, operation, doubts = protocol_flow(ROW | {"func": "READ_COILS"}, path="modbus", site="plant", sensor="zeek")
    assert (flow.service, flow.transport, flow.state, flow.direction) == ("modbus", "tcp", "established", "unsure")
    assert (flow.initiator_octets, operation, doubts) == (None, "READ_COILS", [])


def test_a_field_that_cannot_be_true_is_left_out() -> None:
    row = ROW | {"id.orig_p": -1, "vlan": "x", "inner_vlan": 7, "proto": 17, "func": {}}
    flow, _, doubts = protocol_flow(row, path="modbus", site="plant", sensor="zeek")
    assert (flow.initiator_port, flow.vlan, flow.transport, flow.service) == (None, 7, "udp", "modbus")
    assert sorted(doubts) == ["impossible port", "impossible service", "impossible vlan"]


@pytest.mark.parametrize(("path", "passed"), [("stats", True), ("acme", True), ("conn", False), ("modbus", False)])
def test_only_a_log_that_is_no_flow_by_its_kind_is_passed_over(path: str, passed: bool) -> None:
    assert may_be_passed_over(path) is passed


@pytest.mark.parametrize(
    ("path", "state"), [("http", "established"), ("ssl", "established"), ("dns", "unknown"), ("kerberos", "unknown")]
)
def test_only_a_row_over_tcp_shows_that_the_responder_took_the_connection(path: str, state: str) -> None:
    flow, _, _ = protocol_flow(ROW, path=path, site="plant", sensor="zeek")
    assert flow.state == state
