"""Rows of a sample are grouped by what they are, with what was made of them and what was not."""

import json

from schemas.formats.reader import ReaderContext
from schemas.formats.sampling import NOT_UNDERSTOOD, Group, Refusal, Sample, formats_of, shown_flow
from schemas.formats.zeek.json import ZeekJsonReader
from tests.schemas.formats.envelopes.rows import GOFLOW, PACKETBEAT, TSV, ZEEK, filebeat, line

CONTEXT = ReaderContext(site="plant", source="topic")


def sampled(*rows: bytes, name: str = "envelope") -> dict[tuple[str, str, str], Group]:
    sample = Sample(name, CONTEXT)
    for number, row in enumerate(rows, 1):
        sample.take(row, f"topic:{number}")
    return {(group.format, group.inside, group.log): group for group in sample.groups}


def test_rows_are_grouped_by_their_format_their_place_and_their_log() -> None:
    modbus = {key: ZEEK[key] for key in ("ts", "id.orig_h", "id.resp_h", "id.resp_p")} | {
        "_path": "modbus",
        "uid": "C2",
    }
    found = sampled(
        line(filebeat(json.dumps(ZEEK | {"_path": "conn"}))),
        line(filebeat(json.dumps(ZEEK | {"_path": "conn"}))),
        line(filebeat(json.dumps(modbus))),
        line(PACKETBEAT),
        line(GOFLOW),
        line({"stats": {"ts": 1.0}}),
        b"hello",
        b"",
    )
    assert {key: (one.rows, one.flows, one.repeats, one.other_rows, one.dead) for key, one in found.items()} == {
        ("zeek-json", "message", "conn"): (2, 1, 1, 0, 0),
        ("zeek-json", "message", "modbus"): (1, 1, 0, 0, 0),
        ("ecs", "", "network_traffic.flow"): (1, 1, 0, 0, 0),
        ("goflow2", "", "NETFLOW_V9"): (1, 1, 0, 0, 0),
        ("zeek-json", "", "stats"): (1, 0, 0, 1, 0),
        (NOT_UNDERSTOOD, "", ""): (1, 0, 0, 0, 1),
    }
    assert found["zeek-json", "message", "conn"].example == "10.1.0.9 -> 10.2.0.5 modbus (tcp/502)"
    assert found["goflow2", "", "NETFLOW_V9"].sensors == ["10.9.0.1"]
    assert found[NOT_UNDERSTOOD, "", ""].refusals[0].begins == b"hello"


def test_keys_that_tell_nothing_are_found() -> None:
    found = sampled(line(ZEEK | {"vlan": 5, "note": "x", "geo": {"a": 1}}), name="zeek-json")
    unused = found["zeek-json", "", ""].unused_keys or []
    assert unused == ["conn_state", "geo.a", "note"]  # without the state its history says the same


def test_a_table_has_headings_that_are_no_rows_and_no_keys() -> None:
    found = sampled(*(row.encode() for row in TSV), name="zeek-tsv")
    group = found["zeek-tsv", "", ""]
    assert (group.rows, group.flows, group.unused_keys) == (1, 1, None)


def test_reasons_are_few_and_say_where_the_first_was() -> None:
    bad = [line(ZEEK | {"id.resp_p": port}) for port in range(70_000, 70_009)]
    group = sampled(*bad, bad[0], name="zeek-json")["zeek-json", "", ""]
    assert (group.rows, group.dead, len(group.refusals)) == (10, 10, 5)
    assert (group.refusals[0].count, group.refusals[0].place) == (2, "topic:1")
    assert (group.refusals[-1].reason, sum(one.count for one in group.refusals)) == ("other reasons", 10)


def test_what_was_no_row_is_refused_with_its_reason() -> None:
    sample = Sample("envelope", CONTEXT)
    sample.refuse("too long", "topic:1", b"x" * 500)
    (group,) = sample.groups
    assert group.refusals == [Refusal("too long", 1, "topic:1", b"x" * 96)]


def test_groups_of_two_files_are_one() -> None:
    one = sampled(line(ZEEK | {"note": 1}), line(ZEEK | {"id.resp_p": -1}), name="zeek-json")["zeek-json", "", ""]
    other = sampled(line(ZEEK | {"duration": -1}), line(ZEEK | {"id.resp_p": -1}), name="zeek-json")[
        "zeek-json", "", ""
    ]
    one.add(other)
    assert (one.rows, one.flows, one.dead, one.doubts) == (4, 2, 2, {"impossible duration": 1})
    assert [refusal.count for refusal in one.refusals] == [2]
    assert "note" not in (one.unused_keys or [])


def test_formats_that_gave_flows_are_named_the_most_first() -> None:
    groups = [Group("ecs", flows=1), Group("zeek-json", "message", flows=3), Group(NOT_UNDERSTOOD, dead=9)]
    assert formats_of(groups) == ["envelope", "ecs"]


def test_a_flow_is_shown_with_the_service_that_its_port_names() -> None:
    rows = [line(ZEEK | {"service": None, "uid": str(port), "id.resp_p": port}) for port in (502, 64_000)]
    flows, _ = ZeekJsonReader(CONTEXT).read(rows, 1)
    assert [shown_flow(flow) for flow in flows] == [
        "10.1.0.9 -> 10.2.0.5 modbus (tcp/502)",
        "10.1.0.9 -> 10.2.0.5 tcp/64000",
    ]


def test_of_icmp_the_type_is_shown() -> None:
    rows = [line(ZEEK | {"service": None, "proto": "icmp", "id.orig_p": kind, "id.resp_p": 0}) for kind in (8, 77)]
    flows = [flow for row in rows for flow in ZeekJsonReader(CONTEXT).read([row], 1)[0]]
    assert [shown_flow(flow).split()[-1] for flow in flows] == ["icmp-echo", "icmp/77"]
