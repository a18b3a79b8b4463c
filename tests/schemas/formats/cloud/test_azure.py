"""Azure's flow logs: blobs, records one a line, envelopes in an event hub."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.cloud.azure import AZURE_FLOW, AzureFlowReader
from schemas.formats.format import Head
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect
from streams.sources.files.flow_files import flow_batches

T = 1767225600


def tuples(count: int = 2, port: int = 40000) -> list[str]:
    return [f"{(T + n) * 1000},10.1.0.5,10.2.0.7,{port + n},502,6,O,E,NX,3,705,4,4569" for n in range(count)]


def vnet(texts: list[str], mac: str = "00224871C205") -> dict[str, Any]:
    return {
        "time": "2026-01-01T00:00:00.5Z",
        "flowLogVersion": 4,
        "macAddress": mac,
        "category": "FlowLogFlowEvent",
        "flowRecords": {"flows": [{"aclID": "x", "flowGroups": [{"rule": "r", "flowTuples": texts}]}]},
    }


def nsg(texts: list[str], version: int = 2) -> dict[str, Any]:
    return {
        "time": "2026-01-01T00:00:00.5Z",
        "category": "NetworkSecurityGroupFlowEvent",
        "properties": {
            "Version": version,
            "flows": [{"rule": "r", "flows": [{"mac": "000D3AF87856", "flowTuples": texts}]}],
        },
    }


def reader() -> AzureFlowReader:
    return AzureFlowReader(ReaderContext(site="a", source="PT1H.json", name="PT1H.json"))


def test_the_tuples_of_a_record_are_flows() -> None:
    used = reader()
    flows, letters = used.read(
        [orjson.dumps(vnet(tuples(3))), orjson.dumps(nsg([f"{T},10.1.0.5,10.2.0.7,1,502,T,I,A"]))], 1
    )
    assert [(one.initiator_port, one.sensor) for one in flows] == [
        (port, "azure-flow") for port in (40000, 40001, 40002, 1)
    ]
    assert letters == []


def test_what_the_other_interface_tells_is_a_repeat() -> None:
    used = reader()
    flows, _ = used.read([orjson.dumps(vnet(tuples())), orjson.dumps(vnet(tuples(3), mac="00224871C206"))], 1)
    assert (len(flows), used.repeats) == (3, 2)


def test_a_bad_tuple_costs_itself_alone() -> None:
    texts = [*tuples(1), "x,y", *tuples(1, 50000), f"{T},10.1.0.5,10.2.0.7,1,502,6,O,E,NX,3,x,4,5"]
    used = reader()
    flows, letters = used.read([orjson.dumps(vnet(texts))], 7)
    assert len(flows) == 3
    assert [(letter.position, letter.raw) for letter in letters] == [(7, b"x,y")]
    assert used.notes.doubts == {"impossible octets": 1}


def test_an_event_hub_holds_envelopes_and_other_logs() -> None:
    envelope = {
        "records": [vnet(tuples(1)), {"category": "AuditEvent"}, {"records": [vnet(tuples(1, 50000))]}, {"a": 1}]
    }
    used = reader()
    flows, letters = used.read(
        [orjson.dumps(envelope), b"[]", b"5", b"{broken", b"", orjson.dumps([vnet(tuples(1, 60000))])], 1
    )
    assert len(flows) == 3
    assert used.notes.other_logs == {"AuditEvent": 1}
    assert [letter.position for letter in letters] == [1, 3, 4]
    assert "neither flowRecords nor properties" in letters[0].reason


@pytest.mark.parametrize(
    "record",
    [
        {"flowRecords": {"flows": [5]}},
        {"flowRecords": {"flows": 5}},
        {"flowRecords": {}},
        {"flowRecords": {"flows": [{"flowGroups": [{"rule": "r"}]}]}},
        {"category": "FlowLogFlowEvent", "flowRecords": {"flows": [{"flowGroups": [{"flowTuples": [5]}]}]}},
        {"properties": {"flows": [{"flows": [{"flowTuples": "x"}]}]}},
    ],
)
def test_a_damaged_record_is_a_dead_letter(record: dict[str, Any]) -> None:
    flows, letters = reader().read([orjson.dumps(record)], 1)
    assert (flows, len(letters)) == ([], 1)


@pytest.mark.parametrize("option", [0, orjson.OPT_INDENT_2])
def test_a_blob_of_one_object_is_read_record_by_record(tmp_path: Path, option: int) -> None:
    blob = tmp_path / "PT1H.json"
    records = [vnet(tuples(1_000, n * 1_000 % 60_000), mac=f"M{n}") for n in range(40)]
    blob.write_bytes(orjson.dumps({"records": records}, option=option))
    batches = list(flow_batches(blob, site="a"))
    assert sum(len(batch.records) for batch in batches) == 40_000
    assert not any(batch.dead_letters for batch in batches)


@pytest.mark.parametrize(
    ("line", "is_azure"),
    [
        (orjson.dumps(vnet([])), True),
        (orjson.dumps({"records": [nsg([])]}), True),
        (orjson.dumps(vnet(tuples(9)))[:400], True),
        (b'{"records": [{"category": "AuditEvent"}]}', False),
        (b'{"records": [5]}', False),
        (b'{"records": []}', False),
        (b'{"ts": 1}', False),
        (b"text", False),
    ],
)
def test_a_log_is_told_by_its_category(line: bytes, is_azure: bool) -> None:
    assert AZURE_FLOW.recognises(Head([line], "PT1H.json")) is is_azure
    if is_azure:
        assert detect([line], "PT1H.json") == "azure-flow"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["FlowLogFlowEvent", "x", *tuples(1)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["records", "category", "flowRecords", "flows", "flowGroups", "flowTuples", "properties", "mac"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(VALUES.map(orjson.dumps) | st.binary(max_size=20), max_size=6))
def test_whatever_a_record_says_it_ends_as_flows_or_dead_letters(lines: list[bytes]) -> None:
    used = reader()
    flows, letters = used.read([*lines, orjson.dumps(vnet(tuples(1)))], 1)
    assert flows
    assert len(flows) + len(letters) + used.repeats + used.notes.rows >= 1


@given(st.lists(st.integers(1, 9), max_size=4))
def test_the_same_records_give_the_same_flows_in_any_parts(cuts: list[int]) -> None:
    lines = [orjson.dumps(vnet(tuples(3, n * 7), mac=f"M{n % 2}")) for n in range(10)]
    whole = reader().read(lines, 1)
    used, flows, begin = reader(), [], 0
    for end in [*sorted(cuts), len(lines)]:
        flows += used.read(lines[begin:end], begin + 1)[0]
        begin = end
    assert flows == whole[0]
