from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory
from schemas.formats.suricata import reader as module
from schemas.formats.suricata.reader import EveReader
from schemas.formats.zeek.uids import ENDED_LIMIT
from tests.schemas.formats.suricata.rows import START, Event, back, event, flow, line, merged, netflow, reader, wrapped

ALERT = {"signature": "ET SCADA write", "signature_id": 2_000_001}


def octets(flows: list[Flow]) -> list[tuple[int | None, int | None]]:
    return [(each.initiator_octets, each.responder_octets) for each in flows]


def read(*rows: Event) -> tuple[list[Flow], int]:
    told = reader()
    flows, letters = told.read([line(row) for row in rows], 1)
    assert letters == []
    return flows, told.repeats


def test_the_flows_own_times_count_and_not_when_the_event_was_written() -> None:
    (found,), _ = read(flow())
    assert (found.start, found.end, found.uid) == (START, START + 10.0, "1374195536821504")


def test_a_flow_told_in_slices_without_an_end_is_one_path() -> None:
    slices = [
        flow(flow={"reason": None, "state": "established"}),
        flow(flow={"reason": "forced", "state": "established", "bytes_toserver": 900, "pkts_toserver": 8}),
        flow(flow={"bytes_toserver": 1_000, "bytes_toclient": 700}),
    ]
    flows, repeats = read(*slices)
    assert octets(flows) == [(400, 300), (500, 0), (100, 400)]
    assert {each.uid for each in flows} == {"1374195536821504"}
    assert repeats == 0


def test_slices_are_remembered_over_any_number_of_flows_that_end_meanwhile() -> None:
    told = reader()
    told.read([line(flow(flow={"reason": None, "state": "established"}))], 1)
    told.read([line(flow(flow_id=number)) for number in range(1, ENDED_LIMIT + 2)], 2)
    flows, _ = told.read([line(flow(flow={"bytes_toserver": 1_000, "bytes_toclient": 700}))], ENDED_LIMIT + 3)
    assert octets(flows) == [(600, 400)]


def test_an_alert_on_what_an_address_sends_itself_without_ports_is_a_flow() -> None:
    none = {"src_port": None, "dest_port": None, "dest_ip": "10.1.0.5"}
    (found,), _ = read(event("alert", src_ip="10.1.0.5", proto="ICMP", icmp_type=8, alert=ALERT, **none))
    assert (found.initiator_port, found.responder_port) == (8, None)


def test_a_flow_read_twice_is_a_repeat() -> None:
    assert read(flow(), flow())[1] == 1


def test_a_flow_id_used_again_with_another_start_is_another_flow() -> None:
    later = {"start": "2023-11-14T23:13:20.250000+0000", "end": "2023-11-14T23:13:30.250000+0000", "bytes_toserver": 50}
    flows, repeats = read(flow(), flow(flow=later), flow(flow=later), flow())
    assert octets(flows) == [(400, 300), (50, 300)]
    assert flows[0].uid != flows[1].uid
    assert repeats == 2


def test_rows_without_an_id_or_with_one_that_is_none_are_flows_of_their_own() -> None:
    told = reader()
    flows, _ = told.read([line(flow(flow_id=None)), line(flow(flow_id=None)), line(flow(flow_id={}))], 1)
    assert [each.uid for each in flows] == [None, None, None]
    assert told.notes.doubts == {"impossible id": 1}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 3, 0, 1), (1, 2, 3, 0)])
def test_events_of_one_flow_join_in_any_order(order: tuple[int, ...]) -> None:
    rows = [
        event("modbus", modbus={"request": {"function_raw": 3}}),
        event("modbus", modbus={"request": {"function_raw": 6}}),
        event("alert", alert=ALERT, app_proto="modbus"),
        flow(),
    ]
    flows, repeats = read(*(rows[index] for index in order))
    assert repeats == 0
    assert {each.uid for each in flows} == {"1374195536821504"}
    assert sum(each.initiator_octets or 0 for each in flows) == 400
    assert {name for each in flows for name in each.operations} == {"READ_HOLDING_REGISTERS", "WRITE_SINGLE_REGISTER"}
    assert [note for each in flows for note in each.notes] == ["Suricata alert: ET SCADA write (sid 2000001)"]


