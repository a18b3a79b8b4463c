"""What PyPI's `netflow` reads of the same datagrams: the same records, ends and counters."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from netflow import parse_packet

from schemas.flow import Flow
from tests.schemas.formats.netflow.datagrams import (
    a_reader,
    a_set,
    piece,
    template,
    v5,
    v5_record,
    v9,
    v9_record,
)

_ADDRESS = st.integers(0x0A000001, 0x0AFFFFFE).map(lambda number: str(ip_address(number)))
_PORT = st.integers(1, 65_535)
_RECORD = st.tuples(_ADDRESS, _ADDRESS, _PORT, _PORT)

Row = tuple[str, int, str, int]


def theirs(payload: bytes) -> list[tuple[Row, int]]:
    """Sender and receiver with their ports, and octets, of each record, as the library has them."""
    rows = []
    for flow in parse_packet(payload, {"netflow": {}, "ipfix": {}}).flows:
        told: dict[str, Any] = flow.data
        sender, receiver = (str(ip_address(told[name])) for name in ("IPV4_SRC_ADDR", "IPV4_DST_ADDR"))
        ports = [told.get(f"L4_{end}_PORT", told.get(f"{end}_PORT", 0)) for end in ("SRC", "DST")]
        octets = int(told.get("IN_BYTES", told.get("IN_OCTETS", 0)))
        rows.append(((sender, int(ports[0]), receiver, int(ports[1])), octets))
    return rows


def ends(flow: Flow) -> frozenset[tuple[str, int | None]]:
    return frozenset({(flow.initiator_ip, flow.initiator_port), (flow.responder_ip, flow.responder_port)})


def of_v9(rows: list[Row]) -> bytes:
    records = b"".join(v9_record(row[0], row[2], row[1], row[3], octets=number) for number, row in enumerate(rows, 1))
    return v9(template(), a_set(256, records))


def of_v5(rows: list[Row]) -> bytes:
    return v5(*[v5_record(row[0], row[2], row[1], row[3]) for row in rows])


@given(
    st.lists(_RECORD.map(lambda drawn: (drawn[0], drawn[2], drawn[1], drawn[3])), min_size=1, max_size=20),
    st.sampled_from([of_v9, of_v5]),
)
@settings(max_examples=40)
def test_both_read_the_same_ends_and_octets(rows: list[Row], written: Callable[[list[Row]], bytes]) -> None:
    payload = written(rows)
    flows, letters = a_reader().read([piece(payload)], 1)
    told = theirs(payload)
    assert letters == []
    assert [row for row, _ in told] == rows
    assert {ends(flow) for flow in flows} == {frozenset({row[:2], row[2:]}) for row, _ in told}
    octets = sum((flow.initiator_octets or 0) + (flow.responder_octets or 0) for flow in flows)
    assert octets == sum(counted for _, counted in told)
