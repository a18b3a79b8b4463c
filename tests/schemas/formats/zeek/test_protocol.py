import pytest

from schemas.formats.zeek.protocol import protocol_flow

ROW: dict[str, object] = {"ts": 5.0, "uid": "C1", "id.orig_h": "10.0.0.1", "id.resp_h": "10.0.0.2", "id.resp_p": 502}


def test_a_row_tells_who_spoke_what_and_no_more() -> None:
    flow, operation, doubts = protocol_flow(ROW | {"func": "READ_COILS"}, path="modbus", site="plant", sensor="zeek")
    assert (flow.service, flow.transport, flow.state, flow.direction) == ("modbus", "tcp", "established", "unsure")
    assert (flow.initiator_octets, operation, doubts) == (None, "READ_COILS", [])


def test_a_field_that_cannot_be_true_is_left_out() -> None:
    row = ROW | {"id.orig_p": -1, "vlan": "x", "inner_vlan": 7, "proto": 17, "func": {}}
    flow, _, doubts = protocol_flow(row, path="modbus", site="plant", sensor="zeek")
    assert (flow.initiator_port, flow.vlan, flow.transport, flow.service) == (None, 7, "udp", "modbus")
    assert sorted(doubts) == ["impossible port", "impossible service", "impossible vlan"]


@pytest.mark.parametrize(
    ("path", "state"), [("http", "established"), ("ssl", "established"), ("dns", "unknown"), ("kerberos", "unknown")]
)
def test_only_a_row_over_tcp_shows_that_the_responder_took_the_connection(path: str, state: str) -> None:
    flow, _, _ = protocol_flow(ROW, path=path, site="plant", sensor="zeek")
    assert flow.state == state


@pytest.mark.parametrize(
    ("path", "fields", "operation"),
    [
        ("s7comm", {"function_name": "Write Variable"}, "Write Variable"),
        ("s7comm", {"function_name": "Request: CPU Functions", "subfunction_name": "Read SZL"}, "Read SZL"),
        ("s7comm", {"function_name": "Request: Time Functions", "subfunction_name": "-"}, "Time Functions"),
        ("s7comm", {"function_name": "Response: CPU Functions", "subfunction_name": "Read SZL"}, None),
        ("dnp3_control", {"function_code": "OPERATE", "is_orig": "T"}, "OPERATE"),
        ("dnp3_control", {"function_code": "RESPONSE", "is_orig": "F"}, None),
        ("dnp3", {"fc_reply": "UNSOLICITED_RESPONSE"}, None),
        ("modbus", {"func": "WRITE_SINGLE_COIL_EXCEPTION"}, None),
        ("cip", {"cip_service": "Set Attribute Single"}, "Set Attribute Single"),
    ],
)
def test_what_is_asked_for_is_an_operation_and_its_answer_is_none(
    path: str, fields: dict[str, object], operation: str | None
) -> None:
    flow, told, _ = protocol_flow(ROW | fields, path=path, site="plant", sensor="zeek")
    assert (told, flow.operations) == (operation, () if operation is None else (operation,))


@pytest.mark.parametrize(
    ("path", "fields", "transport", "state"),
    [
        ("enip", {"enip_command": "Register Session"}, "tcp", "established"),
        ("enip", {"enip_command": "List Identity"}, "tcp", "unknown"),
        ("cip", {"cip_service": "Get Attribute Single"}, "tcp", "established"),
        ("cip_io", {}, "udp", "unknown"),
    ],
)
def test_what_may_go_by_udp_to_everybody_is_no_answer(
    path: str, fields: dict[str, object], transport: str, state: str
) -> None:
    flow, _, _ = protocol_flow(ROW | fields, path=path, site="plant", sensor="zeek")
    assert (flow.service, flow.transport, flow.state) == ("enip", transport, state)