def test_an_event_that_tells_nothing_new_of_its_flow_is_a_repeat() -> None:
    reads = event("modbus", modbus={"request": {"function_raw": 3}})
    assert read(reads, reads, flow(), reads, event("http"), event("http"))[1] == 4


def test_events_of_other_ends_under_one_id_are_not_taken_for_one_flow() -> None:
    flows, repeats = read(event("http", flow_id=0), event("http", flow_id=0, dest_ip="10.2.0.77"))
    assert [each.responder_ip for each in flows] == ["10.2.0.9", "10.2.0.77"]
    assert repeats == 0


def test_two_records_of_one_way_are_one_flow_told_in_two_parts() -> None:
    answer = back(netflow(netflow={"bytes": 300, "pkts": 4}))
    flows, repeats = read(netflow(), answer, netflow())
    assert octets(flows) == [(400, None), (None, 300)]
    assert {(each.initiator_ip, each.responder_port, each.uid) for each in flows} == {
        ("10.1.0.5", 502, "1374195536821504")
    }
    assert repeats == 1


def test_the_answers_record_alone_is_turned_into_its_path() -> None:
    (found,), _ = read(back(netflow(netflow={"bytes": 300})))
    assert (found.initiator_ip, found.responder_ip, found.responder_octets) == ("10.1.0.5", "10.2.0.9", 300)


def test_a_flow_told_both_ways_and_as_one_counts_once() -> None:
    answer = back(netflow(netflow={"bytes": 300, "pkts": 4}))
    assert octets(read(netflow(), answer, flow())[0]) == [(400, None), (None, 300)]
    assert octets(read(flow(), netflow(), answer)[0]) == [(400, 300)]


def test_the_wrapper_of_aws_changes_nothing() -> None:
    rows = [netflow(), back(netflow()), event("alert", alert=ALERT), event("tls"), flow(flow_id=7)]
    assert read(*map(wrapped, rows)) == read(*rows)
    assert read(*map(wrapped, [flow(flow_id=number) for number in range(3)]))[1] == 0


def test_other_types_are_counted_by_their_name() -> None:
    told = reader()
    rows = [event("stats"), event("fileinfo"), event("fileinfo"), event("anomaly"), event("dhcp")]
    assert told.read([line(row) for row in rows], 1) == ([], [])
    assert told.notes.other_logs == {"stats": 1, "fileinfo": 2, "anomaly": 1, "dhcp": 1}


def test_a_cut_line_behind_a_syslog_header_costs_itself_alone() -> None:
    header = b"<13>Nov 14 22:13:20 sensor-1 suricata[812]: "
    long = line(event("http", http={"url": "/" + "a" * 9_000}))
    lines = [header + line(flow(flow_id=1)), (header + long)[:8_192], header + line(flow(flow_id=2))]
    flows, letters = reader().read(lines, 10)
    assert [each.uid for each in flows] == ["1", "2"]
    assert [(letter.position, letter.reason[:39]) for letter in letters] == [
        (11, "a row that breaks off after 8192 bytes:")
    ]


def test_a_newline_inside_a_text_costs_its_row_alone() -> None:
    broken = line(event("http", http={"url": "/aNEWLINEb"})).replace(b"NEWLINE", b"\n").split(b"\n")
    flows, letters = reader().read([line(flow(flow_id=1)), *broken, line(flow(flow_id=2))], 1)
    assert [each.uid for each in flows] == ["1", "2"]
    assert [letter.position for letter in letters] == [2, 3]


@pytest.mark.parametrize("row", [b"[]", b"{}", b'{"event_type": 3}', b'{"event_type": ""}', b"\0" * 9, b"\xff\xfe{"])
def test_what_is_no_event_is_a_dead_letter(row: bytes) -> None:
    flows, letters = reader().read([row], 1)
    assert (flows, len(letters)) == ([], 1)


def test_another_reader_with_the_same_memory_knows_what_was_told() -> None:
    memory = new_memory()
    context = ReaderContext(site="plant", source="eve.json", name="eve.json", memory=memory)
    reads = event("modbus", modbus={"request": {"function_raw": 3}})
    assert len(EveReader(context).read([line(reads), line(flow())], 1)[0]) == 2
    later = EveReader(context)
    assert later.read([line(reads), line(flow())], 1) == ([], [])
    assert later.repeats == 2


