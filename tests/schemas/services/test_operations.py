"""What an operation does, by the name that a sensor gives it."""

import pytest

from schemas.services.operations import OPERATION_CLASSES, class_of, classes_of, names_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("READ_HOLDING_REGISTERS", "read"),
        ("WRITE_SINGLE_COIL", "write"),
        ("Read Holding Registers", "read"),
        ("REPORT_SLAVE_ID", "diagnose"),
        ("READ", "read"),
        ("DIRECT_OPERATE", "write"),
        ("COLD_RESTART", "control"),
        ("Request download", "program"),
        ("PLC Stop", "control"),
        ("confirmed_request_readProperty", None),
        ("readProperty", "read"),
        ("write_property", "write"),
        ("Get Attribute Single", "read"),
        ("CallRequest", "write"),
        ("C_SC_NA_1", "write"),
        ("C_IC_NA_1", "read"),
        ("Write System Memory", "write"),
        ("Write Variable", "write"),
        ("Read SZL", "diagnose"),
        ("Set Clock (2)", "write"),
        ("Get Variable Sub Streamed", "read"),
        ("ENCAP_INTERFACE_TRANSPORT", "diagnose"),
        ("DELAY_MEASURE", "diagnose"),
        ("unknown-201", None),
        ("", None),
    ],
)
def test_names_in_their_spellings(name: str, kind: str | None) -> None:
    assert class_of(name) == kind


def test_bits_and_names_are_each_others_way_back() -> None:
    for kind, name in (("read", "READ_COILS"), ("write", "WRITE_SINGLE_COIL"), ("program", "Upload")):
        assert names_of(classes_of([name])) == (kind,)
    assert names_of(classes_of(["READ_COILS", "READ_COILS", "WRITE_SINGLE_COIL", "what"])) == ("read", "write")
    assert classes_of(["what"]) == 0
    assert names_of(2 ** len(OPERATION_CLASSES) - 1) == OPERATION_CLASSES
