from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.tsv import ZeekTsvReader
from schemas.formats.zeek.uids import UidMemory

FIELDS = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "service", "duration"]
FIELDS += ["orig_bytes", "resp_bytes", "conn_state", "missed_bytes", "history", "orig_pkts", "orig_ip_bytes"]
FIELDS += ["resp_pkts", "resp_ip_bytes", "tunnel_parents"]
ROW = ["100.5", "C1", "10.0.0.1", "40000", "10.0.0.2", "502", "tcp", "modbus", "2.0", "5", "6", "SF", "0"]
ROW += ["ShADadFf", "3", "105", "4", "206", "(empty)"]

Read = Callable[..., tuple[list[Flow], list[DeadLetter]]]


def header(path: str = "conn", fields: list[str] = FIELDS) -> list[bytes]:
    return [
        b"#separator \\x09",
        b"#set_separator\t,",
        b"#empty_field\t(empty)",
        b"#unset_field\t-",
        b"#path\t" + path.encode(),
        b"#open\t2015-10-20-15-10-42",
        b"#fields\t" + "\t".join(fields).encode(),
        b"#types\t" + b"\t".join([b"string"] * len(fields)),
    ]


def row(**changed: str) -> bytes:
    values = dict(zip(FIELDS, ROW, strict=True)) | {key.replace("__", "."): value for key, value in changed.items()}
    return "\t".join(values.values()).encode()


def read(
    lines: list[bytes], uids: UidMemory | None = None, path: str | None = None
) -> tuple[list[Flow], list[DeadLetter]]:
    reader = ZeekTsvReader(
        ReaderContext(site="plant", source="conn.log", memory=SensorMemory([uids or UidMemory()]), name=f"{path}.log")
    )
    return reader.read(lines, 1)


def test_a_row_becomes_a_flow() -> None:
    flows, letters = read([*header(), row(), b"#close\t2015-10-20-15-11-00"])
    assert letters == []
    assert flows == [
        Flow(
            site="plant",
            sensor="zeek",
            start=100.5,
            end=102.5,
            initiator_ip="10.0.0.1",
            responder_ip="10.0.0.2",
            transport="tcp",
            initiator_port=40000,
            responder_port=502,
            uid="C1",
            service="modbus",
            initiator_octets=105,
            responder_octets=206,
            initiator_packets=3,
            responder_packets=4,
            state="established",
        )
    ]


def test_columns_are_found_by_name_in_any_order_with_unknown_ones_between() -> None:
    turned = ["i_am_new", *reversed(FIELDS)]
    line = "\t".join(["x", *reversed(ROW)]).encode()
    assert read([*header(fields=turned), line])[0] == read([*header(), row()])[0]


def test_an_old_file_without_packet_counts_is_read() -> None:
    fields = FIELDS[:12]
    flows, letters = read([*header(fields=fields), "\t".join(ROW[:12]).encode()])
    assert letters == []
    assert (flows[0].initiator_octets, flows[0].initiator_packets) == (5, None)


def test_unset_and_empty_fields_are_none() -> None:
    (flow,), _ = read([*header(), row(service="-", duration="-", history="(empty)", resp_ip_bytes="-", resp_bytes="-")])
    assert (flow.service, flow.end, flow.responder_octets) == (None, 100.5, None)


def test_a_second_header_holds_from_there_on() -> None:
    other = ["uid", *[name for name in FIELDS if name != "uid"]]
    values = dict(zip(FIELDS, ROW, strict=True)) | {"uid": "C2"}
    second = "\t".join(values[name] for name in other).encode()
    flows, letters = read([*header(), row(), *header(fields=other), second])
    assert letters == []
    assert [flow.uid for flow in flows] == ["C1", "C2"]


def test_another_separator_and_other_marks_are_obeyed() -> None:
    lines = [
        b"#separator ,",
        b"#unset_field,NONE",
        b"#empty_field,EMPTY",
        b"#path,conn",
        b"#fields," + ",".join(FIELDS).encode(),
    ]
    flows, letters = read([*lines, ",".join(ROW).replace("modbus", "NONE").encode()])
    assert letters == []
    assert flows[0].service is None


