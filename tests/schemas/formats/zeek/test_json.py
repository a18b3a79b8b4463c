import json
from pathlib import Path
from typing import Any

import pytest

from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.json import ZeekJsonReader
from schemas.formats.zeek.tsv import ZeekTsvReader

ROW: dict[str, Any] = {
    "ts": 100.5,
    "uid": "C1",
    "id.orig_h": "10.0.0.1",
    "id.orig_p": 40000,
    "id.resp_h": "10.0.0.2",
    "id.resp_p": 502,
    "proto": "tcp",
    "service": "modbus",
    "duration": 2.0,
    "conn_state": "SF",
    "history": "ShADadFf",
    "orig_pkts": 3,
    "orig_ip_bytes": 105,
    "resp_pkts": 4,
    "resp_ip_bytes": 206,
}


def reader(log: str = "conn") -> ZeekJsonReader:
    return ZeekJsonReader(ReaderContext(site="plant", source="conn.log", name=f"{log}.log"))


def line(row: dict[str, Any]) -> bytes:
    return json.dumps(row).encode()


def underscored(row: dict[str, Any]) -> dict[str, Any]:
    return {key.replace(".", "_"): value for key, value in row.items()}


def nested(row: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in row.items() if not key.startswith("id.")}
    return rest | {"id": {key[3:]: value for key, value in row.items() if key.startswith("id.")}}


SPELLINGS: dict[str, dict[str, Any]] = {
    "bare": {key.removeprefix("id."): value for key, value in ROW.items()},
    "number": ROW | {"proto": 6},
    "upper": ROW | {"proto": "TCP"},
    "texts": {key: str(value) for key, value in ROW.items()},
    "unset": ROW | {"vlan": "-", "community_id": "(empty)"},
    "tagged": {"conn": ROW},
    "tagged nested": {"conn": nested(ROW), "@timestamp": "2026-01-01T00:00:00Z"},
    "source": {"_index": "zeek", "_source": ROW},
    "flags": ROW | {"local_orig": "T", "local_resp": 1},
}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        underscored(ROW),
        nested(ROW),
        ROW | {"ts": "1970-01-01T00:01:40.5Z"},
        ROW | {"_path": "conn", "new_field": [1, {"a": None}]},
        ROW | {"vlan": None},
        *SPELLINGS.values(),
    ],
    ids=["dotted", "underscored", "nested", "iso", "unknown", "null", *SPELLINGS],
)
def test_every_spelling_of_a_row_gives_the_same_flow(row: dict[str, Any]) -> None:
    expected, _ = reader().read([line(ROW)], 1)
    flows, letters = reader().read([line(row)], 1)
    assert letters == []
    assert flows == expected
    assert (flows[0].service, flows[0].state, flows[0].responder_octets) == ("modbus", "established", 206)


@pytest.mark.parametrize("log", ["conn", "modbus"])
@pytest.mark.parametrize("given", [{}, {"vlan": "5"}], ids=["fast", "careful"])
def test_a_sensor_that_names_itself_is_the_sensor_where_none_was_named(log: str, given: dict[str, Any]) -> None:
    row = line(ROW | given | {"_path": log, "_system_name": "tap-7", "_write_ts": "2026-01-01T00:00:00Z"})
    assert [flow.sensor for flow in reader().read([row], 1)[0]] == ["tap-7"]
    named = ZeekJsonReader(ReaderContext(site="plant", source="conn.log", name="conn.log", sensor="north"))
    assert [flow.sensor for flow in named.read([row], 1)[0]] == ["north"]
    assert [flow.sensor for flow in reader().read([line(ROW | {"_system_name": 5})], 1)[0]] == ["zeek"]


def test_missing_keys_are_none() -> None:
    few = {key: ROW[key] for key in ("ts", "uid", "id.orig_h", "id.resp_h", "proto")}
    (flow,), letters = reader().read([line(few)], 1)
    assert letters == []
    assert (flow.initiator_port, flow.initiator_octets, flow.state, flow.end) == (None, None, "unknown", 100.5)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"ts": 1, "uid"', "no JSON object"),
        (b"[1]", "no JSON object but a list"),
        (line(ROW | {"id.resp_p": 93145}), "field id.resp_p: 93145"),
        (line(ROW | {"proto": 999}), "field proto"),
        (line({"message": json.dumps(ROW)}), "--format envelope"),
        (b"\0" * 4096, "4096 NUL bytes"),
        (b"[" * 5000, "no JSON object"),
        (line({"ts": 1.0, "host": "a"}), "no field id.orig_h"),
        (line({"modbus": {"ts": 1.0, "uid": "C7"}}), "modbus.log holds no connections"),
    ],
)
def test_a_damaged_line_is_a_dead_letter_and_its_neighbours_are_taken(bad: bytes, reason: str) -> None:
    flows, (letter,) = reader().read([line(ROW), b"", bad, line(ROW | {"uid": "C2"})], 7)
    assert [flow.uid for flow in flows] == ["C1", "C2"]
    assert reason in letter.reason
    assert letter.position == 9


def test_one_uid_counts_once() -> None:
    one = reader("all")
    rows = [ROW | {"_path": "conn_long", "orig_ip_bytes": 5}, ROW | {"_path": "conn"}, ROW | {"_path": "conn"}]
    flows, _ = one.read(list(map(line, rows)), 1)
    assert [flow.initiator_octets for flow in flows] == [5, 100]
    assert one.repeats == 1


