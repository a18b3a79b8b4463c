from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import cutter_for, format_of, new_memory, reader_for
from schemas.formats.tables.mapped import MappedCsvReader, MappedJsonReader, inner
from schemas.formats.tables.mapping import MappingRecord, packed
from tests.schemas.formats.mapped_samples import FIREWALL, JSON

HEADINGS = (
    *("Type", "Date/Time", "Duration", "Source address", "Source port", "Destination address", "Destination port"),
    *("IP protocol", "Sent", "Received", "Action"),
)
GIVEN: dict[str, str] = {
    "Type": "TRAFFIC",
    "Date/Time": "14.11.2023 23:13:20",
    "Duration": "0:01:02",
    "Source address": "10.1.0.5",
    "Source port": "40001",
    "Destination address": "10.2.0.7",
    "Destination port": "502",
    "IP protocol": "tcp",
    "Sent": "1.5",
    "Received": "2",
    "Action": "allow",
}


def rows(*several: dict[str, str]) -> list[bytes]:
    return [
        ";".join(HEADINGS).encode(),
        *(";".join((GIVEN | row)[one] for one in HEADINGS).encode() for row in several),
    ]


def read(
    mapping: MappingRecord, lines: Sequence[bytes], memory: SensorMemory | None = None
) -> tuple[list[Any], list[DeadLetter]]:
    reader = reader_for(packed(mapping), ReaderContext(site="a", source="f", memory=memory))
    records, letters = reader.read(lines, 1)
    return list(records), letters


def flow_of(mapping: MappingRecord = FIREWALL, **changed: str) -> Flow:
    [flow], letters = read(mapping, rows({key.replace("_", " "): value for key, value in changed.items()}))
    assert letters == []
    assert isinstance(flow, Flow)
    return flow


def test_columns_units_zone_and_clock_are_those_of_the_mapping() -> None:
    flow = flow_of()
    assert (flow.start, flow.end) == (1_700_000_000.0, 1_700_000_062.0)
    assert (flow.initiator_ip, flow.initiator_port, flow.responder_ip, flow.responder_port) == (
        *("10.1.0.5", 40001),
        *("10.2.0.7", 502),
    )
    assert (flow.initiator_octets, flow.responder_octets, flow.transport) == (1_500, 2_000, "tcp")
    assert (flow.state, flow.direction, flow.sensor) == ("established", "certain", "our-firewall")


def test_a_word_of_the_action_says_that_nobody_was_let_through() -> None:
    assert flow_of(Action="Deny").state == "rejected"
    assert flow_of(Sent="1", Received="0").state == "attempted"
    assert flow_of(Sent="", Received="").state == "unknown"


def test_rows_of_another_kind_are_counted_and_not_read() -> None:
    reader = reader_for(packed(FIREWALL), ReaderContext(site="a", source="f"))
    records, letters = reader.read(rows({"Type": "THREAT", "Source address": "nobody"}), 1)
    assert (list(records), letters) == ([], [])
    assert reader.notes.other_logs == {"other rows of our-firewall": 1}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"Date/Time": "2023-11-14"}, "field Date/Time: '2023-11-14' is no date and time"),
        ({"Source address": ""}, "field Source address is missing"),
        ({"Destination port": "http"}, "field Destination port: 'http' is no whole number"),
        ({"IP protocol": ""}, "field IP protocol is missing"),
    ],
)
def test_what_tells_the_path_is_refused_with_the_column(changed: dict[str, str], message: str) -> None:
    records, [letter] = read(FIREWALL, rows(changed))
    assert records == []
    assert letter.reason.startswith(message)


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"Duration": "0:-1:02"}, "impossible duration"),
        ({"Duration": "1:2:3:4"}, "impossible duration"),
        ({"Sent": "-1"}, "impossible octets"),
        ({"Source port": "any"}, "impossible port"),
    ],
)
def test_what_only_measures_is_left_out_and_noted(changed: dict[str, str], doubt: str) -> None:
    reader = reader_for(packed(FIREWALL), ReaderContext(site="a", source="f"))
    records, letters = reader.read(rows(changed), 1)
    assert (len(records), letters, reader.notes.doubts) == (1, [], {doubt: 1})