def test_seldom_fields_are_taken_when_there() -> None:
    fields = [*FIELDS, "community_id", "vlan", "orig_l2_addr", "resp_l2_addr"]
    line = row() + b"\t1:abc=\t12\t00:11:22:33:44:55\t-"
    (flow,), _ = read([*header(fields=fields), line])
    assert (flow.community_id, flow.vlan, flow.initiator_mac, flow.responder_mac) == (
        "1:abc=",
        12,
        "00:11:22:33:44:55",
        None,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (row()[:30], "fields where #fields names 19"),
        (row(ts="soon"), "field ts"),
        (row(id__orig_h="nowhere"), "field id.orig_h"),
        (row(id__resp_p="99999"), "field id.resp_p"),
        (row(id__resp_p="modbus"), "field id.resp_p"),
        (row(ts="inf"), "field ts"),
        (row(proto="??"), "field proto"),
        (row().replace(b"\t", b" "), "not separated by tabs"),
        (row().replace(b"\t", b";"), "not separated by tabs"),
        (b"\x00\xff\xfe garbage", "1 field where"),
        (b"\0" * 4096, "4096 NUL bytes where a row should be"),
    ],
)
def test_a_damaged_line_is_a_dead_letter_and_its_neighbours_are_taken(line: bytes, reason: str) -> None:
    flows, (letter,) = read([*header(), row(uid="C0"), line, row(uid="C2")])
    assert [flow.uid for flow in flows] == ["C0", "C2"]
    assert reason in letter.reason
    assert (letter.source, letter.position, letter.raw) == ("conn.log", 10, line)


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"duration": "-0.000012"}, "impossible duration"),
        ({"duration": "1000000000.0"}, "impossible duration"),
        ({"resp_ip_bytes": str(2**63)}, "impossible octets"),
        ({"resp_ip_bytes": "-1"}, "impossible octets"),
        ({"orig_pkts": "-3"}, "impossible packets"),
        ({"id__orig_p": "70000"}, "impossible port"),
        ({"uid": "C" * 256}, "impossible id"),
    ],
)
def test_a_field_that_cannot_be_true_costs_the_field_and_not_the_path(changed: dict[str, str], doubt: str) -> None:
    reader = ZeekTsvReader(ReaderContext(site="plant", source="conn.log"))
    flows, letters = reader.read([*header(), row(uid="C0"), row(**changed), row(uid="C2")], 1)
    assert letters == []
    assert [(flow.responder_ip, flow.responder_port) for flow in flows] == [("10.0.0.2", 502)] * 3
    assert flows[1].end == (100.5 if "duration" in changed else 102.5)
    assert reader.notes.doubts == {doubt: 1}


@pytest.mark.parametrize(
    "name", ["vlan", "inner_vlan", "id.vlan", "id.ctx.vlan", "id.ctx.inner_vlan", "ctx.vlan", "id_vlan", "id_ctx_vlan"]
)
@pytest.mark.parametrize("careful", [False, True])
def test_a_vlan_is_read_in_every_spelling(name: str, careful: bool) -> None:
    flows, _ = read([*header(fields=[*FIELDS, name]), row(duration="-1" if careful else "1") + b"\t110"])
    assert [flow.vlan for flow in flows] == [110]


def test_underscored_and_bare_names_are_read() -> None:
    expected, _ = read([*header(), row()])
    for turn in (lambda name: name.replace(".", "_"), lambda name: name.removeprefix("id.")):
        assert read([*header(fields=list(map(turn, FIELDS))), row()]) == (expected, [])


def test_numbers_and_capitals_name_a_transport() -> None:
    flows, letters = read([*header(), row(proto="6"), row(uid="C2", proto="TCP"), row(uid="C3", proto="58")])
    assert letters == []
    assert [flow.transport for flow in flows] == ["tcp", "tcp", "icmp"]


def test_rows_below_the_header_of_a_log_without_flows_are_counted_by_its_name() -> None:
    reader = ZeekTsvReader(ReaderContext(site="plant", source="all.log"))
    lines = [*header(), row(), *header("stats", ["ts", "peer"]), b"1.0\tzeek", b"2.0\tzeek", *header(), row(uid="C2")]
    flows, letters = reader.read(lines, 1)
    assert letters == []
    assert [flow.uid for flow in flows] == ["C1", "C2"]
    assert reader.notes.other_logs == {"stats": 2}


def test_rows_below_a_header_with_another_separator_are_refused_and_not_read_by_the_header_before() -> None:
    spaced = header()[6].replace(b"\t", b" ")
    flows, letters = read([*header(), row(), spaced, row(uid="C2"), *header(), row(uid="C3")])
    assert [flow.uid for flow in flows] == ["C1", "C3"]
    assert ["not separated by tabs but by spaces" in letter.reason for letter in letters] == [True]


