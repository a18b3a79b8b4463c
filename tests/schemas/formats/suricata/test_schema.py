"""What is read of events stands in Suricata's own schema, under the names and with the types that it gives."""

from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.formats.row import Row
from schemas.formats.suricata.fast_flows import FlowRow
from schemas.formats.suricata.fast_sights import SightRow
from schemas.formats.suricata.flow_event import careful_flow
from schemas.formats.suricata.lines import flattened
from schemas.formats.suricata.netflow_event import half_of
from schemas.formats.suricata.sights import sight, tells_of
from tests.schemas.formats.suricata.rows import event, flow, line, netflow, reader

OPERATIONS = [
    "modbus.request.function_raw",
    "modbus.request.function_code",
    "modbus.response.function_raw",
    "dnp3.application.function_code",
    "dnp3.request.application.function_code",
    "enip.request.command",
    "enip.request.cip.service",
    "alert.signature",
    "alert.signature_id",
    "alert.action",
]


@pytest.fixture(scope="module")
def schema(reference: Path) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((reference / "suricata-eve.schema.json").read_bytes())
    return found


def part(schema: dict[str, Any], name: str) -> dict[str, Any] | None:
    """The schema of a dotted name; None where there is none."""
    found: dict[str, Any] | None = schema
    for word in name.split("."):
        found = None if found is None else found.get("properties", {}).get(word)
    return found


def test_every_field_that_is_read_stands_in_the_schema(schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    given_field = Row.given

    def noting(self: Row, field: str) -> object:
        asked.add(field)
        return given_field(self, field)

    monkeypatch.setattr(Row, "given", noting)
    for changed in ({}, {"proto": "ICMP", "flow": {"start": None, "end": None}, "app_proto": "failed"}):
        careful_flow(flattened(flow(**changed)), site="plant", sensor="suricata")
        half_of(flattened(netflow(proto=changed.get("proto", "TCP"))))
        for row in (event("alert", flow={"src_ip": "10.1.0.5"}), event("dns"), event("alert")):
            kind = row["event_type"]
            sight(row, kind, tells_of(row, kind), site="plant", sensor="suricata")
    assert {"flow.start", "tcp.tcp_flags_ts", "netflow.bytes", "ether.src_macs", "flow.src_ip"} <= asked
    assert {name for name in asked if part(schema, name) is None} == set()


@pytest.mark.parametrize("struct", [FlowRow, SightRow])
def test_the_fast_ways_know_no_other_fields(schema: dict[str, Any], struct: type[msgspec.Struct]) -> None:
    def names(kind: Any, before: str) -> set[str]:
        found = set()
        for field in msgspec.structs.fields(kind):
            found.add(before + field.encode_name)
            for inner in getattr(field.type, "__args__", (field.type,)):
                if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
                    found |= names(inner, f"{before}{field.encode_name}.")
        return found

    assert {name for name in names(struct, "") if part(schema, name) is None} == set()


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_and_notes_stand_in_the_schema(schema: dict[str, Any], name: str) -> None:
    assert part(schema, name) is not None


_TYPES: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(0, 2**40),
    "number": st.integers(0, 5_000),
    "string": st.sampled_from(["10.1.0.5", "TCP", "02", "modbus", "2023-11-14T22:13:20.250000+0000", "", "new", "1b"]),
    "boolean": st.booleans(),
}


def _of(told: dict[str, Any], depth: int = 4) -> st.SearchStrategy[Any]:
    kind = told.get("type")
    if kind == "object" and depth:
        parts = {name: _of(inner, depth - 1) for name, inner in told.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=parts)
    if kind == "array" and depth:
        return st.lists(_of(told.get("items", {}), depth - 1), min_size=1, max_size=2)
    return _TYPES.get(str(kind), st.none())


@settings(max_examples=40)
@given(st.data())
def test_whatever_the_schema_allows_is_counted_once(schema: dict[str, Any], data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["flow", "netflow", "alert", "modbus", "dnp3", "enip", "tls", "stats"]))
    base = {"flow": flow(), "netflow": netflow()}.get(kind, event(kind))
    names = ["flow", "netflow", "tcp", "ether", "vlan", "alert", "modbus", "dnp3", "enip", "icmp_type", "flow_id"]
    drawn = data.draw(st.fixed_dictionaries({}, optional={name: _of(part(schema, name) or {}) for name in names}))
    told = reader()
    flows, letters = told.read([line(base | drawn), line(base)], 1)
    assert len(flows) + len(letters) + told.repeats + told.notes.rows == 2
