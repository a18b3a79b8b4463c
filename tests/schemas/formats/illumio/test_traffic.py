"""What a row of Illumio's traffic says, by the names used here."""

import pytest

from schemas.flow import Flow
from schemas.formats.illumio.traffic import FIELDS, how_it_went, told

ROW: dict[str, object] = {
    "source": "10.1.0.5",
    "target": "10.2.0.7",
    "proto": 6,
    "port": 502,
    "decision": 0,
    "state": "C",
    "start": "2026-01-01T00:00:00Z",
    "end": "2026-01-01T00:00:05Z",
    "in": 400,
    "out": 900,
    "view": "I",
}


def test_a_row_is_a_flow_without_a_source_port() -> None:
    found = told(ROW, site="a", sensor="illumio")
    assert found.flow == Flow(
        site="a",
        sensor="illumio",
        start=1767225600.0,
        end=1767225605.0,
        initiator_ip="10.1.0.5",
        responder_ip="10.2.0.7",
        transport="tcp",
        responder_port=502,
        initiator_octets=400,
        responder_octets=900,
        state="established",
    )
    assert (found.direction, found.view, found.doubts) == (("10.1.0.5", "10.2.0.7", "tcp", 502, False), "I", [])
    assert ROW.keys() <= set(FIELDS)


@pytest.mark.parametrize("decision", [2, "2", "blocked", "Blocked"])
def test_what_was_blocked_is_rejected_and_kept_apart(decision: object) -> None:
    found = told(ROW | {"decision": decision}, site="a", sensor="s")
    assert (found.flow.state, found.direction) == ("rejected", ("10.1.0.5", "10.2.0.7", "tcp", 502, True))


def test_what_is_only_potentially_blocked_passed() -> None:
    assert told(ROW | {"decision": 1}, site="a", sensor="s").flow.state == "established"


@pytest.mark.parametrize(
    ("state", "sent", "transport", "went"),
    [
        ("active", None, "tcp", "established"),
        ("s", 0, "tcp", "established"),
        ("t", 5, "udp", "established"),
        ("t", 0, "udp", "unknown"),
        ("c", None, "udp", "unknown"),
        ("incomplete", 0, "tcp", "attempted"),
        ("", None, "tcp", "unknown"),
    ],
)
def test_how_it_went_is_told_by_the_state_and_the_answer(
    state: str, sent: int | None, transport: str, went: str
) -> None:
    assert how_it_went(state, sent, blocked=False, transport=transport) == went


def test_of_icmp_type_and_code_are_the_ports() -> None:
    flow = told(ROW | {"proto": "icmp", "type": 8, "code": 0}, site="a", sensor="s").flow
    assert (flow.transport, flow.initiator_port, flow.responder_port) == ("icmp", 8, 0)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("source", None, "field source is missing"),
        ("target", "plc-7", "field target: 'plc-7' is no IP address"),
        ("proto", None, "field proto is missing"),
        ("port", 70000, "field port"),
        ("start", "soon", "field start"),
    ],
)
def test_what_tells_the_path_must_be_right(field: str, value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        told(ROW | {field: value}, site="a", sensor="s")


def test_what_only_measures_is_left_out_and_noted() -> None:
    found = told(ROW | {"in": -1, "out": "x", "end": "2025-01-01T00:00:00Z"}, site="a", sensor="s")
    assert (found.flow.initiator_octets, found.flow.responder_octets, found.flow.end) == (None, None, found.flow.start)
    assert sorted(found.doubts) == ["impossible duration", "impossible octets", "impossible octets"]
    assert told({**ROW, "start": None}, site="a", sensor="s").flow.start == 1767225605.0
