"""Datagrams of exporters, as flows: what a reader makes of a template's life, of losses, and of any bytes."""

import struct
from itertools import starmap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.formats.netflow.memory import TemplateMemory
from schemas.formats.netflow.reader import OPTIONS, NetflowReader
from schemas.formats.notes import Notes
from schemas.formats.registry import new_memory
from tests.schemas.formats.netflow.datagrams import (
    IPFIX_FIELDS,
    NOW,
    UPTIME,
    V9_FIELDS,
    Field,
    a_reader,
    a_set,
    ipfix,
    ipfix_record,
    options_template,
    piece,
    read,
    template,
    v4,
    v5,
    v5_record,
    v9,
    v9_record,
)

ANSWER = v9_record("10.1.0.9", "10.1.0.5", 502, 50_000, octets=900)


def test_both_halves_in_one_datagram_are_one_flow_with_times_and_roles() -> None:
    reader = a_reader()
    (flow,) = read(v9(template(), a_set(256, v9_record(flags=0x02) + ANSWER)), reader=reader)
    assert (flow.initiator_ip, flow.responder_ip, flow.responder_port) == ("10.1.0.5", "10.1.0.9", 502)
    assert (flow.initiator_octets, flow.responder_octets, flow.direction) == (500, 900, "certain")
    assert (flow.start, flow.end) == (NOW - 5.0, NOW - 1.0)
    assert (flow.sensor, reader.repeats) == ("netflow-10.9.9.9", 1)


def test_a_named_sensor_is_written_on_all_flows() -> None:
    (flow,) = read(v5(v5_record()), reader=a_reader(sensor="core-switch"))
    assert flow.sensor == "core-switch"


@pytest.mark.parametrize("version", [5, 7, 1])
def test_fixed_versions_are_read_as_v9_is(version: int) -> None:
    record = v5_record(flags=0x02)
    if version == 7:
        payload = struct.pack("!HHIIIII", 7, 1, UPTIME, NOW, 0, 0, 0) + record + bytes(4)
    elif version == 1:
        old = record[:36] + bytes(2) + bytes([6, 0, 0x02]) + bytes(7)
        payload = struct.pack("!HHIII", 1, 1, UPTIME, NOW, 0) + old
    else:
        payload = v5(record)
    (flow,) = read(payload)
    (same,) = read(v9(template(), a_set(256, v9_record(flags=0x02))))
    assert (flow.start, flow.end, flow.initiator_octets, flow.responder_port, flow.state) == (
        same.start,
        same.end,
        same.initiator_octets,
        same.responder_port,
        same.state,
    )


def test_data_before_its_template_is_told_once_the_template_comes_in_order() -> None:
    reader = a_reader()
    first, second = (a_set(256, v9_record(port=port)) for port in (50_001, 50_002))
    assert read(v9(first, sequence=0), v9(second, sequence=1), reader=reader) == []
    flows = read(v9(template(), a_set(256, v9_record(port=50_003)), sequence=2), reader=reader)
    assert [flow.initiator_port for flow in flows] == [50_001, 50_002, 50_003]
    assert reader.notes.remarks["sets before their template"] == reader.notes.remarks["sets whose template came"] == 2
    assert reader.notes.waiting == 0


def test_data_that_waits_is_bounded_and_what_is_given_up_is_a_dead_letter() -> None:
    reader = a_reader()
    body = a_set(999, bytes(60_000))
    flows, letters = reader.read([piece(v9(body, sequence=number)) for number in range(10)], 1)
    assert flows == []
    assert [letter.position for letter in letters] == [1, 2, 3, 4, 5, 6]
    assert "template 999 of 10.9.9.9, domain 1" in letters[0].reason
    assert reader.notes.waiting == 4


def test_a_template_told_anew_with_other_fields_counts_from_then_on() -> None:
    turned: tuple[Field, ...] = (V9_FIELDS[1], V9_FIELDS[0], *V9_FIELDS[2:])
    flows = read(
        v9(template(), a_set(256, v9_record(flags=2)), sequence=0),
        v9(template(turned), a_set(256, v9_record("10.1.0.77", "10.1.0.5", flags=2)), sequence=1),
    )
    assert [flow.initiator_ip for flow in flows] == ["10.1.0.5", "10.1.0.5"]
    assert flows[1].responder_ip == "10.1.0.77"


