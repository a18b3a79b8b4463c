import pytest

from schemas.formats.suricata.operations import MOST_OPERATIONS, operations_of
from schemas.services.operations import class_of


@pytest.mark.parametrize(
    ("event_type", "told", "operations"),
    [
        ("modbus", {"request": {"function_raw": 3, "function_code": "RdHoldRegs"}}, ("READ_HOLDING_REGISTERS",)),
        ("modbus", {"request": {"function_raw": 16}, "response": {"function_raw": 16}}, ("WRITE_MULTIPLE_REGISTERS",)),
        ("modbus", {"response": {"function_raw": 0x86, "exception": {"raw": 2}}}, ("WRITE_SINGLE_REGISTER",)),
        ("modbus", {"request": {"function_code": 5}}, ("WRITE_SINGLE_COIL",)),
        ("modbus", {"request": {"function_raw": 100}}, ("unknown-100",)),
        ("modbus", {"id": 1}, ()),
        ("modbus", {"request": "x"}, ()),
        ("dnp3", {"type": "request", "application": {"function_code": 5}}, ("DIRECT_OPERATE",)),
        ("dnp3", {"request": {"application": {"function_code": 13}}}, ("COLD_RESTART",)),
        ("dnp3", {"request": {"application": {"function_code": 70}}}, ("unknown-70",)),
        ("dnp3", {"type": "response", "application": {"function_code": 129}}, ()),
        ("dnp3", {"response": {"application": {"function_code": 129}}}, ()),
        ("dnp3", {"application": None}, ()),
        ("enip", {"request": {"command": "RegisterSession", "status": "Success"}}, ("RegisterSession",)),
        ("enip", {"request": {"command": "SendRRData", "cip": {"service": "Write Data"}}}, ("Write Tag",)),
        ("enip", {"request": {"cip": {"service": "Set Attributes Single"}}}, ("Set Attribute Single",)),
        ("enip", {"request": {"cip": {"service": "Read Write Modify Data"}}}, ("Read Modify Write Tag",)),
        (
            "enip",
            {"request": {"cip": {"service": "Read Write Modify Data", "class_name": "Connection Manager"}}},
            ("Forward Close",),
        ),
        ("enip", {"request": {"cip": {"service": "unknown-99"}}}, ("unknown-99",)),
        (
            "enip",
            {"request": {"cip": {"service": "Multiple Service Packet", "multiple": [{"service": "Reset"}, 3]}}},
            ("Multiple Service Packet", "Reset"),
        ),
        ("enip", {"response": {"command": "SendRRData"}}, ()),
        ("http", {"http_method": "GET"}, ()),
        ("modbus", None, ()),
    ],
)
def test_requests_are_named_and_answers_are_not(event_type: str, told: object, operations: tuple[str, ...]) -> None:
    assert operations_of(event_type, {event_type: told}) == operations


def test_a_packet_of_many_services_gives_no_more_than_a_flow_holds() -> None:
    many = [{"service": f"unknown-{1000 + number}"} for number in range(300)]
    found = operations_of("enip", {"enip": {"request": {"cip": {"service": "x", "multiple": many}}}})
    assert len(found) == MOST_OPERATIONS


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ("Get Attributes All", "read"),
        ("Set Attributes Single", "write"),
        ("Read Data", "read"),
        ("Write Data Fragmented", "write"),
        ("Reset", "control"),
        ("Create", "program"),
        ("Forward Open", "diagnose"),
        ("Execute PCCC Service", None),
    ],
)
def test_suricatas_words_for_services_have_classes(service: str, kind: str | None) -> None:
    (name,) = operations_of("enip", {"enip": {"request": {"cip": {"service": service}}}})
    assert class_of(name) == kind


@pytest.mark.parametrize(
    ("event_type", "codes"),
    [("modbus", (*range(1, 9), 11, 12, *range(15, 18), *range(20, 25), 40, 43, 90, 125)), ("dnp3", range(33))],
)
def test_every_function_code_of_the_tables_has_a_class(event_type: str, codes: range) -> None:
    for code in codes:
        told = {"function_raw": code} if event_type == "modbus" else {"application": {"function_code": code}}
        (name,) = operations_of(event_type, {event_type: {"request": told}})
        assert class_of(name) is not None, name