@pytest.mark.parametrize("name", ["\\x09", "\\x2c", "\\x20", ";", "|"])
def test_every_separator_that_zeek_can_write_is_read(name: str) -> None:
    separator = {"\\x09": b"\t", "\\x2c": b",", "\\x20": b" "}.get(name, name.encode())
    lines = [b"#separator " + name.encode(), *(line.replace(b"\t", separator) for line in [*header()[1:], row()])]
    flows, letters = read(lines)
    assert letters == []
    assert flows == read([*header(), row()])[0]


def test_stray_bytes_before_a_header_and_around_a_row_do_no_harm() -> None:
    first, *rest = header()
    lines = [
        b"\xef\xbb\xbf" + first,
        b"",
        *rest,
        row(),
        b"\0" * 100 + row(uid="C2"),
        b"\0" + first,
        *rest,
        row(uid="C3"),
    ]
    flows, letters = read(lines)
    assert letters == []
    assert [flow.uid for flow in flows] == ["C1", "C2", "C3"]


def test_the_fast_way_gives_what_the_careful_way_gives(shared_data: Path) -> None:
    lines = (shared_data / "zeek_4sics/151020/conn.log").read_bytes().split(b"\n")
    whole = ZeekTsvReader(ReaderContext(site="plant", source="conn.log"))
    fast, letters = whole.read(lines, 1)
    careful_reader = ZeekTsvReader(ReaderContext(site="plant", source="conn.log"))
    careful = [flow for line in lines if (flow := careful_reader._read_careful(line)) is not None]
    assert letters == []
    assert len(fast) == 12_444
    assert fast == careful


def test_the_flipped_s7_rows_are_unsure(shared_data: Path) -> None:
    lines = (shared_data / "zeek_4sics/151020/conn.log").read_bytes().split(b"\n")
    flows, _ = read(lines)
    flipped = [flow for flow in flows if flow.initiator_ip == "10.10.10.10" and flow.responder_ip == "10.10.10.30"]
    assert len(flipped) == 2_577
    assert {flow.direction for flow in flipped} == {"unsure"}


def test_one_uid_counts_once_over_long_open_and_ended_logs() -> None:
    uids = UidMemory()
    early, _ = read(
        [*header("conn_long"), row(orig_ip_bytes="50", resp_ip_bytes="100", orig_pkts="1", resp_pkts="1")], uids
    )
    again, _ = read(
        [*header("open_conn"), row(orig_ip_bytes="50", resp_ip_bytes="100", orig_pkts="1", resp_pkts="1")], uids
    )
    last, _ = read([*header("conn"), row()], uids)
    assert [flow.initiator_octets for flow in early] == [50]
    assert again == []
    assert [(flow.initiator_octets, flow.responder_octets, flow.responder_packets) for flow in last] == [(55, 106, 3)]


def test_a_repeated_row_is_counted_as_repeat() -> None:
    reader = ZeekTsvReader(ReaderContext(site="plant", source="conn.log"))
    flows, letters = reader.read([*header(), row(), row(), row(orig_ip_bytes="200")], 1)
    assert letters == []
    assert [flow.initiator_octets for flow in flows] == [105, 95]
    assert reader.repeats == 1


def test_rows_without_uid_each_count() -> None:
    flows, letters = read([*header(), row(uid="-"), row(uid="-")])
    assert letters == []
    assert [flow.uid for flow in flows] == [None, None]


def test_a_protocol_log_gives_early_sight() -> None:
    fields = ["ts", "uid", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "func", "exception"]
    lines = [f"100.0\tC1\t10.0.0.1\t40000\t10.0.0.2\t502\t{name}\t-".encode() for name in ("READ", "READ", "WRITE")]
    flows, letters = read([*header("modbus", fields), *lines])
    assert letters == []
    assert [(flow.service, flow.transport, flow.operations, flow.initiator_octets) for flow in flows] == [
        ("modbus", "tcp", ("READ",), None),
        ("modbus", "tcp", ("WRITE",), None),
    ]


def test_rows_before_any_header_are_dead_letters() -> None:
    _, (letter,) = read([row()])
    assert "lost its header" in letter.reason


def test_crlf_line_ends_do_no_harm() -> None:
    flows, letters = read([line + b"\r" for line in [*header(), row()]])
    assert letters == []
    assert flows == read([*header(), row()])[0]


def test_input_is_not_changed_and_a_second_reading_gives_the_same() -> None:
    lines = [*header(), row(), row(uid="C2")]
    kept = list(lines)
    assert read(lines) == read(lines)
    assert lines == kept