def test_after_a_restart_data_waits_for_the_template_that_means_something_else() -> None:
    reader = a_reader()
    read(v9(template(), a_set(256, v9_record()), uptime=UPTIME * 100), reader=reader)
    turned: tuple[Field, ...] = (V9_FIELDS[1], V9_FIELDS[0], *V9_FIELDS[2:])
    late = v9_record("10.1.0.77", "10.1.0.5", flags=2, first=1_000, last=2_000)
    assert read(v9(a_set(256, late), uptime=3_000, sequence=1), reader=reader) == []
    (flow,) = read(v9(template(turned), uptime=4_000, sequence=2), reader=reader)
    assert (flow.initiator_ip, flow.responder_ip) == ("10.1.0.5", "10.1.0.77")


def test_two_domains_of_an_exporter_have_templates_of_their_own() -> None:
    reader = a_reader()
    reversed_: tuple[Field, ...] = (V9_FIELDS[1], V9_FIELDS[0], *V9_FIELDS[2:])
    read(v9(template(), domain=1), v9(template(reversed_), domain=2), reader=reader)
    data = a_set(256, v9_record(flags=2))
    flows = read(v9(data, domain=1, sequence=1), v9(data, domain=2, sequence=1), reader=reader)
    assert [flow.initiator_ip for flow in flows] == ["10.1.0.5", "10.1.0.9"]


def test_an_exporter_behind_nat_keeps_its_templates_when_its_port_changes() -> None:
    reader = a_reader()
    reader.read([piece(v9(template()), port=40_000)], 1)
    flows, _ = reader.read([piece(v9(a_set(256, v9_record()), sequence=1), port=51_234)], 2)
    assert len(flows) == 1


def test_a_withdrawn_template_holds_no_longer() -> None:
    reader = a_reader()
    data = a_set(256, ipfix_record())
    assert len(read(ipfix(template(IPFIX_FIELDS, version=10), data), reader=reader)) == 1
    read(ipfix(a_set(2, struct.pack("!HH", 256, 0))), reader=reader)
    assert read(ipfix(data), reader=reader) == []
    assert len(read(ipfix(template(IPFIX_FIELDS, version=10)), reader=reader)) == 1
    read(ipfix(a_set(2, struct.pack("!HH", 2, 0))), reader=reader)
    assert read(ipfix(data), reader=reader) == []


def test_an_exporter_of_2000_templates_is_read() -> None:
    reader = a_reader()
    told = [template(number=number) for number in range(256, 2_256)]
    read(*[v9(*told[start : start + 20]) for start in range(0, 2_000, 20)], reader=reader)
    flows = read(*[v9(a_set(number, v9_record(port=number))) for number in range(256, 2_256)], reader=reader)
    assert [flow.initiator_port for flow in flows] == list(range(256, 2_256))


@pytest.mark.parametrize(
    ("payloads", "remarks"),
    [
        ([v9(template(), sequence=7), v9(template(), sequence=8), v9(template(), sequence=11)], {"datagrams lost": 2}),
        ([v5(v5_record(), v5_record(), sequence=10), v5(v5_record(), sequence=17)], {"records lost": 5}),
        (
            [
                ipfix(template(IPFIX_FIELDS, version=10), a_set(256, ipfix_record() * 2), sequence=100),
                ipfix(a_set(256, ipfix_record()), sequence=102),
                ipfix(a_set(256, ipfix_record()), sequence=110),
            ],
            {"records lost": 7},
        ),
        ([v9(template(), sequence=2**32 - 1), v9(template(), sequence=0)], {}),
        ([v9(template(), sequence=50), v9(template(), sequence=49), v9(template(), sequence=51)], {}),
        ([v9(template(), sequence=50), v9(template(), sequence=49, domain=2)], {}),
    ],
)
def test_what_was_lost_is_told_by_the_exporters_own_counting(payloads: list[bytes], remarks: dict[str, int]) -> None:
    reader = a_reader()
    read(*payloads, reader=reader)
    found = dict(reader.notes.remarks)
    found.pop("exporters without a sampling rate", None)
    assert found == remarks


def test_the_first_flow_after_a_loss_says_so() -> None:
    others = v5_record(receiver="10.1.0.77"), v5_record(receiver="10.1.0.78")
    flows = read(v5(v5_record(), sequence=10), v5(*others, sequence=17))
    assert [flow.flaws for flow in flows] == [(), ("lost",), ()]