@pytest.mark.parametrize(
    ("decimal", "unit", "text", "octets"),
    [
        (".", "B", "1,234", 1_234),
        (".", "kB", "1.5", 1_500),
        (",", "B", "1.234", 1_234),
        (",", "kB", "1.234,5", 1_234_500),
        (",", "KiB", "2", 2_048),
        (".", "bit", "800", 100),
    ],
)
def test_numbers_are_written_as_people_write_them(decimal: Any, unit: str, text: str, octets: int) -> None:
    mapping = replace(FIREWALL, decimal=decimal, octets_unit=unit)
    assert flow_of(mapping, Sent=text).initiator_octets == octets


def test_a_total_and_one_side_tell_the_other() -> None:
    columns = replace(FIREWALL.columns, responder_octets=None, octets="Received")
    mapping = replace(FIREWALL, columns=columns)
    assert flow_of(mapping, Sent="1", Received="3").responder_octets == 2_000
    reader = reader_for(packed(mapping), ReaderContext(site="a", source="f"))
    [flow], _ = reader.read(rows({"Sent": "3", "Received": "1"}), 1)
    assert (flow.initiator_octets, flow.responder_octets) == (3_000, None)  # type: ignore[union-attr]
    assert reader.notes.doubts == {"impossible octets": 1}


def test_a_row_that_tells_its_end_and_how_long_it_took_began_before() -> None:
    mapping = replace(FIREWALL, columns=replace(FIREWALL.columns, start=None, end="Date/Time"))
    flow = flow_of(mapping)
    assert (flow.start, flow.end) == (1_699_999_938.0, 1_700_000_000.0)


def test_a_table_without_a_line_of_headings_is_read_by_those_of_the_mapping() -> None:
    mapping = replace(FIREWALL, headings=HEADINGS)
    records, letters = read(mapping, rows({})[1:])
    assert (len(records), letters) == (1, [])


def test_a_transport_that_no_column_tells_is_the_mappings() -> None:
    mapping = replace(FIREWALL, columns=replace(FIREWALL.columns, transport=None), transport="UDP")
    assert flow_of(mapping).transport == "udp"


OBJECT: dict[str, Any] = {
    "event.start": 1_700_000_000_250,
    "took": 1_500,
    "from": {"ip": "10.1.0.5", "port": 40001},
    "to": {"ip": "10.2.0.7", "port": 502},
    "proto": 6,
    "bytes": 300,
    "packets": 4,
    "flags": "......S.",
}


def test_one_way_objects_are_joined() -> None:
    answer = OBJECT | {"from": OBJECT["to"], "to": OBJECT["from"], "flags": "...A..S.", "bytes": 900, "packets": 1}
    memory = new_memory()
    flows, letters = read(JSON, [orjson.dumps(OBJECT), orjson.dumps(answer), b"  "], memory)
    assert letters == []
    assert [(flow.initiator_ip, flow.initiator_octets, flow.responder_octets) for flow in flows] == [
        ("10.1.0.5", 300, None),
        ("10.1.0.5", None, 900),
    ]
    assert (flows[0].end, flows[0].uid) == (1_700_000_001.75, flows[1].uid)
    assert len(memory.part(HalvesMemory).told) == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [(b"{", "no JSON object"), (b"[1]", "no JSON object but a list"), (b"{}", "field event.start is missing")],
)
def test_what_is_no_object_of_the_mapping_is_refused(line: bytes, message: str) -> None:
    records, [letter] = read(JSON, [line])
    assert records == []
    assert letter.reason.startswith(message)


def test_a_key_with_dots_is_found_flat_and_nested() -> None:
    assert inner({"a.b": 1, "a": {"b": 2}}, "a.b") == 1
    assert inner({"a": {"b": {"c": 3}}}, "a.b.c") == 3
    assert inner({"a": 1}, "a.b") is None