def test_what_is_put_in_order_first_is_counted_once_after_that() -> None:
    memory = new_memory()
    rows = [event("alert", alert=ALERT), event("http"), flow(flow={"reason": None}), flow(flow={"bytes_toserver": 900})]
    forgetful = EveReader(ReaderContext(site="plant", source="eve.json", name="eve.json", memory=memory.forgetful()))
    flows, _ = forgetful.read([line(row) for row in [*rows, *rows]], 1)
    counted = memory.counted_once(flows)
    assert sum(each.initiator_octets or 0 for each in counted if isinstance(each, Flow)) == 900
    assert [each.notes for each in counted if isinstance(each, Flow) and each.notes] == [
        ("Suricata alert: ET SCADA write (sid 2000001)",)
    ]


def test_what_is_kept_of_ids_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IDS", 8)
    told = reader()
    for number in range(100):
        told.read([line(event("http", flow_id=number)), line(flow(flow_id=number, flow={"reason": None}))], 1)
    assert max(len(told._seen), len(told._ends), len(told._starts)) <= 8


ROWS = [
    flow(),
    flow(flow={"reason": "forced", "bytes_toserver": 100}),
    netflow(),
    back(netflow()),
    event("modbus", modbus={"request": {"function_raw": 3}}),
    event("dnp3", dnp3={"request": {"application": {"function_code": 5}}}),
    event("enip", enip={"request": {"cip": {"service": "Reset", "multiple": [{"service": "Stop"}]}}}),
    event("alert", alert=ALERT, flow={"src_ip": "10.1.0.5", "src_port": 40000}),
    event("dns"),
    event("stats"),
]

_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 2**63 - 1), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
_FIELDS = sorted({key for row in ROWS for key in row} | {"ether", "icmp_type", "direction", "event"})
_PARTS = sorted({key for row in ROWS for part in row.values() if isinstance(part, dict) for key in part} | {"bypassed"})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ROWS),
            st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=2),
            st.sampled_from(["flow", "netflow", "tcp", "ether", "modbus", "dnp3", "enip", "alert"]),
            st.dictionaries(st.sampled_from(_PARTS), _VALUES, max_size=2),
            st.sampled_from([b"", b"\0", b"<13>a: ", b"\xef\xbb\xbf", b"}"]),
            st.integers(0, 3),
        ),
        max_size=8,
    ),
    st.binary(max_size=20).filter(lambda text: b"\n" not in text),
    st.integers(1, 8),
)
def test_whatever_rows_say_each_is_counted_once_however_they_are_cut(
    drawn: list[tuple[Event, Event, str, Event, bytes, int]], rubbish: bytes, size: int
) -> None:
    lines = [rubbish]
    for row, changed, part, parts, before, way in drawn:
        made: Any = merged(row | changed, {part: parts}) if part in row else row | changed
        text = orjson.dumps(wrapped(made) if way == 1 else made)
        lines.append(before + (text[: len(text) // 2] if way == 2 else text))
    whole, cut = reader(), reader()
    flows, letters = whole.read(lines, 1)
    assert len(flows) + len(letters) + whole.repeats + whole.notes.rows == sum(1 for text in lines if text.strip())
    parts_read = [cut.read(lines[at : at + size], at + 1) for at in range(0, len(lines), size)]
    assert [each for part_flows, _ in parts_read for each in part_flows] == flows
    assert [each for _, part_letters in parts_read for each in part_letters] == letters
    assert (cut.repeats, cut.notes) == (whole.repeats, whole.notes)


def test_real_events_are_all_counted(shared_data: Path) -> None:
    lines = (shared_data / "suricata_eve/eve.json").read_bytes().split(b"\n")
    told = reader()
    flows, letters = told.read(lines, 1)
    measured = [each for each in flows if each.initiator_octets is not None]
    assert (len(lines) - 1, len(measured), len(letters)) == (5_000, 3_512, 0)
    assert told.notes.other_logs == {"fileinfo": 3, "anomaly": 3}
    assert len(flows) + told.repeats + told.notes.rows == 5_000
    assert sum(each.initiator_octets or 0 for each in measured) == 4_381_935
    assert sum(each.responder_octets or 0 for each in measured) == 648_694
    # All of these events were written at once; the flows they tell of lie nineteen hours apart.
    assert max(each.end for each in measured) - min(each.end for each in measured) > 60_000