def test_that_no_rate_was_told_is_said_once() -> None:
    reader = a_reader()
    read(v5(v5_record()), v5(v5_record(), sequence=1), reader=reader)
    assert reader.notes.remarks == {"exporters without a sampling rate": 1}


@pytest.mark.parametrize(
    "payloads",
    [
        [v5(v5_record(flags=2), sampling=0x4000 | 100)],
        [
            v9(options_template([(1, 4)], [(34, 4), (35, 1)]), a_set(257, struct.pack("!IIB", 1, 100, 2))),
            v9(template(), a_set(256, v9_record(flags=2)), sequence=1),
        ],
        [
            v9(options_template([(1, 4)], [(48, 1), (50, 4)]), a_set(257, struct.pack("!IBI", 1, 3, 100))),
            v9(template((*V9_FIELDS, (48, 1))), a_set(256, v9_record(flags=2) + b"\3"), sequence=1),
        ],
        [
            ipfix(
                options_template([(143, 4)], [(305, 4), (306, 4)], version=10),
                a_set(257, struct.pack("!III", 1, 1, 99)),
                template(version=10),
                a_set(256, v9_record(flags=2)),
            )
        ],
    ],
)
def test_counters_are_multiplied_by_the_rate_that_was_told(payloads: list[bytes]) -> None:
    reader = a_reader()
    (flow,) = read(*payloads, reader=reader)
    assert (flow.initiator_octets, flow.initiator_packets, flow.flaws) == (50_000, 500, ("sampled",))
    assert "exporters without a sampling rate" not in reader.notes.remarks


def test_templates_and_rates_survive_a_restart_by_the_changes_that_were_kept() -> None:
    memory = new_memory()
    part = memory.part(TemplateMemory)
    part.track()
    options = v9(options_template([(1, 4)], [(34, 4)]), a_set(257, struct.pack("!II", 1, 10)), template())
    read(options, reader=a_reader(memory))
    kept = part.changes()
    assert kept is not None
    other = new_memory()
    other.part(TemplateMemory).restore([kept])
    reader = a_reader(other)
    (flow,) = read(v9(a_set(256, v9_record(flags=2)), sequence=5), reader=reader)
    assert flow.initiator_octets == 5_000
    assert reader.notes.remarks == {"datagrams lost": 4}


def test_a_damaged_datagram_is_one_dead_letter_and_what_came_before_in_it_stands() -> None:
    reader = a_reader()
    damaged = v9(template(), a_set(256, v9_record()), struct.pack("!HH", 256, 400) + b"xx")
    flows, letters = reader.read([piece(damaged), piece(b""), piece(b"\0\4" + bytes(20)), b"rubbish", b""], 10)
    assert len(flows) == 1
    assert [letter.position for letter in letters] == [10, 11, 12, 13]
    assert "a set of 400 bytes, where 6 are left" in letters[0].reason


def test_zeros_that_fill_a_datagram_are_nothing() -> None:
    (flow,) = read(v9(template(), a_set(256, v9_record()), bytes(500)))
    assert flow.responder_port == 502


@pytest.mark.parametrize("padding", range(8))
def test_padding_of_a_set_is_no_record(padding: int) -> None:
    reader = a_reader()
    (flow,) = read(v9(template(), a_set(256, v9_record(), padding)), reader=reader)
    assert (flow.responder_port, reader.repeats, reader.notes.rows) == (502, 0, 0)


def test_options_are_other_rows() -> None:
    reader = a_reader()
    read(v9(options_template([(1, 4)], [(41, 4)]), a_set(257, bytes(16))), reader=reader)
    assert reader.notes.other_logs == {OPTIONS: 2}


def test_datagrams_in_one_call_or_many_give_the_same() -> None:
    payloads = [v9(a_set(256, v9_record(port=number)), sequence=number) for number in range(5)]
    payloads += [v9(template(), sequence=5), v9(a_set(256, ANSWER + v9_record()), sequence=9), b"\0\5junk"]
    pieces = [piece(payload) for payload in payloads]
    whole, single = a_reader(), a_reader()
    flows, letters = whole.read(pieces, 1)
    apart = list(starmap(lambda number, one: single.read([one], number), enumerate(pieces, 1)))
    assert [flow for found, _ in apart for flow in found] == flows
    assert [letter for _, found in apart for letter in found] == letters
    assert (whole.repeats, whole.notes) == (single.repeats, single.notes)