def test_a_stream_of_several_logs_is_told_apart_by_path() -> None:
    modbus = {key: ROW[key] for key in ("ts", "id.orig_h", "id.resp_h", "id.resp_p")}
    modbus |= {"_path": "modbus", "uid": "C9", "func": "READ_COILS"}
    flows, letters = reader("all").read([line(ROW), line(modbus)], 1)
    assert letters == []
    assert [flow.operations for flow in flows] == [(), ("READ_COILS",)]


@pytest.mark.parametrize(
    "given",
    [
        *({name: 110} for name in ("vlan", "id.vlan", "id.ctx.vlan", "ctx.vlan")),
        *({name: 110} for name in ("inner_vlan", "id.ctx.inner_vlan")),
        *({"vlan": 110, name: 120} for name in ("inner_vlan", "id.ctx.inner_vlan")),
        *({"ctx": {"vlan": 110}}, {"id.ctx": {"vlan": 110, "inner_vlan": 120}}, {"vlan": "110"}),
    ],
    ids=str,
)
def test_a_vlan_is_read_in_every_spelling(given: dict[str, Any]) -> None:
    (flow,), letters = reader().read([line(ROW | given)], 1)
    assert (flow.vlan, letters) == (110, [])


@pytest.mark.parametrize("name", ["id_vlan", "id_ctx_vlan", "ctx_vlan", "id_ctx_inner_vlan"])
def test_a_vlan_is_read_where_all_dots_are_replaced(name: str) -> None:
    (flow,), _ = reader().read([line(underscored(ROW) | {name: 110})], 1)
    assert flow.vlan == 110


@pytest.mark.parametrize(
    "given", [{"@path": "modbus"}, {"ctx": {"inner_vlan": 9}}, {"id": {"ctx": {"vlan": 9}}}, {"ctx.vlan": 9}], ids=str
)
def test_a_row_that_says_something_at_another_place_is_read_with_care(given: dict[str, Any]) -> None:
    (flow,), letters = reader().read([line(ROW | {"func": "READ_COILS"} | given)], 1)
    assert letters == []
    assert (flow.vlan, flow.operations) == ((None, ("READ_COILS",)) if "@path" in given else (9, ()))


def test_a_row_that_names_no_log_and_looks_like_none_is_a_dead_letter() -> None:
    one = reader("all")
    flows, (letter,) = one.read([line({"ts": 1.0, "host": "a"})], 1)
    assert (flows, one.notes.rows) == ([], 0)
    assert "unknown.log holds no connections" in letter.reason


def test_a_vlan_is_read_from_a_nested_id() -> None:
    row = nested(ROW)
    row["id"]["ctx"] = {"vlan": 110, "inner_vlan": 7}
    (flow,), _ = reader().read([line(row)], 1)
    assert flow.vlan == 110


def test_rows_of_logs_without_flows_are_counted_by_name_and_no_dead_letters() -> None:
    one = reader()
    rows = [
        *({"conn": ROW}, {"stats": {"ts": 1.0, "peer": "zeek"}}, {"x509": {"ts": 1.0}}, {"stats": {"ts": 2.0}}),
        *({"modbus": ROW | {"uid": "C8", "func": "READ_COILS"}}, {"conn": ROW | {"uid": "C2"}}),
        *({"_path": "weird", "ts": 1.0}, ROW | {"@path": "capture_loss"}, ROW | {"uid": "C3"}),
    ]
    flows, letters = one.read(list(map(line, rows)), 1)
    assert letters == []
    assert [(flow.uid, flow.operations) for flow in flows] == [
        *(("C1", ()), ("C8", ("READ_COILS",)), ("C2", ()), ("C3", ())),
    ]
    assert one.notes.other_logs == {"stats": 2, "x509": 1, "weird": 1, "capture_loss": 1}


def test_a_field_that_cannot_be_true_is_left_out_and_noted() -> None:
    one = reader()
    rows = [ROW | {"duration": -0.000012}, ROW | {"uid": "C2", "duration": 1e9}, ROW | {"uid": "C3", "orig_pkts": -1}]
    flows, letters = one.read(list(map(line, rows)), 1)
    assert letters == []
    assert [flow.end for flow in flows] == [100.5, 100.5, 102.5]
    assert one.notes.doubts == {"impossible duration": 2, "impossible packets": 1}


@pytest.mark.parametrize(
    "stray",
    [b"\xef\xbb\xbf%s", b"%s\r", b"\0\0%s", b"%s\0\0", b"\0\xef\xbb\xbf%s"],
    ids=["bom", "cr", "nul", "end", "both"],
)
def test_bytes_that_are_no_part_of_a_row_are_stripped(stray: bytes) -> None:
    flows, letters = reader().read([stray % line(ROW)], 1)
    assert (len(flows), letters) == (1, [])


def test_json_and_tsv_of_the_same_connections_give_the_same_flows(shared_data: Path) -> None:
    as_json = (shared_data / "zeek_rita/json_with_all_fields/open_conn.log").read_bytes().split(b"\n")
    as_tsv = (shared_data / "zeek_rita/open_conns/open/open_conn.log").read_bytes().split(b"\n")
    flows, letters = reader("open_conn").read(as_json, 1)
    others, other_letters = ZeekTsvReader(ReaderContext(site="plant", source="open_conn.log")).read(as_tsv, 1)
    assert letters == other_letters == []
    assert len(flows) == 59
    key = [(flow.uid, flow.initiator_ip, flow.responder_port, flow.service, flow.initiator_octets) for flow in flows]
    assert key == [(f.uid, f.initiator_ip, f.responder_port, f.service, f.initiator_octets) for f in others]
