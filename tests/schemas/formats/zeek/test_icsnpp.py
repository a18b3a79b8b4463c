"""CISA's parsers on their own captures: what their logs tell joins the connection by its uid, in any order."""

from itertools import permutations
from pathlib import Path

import pytest

from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory, reader_for
from schemas.services.operations import OperationClass, class_of

MASKED, TIME = b"XXXXXXXXXX.XXXXXX", b"1700000000.000000"
"""The published logs have their times masked."""

MODBUS_HEADER = b"#path\tmodbus\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tfunc\texception\n"
"""The baseline of Zeek's own modbus.log has lost its header."""


def read(folder: Path, logs: tuple[str, ...]) -> tuple[list[Flow], int]:
    """The flows of some logs of one sensor, in that order, and their dead letters."""
    memory = new_memory()
    flows: list[Flow] = []
    refused = 0
    for name in logs:
        text = (folder / name).read_bytes().replace(MASKED, TIME)
        if name == "modbus.log":
            text = MODBUS_HEADER + text
        reader = reader_for("zeek-tsv", ReaderContext(site="plant", source=name, name=name, memory=memory))
        found, letters = reader.read(text.split(b"\n"), 1)
        flows += [each for each in found if isinstance(each, Flow)]
        refused += len(letters)
    return flows, refused


def classes(flows: list[Flow]) -> dict[str, OperationClass | None]:
    return {name: class_of(name) for each in flows for name in each.operations}


CASES: dict[str, tuple[tuple[str, ...], set[OperationClass]]] = {
    "modbus/testing/baseline/analyzer.basic": (
        ("conn.log", "modbus.log", "modbus_detailed.log", "modbus_mask_write_register.log"),
        {"read", "write", "control", "diagnose"},
    ),
    "dnp3/testing/baseline/analyzer.basic": (
        ("conn.log", "dnp3.log", "dnp3_control.log", "dnp3_objects.log"),
        {"read", "write"},
    ),
    "s7comm/tests/baseline/analyzer.snap7": (
        ("conn.log", "cotp.log", "s7comm.log", "s7comm_upload_download.log"),
        {"read", "write", "control", "program", "diagnose"},
    ),
    "s7comm/tests/baseline/analyzer.s7comm_plus": (
        ("conn.log", "cotp.log", "s7comm.log", "s7comm_plus.log"),
        {"read", "write", "diagnose"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_logs_join_their_connections_in_any_order(shared_data: Path, case: str) -> None:
    logs, asked = CASES[case]
    folder = shared_data / "icsnpp" / case
    connections, _ = read(folder, ("conn.log",))
    for order in permutations(logs):
        flows, refused = read(folder, order)
        assert refused == 0
        assert {each.uid for each in flows} == {each.uid for each in connections}
        for octets in ("initiator_octets", "responder_octets"):
            assert sum(getattr(each, octets) or 0 for each in flows) == sum(
                getattr(each, octets) for each in connections
            )
        told = classes(flows)
        assert None not in told.values(), told
        assert set(told.values()) == asked