_FIELDS = st.lists(
    st.one_of(
        st.sampled_from([*V9_FIELDS, *IPFIX_FIELDS, (65_535, 0), (8, 65_535), (4, 0), (231, 4), (232, 4), (148, 7)]),
        st.tuples(st.integers(0, 400), st.sampled_from([0, 1, 2, 3, 4, 7, 8, 16, 65_535])),
        st.tuples(st.sampled_from([1, 2, 6, 85, 14, 15]), st.sampled_from([1, 4, 8]), st.sampled_from([29_305, 6_871])),
    ),
    min_size=1,
    max_size=14,
)
_SETS = st.lists(
    st.one_of(
        st.builds(template, _FIELDS, st.integers(254, 260), st.sampled_from([9, 10])),
        st.builds(options_template, _FIELDS, _FIELDS, st.integers(254, 260), st.sampled_from([9, 10])),
        st.builds(a_set, st.integers(250, 260), st.binary(max_size=200), st.integers(0, 7)),
        st.builds(a_set, st.just(256), st.just(v9_record()), st.integers(0, 7)),
        st.binary(max_size=12),
    ),
    max_size=6,
)
_NUMBERS = st.integers(0, 2**32 - 1)
_PAYLOADS = st.one_of(
    st.builds(
        lambda sets, sequence, domain, uptime, now: v9(*sets, sequence=sequence, domain=domain, uptime=uptime, now=now),
        _SETS,
        _NUMBERS,
        st.integers(0, 2),
        _NUMBERS,
        _NUMBERS,
    ),
    st.builds(lambda sets, sequence: ipfix(*sets, sequence=sequence), _SETS, _NUMBERS),
    st.builds(
        lambda record, count, cut: v5(*[record] * count)[: len(v5(*[record] * count)) - cut],
        st.binary(min_size=48, max_size=48),
        st.integers(0, 31),
        st.integers(0, 3),
    ),
    st.builds(lambda head, rest: head + rest, st.sampled_from([b"\0\1", b"\0\7", b"\0\0\0\5\0\0\0\1"]), st.binary()),
    st.binary(max_size=80),
)


@given(st.lists(st.tuples(_PAYLOADS, st.sampled_from([NOW, 0.0, 4.1e9])), max_size=8))
@settings(max_examples=60)
def test_whatever_comes_gives_flows_or_dead_letters_and_each_record_counts_once(
    payloads: list[tuple[bytes, float]],
) -> None:
    reader = a_reader()
    flows, letters = reader.read([piece(payload, arrived=arrived) for payload, arrived in payloads], 1)
    for flow in flows:
        assert 0.0 <= flow.start <= flow.end
        assert flow.initiator_octets is None or 0 <= flow.initiator_octets <= 2**62
    assert all(letter.reason for letter in letters)
    assert reader.repeats >= 0
    assert isinstance(reader, NetflowReader)
    assert isinstance(reader.notes, Notes)


@given(st.binary(max_size=300), st.integers(0, 60))
def test_a_datagram_cut_or_changed_anywhere_counts_no_record_twice(noise: bytes, at: int) -> None:
    sound = v9(template(), a_set(256, v9_record() + ANSWER))
    reader = a_reader()
    flows, letters = reader.read([piece(sound[:at] + noise + sound[at + len(noise) :])], 1)
    assert len(flows) + reader.repeats + reader.notes.rows <= len(sound) + len(noise)
    assert len(letters) <= 1


def test_a_record_of_all_sizes_of_its_addresses_is_read() -> None:
    fields: tuple[Field, ...] = ((27, 16), (28, 16), *V9_FIELDS[2:])
    longer = v9_record()[8:]
    six = struct.pack("!8H", 0x2001, 0xDB8, 0, 0, 0, 0, 0, 1) + struct.pack("!8H", 0x2001, 0xDB8, 0, 0, 0, 0, 0, 2)
    (flow,) = read(v9(template(fields), a_set(256, six + longer)))
    assert {flow.initiator_ip, flow.responder_ip} == {"2001:db8::1", "2001:db8::2"}
    mapped = bytes(10) + b"\xff\xff"
    (flow,) = read(v9(template(fields), a_set(256, mapped + v4("10.1.0.5") + mapped + v4("10.1.0.9") + longer)))
    assert {flow.initiator_ip, flow.responder_ip} == {"10.1.0.5", "10.1.0.9"}