def test_a_mapping_is_a_format_of_lines_with_its_own_endings() -> None:
    assert format_of(packed(FIREWALL)).endings == ("csv",)
    assert format_of(packed(FIREWALL)).memory is None
    assert format_of(packed(JSON)).memory is HalvesMemory
    assert cutter_for(b"", packed(JSON)).feed(b"a\nb").lines == [b"a"]


def test_icmp_has_its_type_as_the_initiators_port() -> None:
    icmp = {"IP protocol": "icmp", "Destination port": "0"}
    flows, _ = read(FIREWALL, rows(icmp | {"Source port": "8"}, icmp | {"Source port": "0"}))
    assert [(flow.initiator_port, flow.direction) for flow in flows] == [(8, "certain"), (0, "unsure")]


_CELL = st.sampled_from(
    ["", "-", "0", "-1", "1,5", "65536", "9" * 25, "nan", "tcp", "icmp", "::1", "deny", "0:01", "x;y"]
)


@given(st.lists(st.dictionaries(st.sampled_from(HEADINGS), _CELL | st.text(max_size=5), max_size=4), max_size=4))
def test_the_fast_way_gives_what_the_careful_way_gives(changed: list[dict[str, str]]) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in rows(*changed)]
    context = ReaderContext(site="a", source="f")
    one, other = MappedCsvReader(context, FIREWALL), MappedCsvReader(context, FIREWALL)
    found = one.read(lines, 1)
    other.fast = _no_fast_way  # type: ignore[method-assign]
    assert other.read(lines, 1) == found
    assert (other.notes, other.repeats) == (one.notes, one.repeats)


def _no_fast_way(line: bytes) -> Any:
    raise LookupError


_VALUES: list[Any] = [None, "", "-", " 5", 0, -1, 1.5, 2**40, True, [], {}, "tcp", "udp", 6, "::1", "10.0.0.9", "5"]
_VALUE = st.sampled_from(_VALUES)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(OBJECT)), _VALUE, max_size=3), max_size=4), st.booleans())
def test_objects_are_read_the_fast_way_as_the_careful_way(changed: list[dict[str, Any]], joined: bool) -> None:
    columns = replace(JSON.columns, service="flags", action="proto", tcp_flags=None if joined else "flags")
    mapping = replace(JSON, columns=columns, records="one-way" if joined else "two-way", rejected=("udp",))
    lines = [orjson.dumps(OBJECT | one) for one in changed]
    context = ReaderContext(site="a", source="f")
    one, other = MappedJsonReader(context, mapping), MappedJsonReader(context, mapping)
    found = one.read(lines, 1)
    other._usual.flow = _no_fast_way  # type: ignore[method-assign, assignment]
    assert other.read(lines, 1) == found
    assert other.notes == one.notes


@pytest.mark.parametrize(
    "change",
    [
        {"records": "one-way", "roles": "unsure"},
        {"duration_unit": "ms", "octets_unit": "B", "only": {}},
        {"decimal": ","},
        {"columns": replace(FIREWALL.columns, end="Received", responder_octets=None, octets="Sent", service="Action")},
    ],
)
@given(st.lists(st.dictionaries(st.sampled_from(HEADINGS), _CELL, max_size=3), max_size=3))
def test_any_mapping_is_read_the_fast_way_as_the_careful_way(
    change: dict[str, Any], changed: list[dict[str, str]]
) -> None:
    mapping = replace(FIREWALL, **change)
    context = ReaderContext(site="a", source="f")
    one, other = MappedCsvReader(context, mapping), MappedCsvReader(context, mapping)
    lines = rows(*changed, {"Duration": "5"}, {"Received": "14.11.2023 23:13:25"})
    found = one.read(lines, 1)
    other.fast = _no_fast_way  # type: ignore[method-assign]
    assert other.read(lines, 1) == found
    assert other.notes == one.notes
