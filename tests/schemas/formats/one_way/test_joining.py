"""Two-way flows from records of one direction."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.flow import Flow
from schemas.formats.memory import SensorMemory
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.joining import IDLE_S, Joiner
from schemas.formats.one_way.memory import HalvesMemory
from schemas.formats.reader import ReaderContext

SYN, SYN_ACK, RST_ACK, WHOLE = 0x02, 0x12, 0x14, 0x1B
HMI, PLC = "10.2.0.9", "10.1.0.5"

ASKED = Half(
    start=100.0,
    end=101.0,
    sender_ip=HMI,
    receiver_ip=PLC,
    transport="tcp",
    sender_port=40_000,
    receiver_port=9_000,
    octets=600,
    packets=6,
    tcp_flags=WHOLE,
)
ANSWERED = replace(
    ASKED, start=100.1, sender_ip=PLC, receiver_ip=HMI, sender_port=9_000, receiver_port=40_000, octets=900
)


def joiner(memory: HalvesMemory | None = None) -> Joiner:
    """A joiner with a memory that a test may look at."""
    kept = SensorMemory([HalvesMemory() if memory is None else memory])
    return Joiner(ReaderContext(site="north", source="test", memory=kept), "netflow")


def roles(flow: Flow) -> tuple[str, str, int | None, int | None, str, str]:
    return (
        flow.initiator_ip,
        flow.responder_ip,
        flow.initiator_octets,
        flow.responder_octets,
        flow.state,
        flow.direction,
    )


def test_the_first_half_is_a_flow_at_once_and_the_second_adds_what_the_responder_sent() -> None:
    joining = joiner()
    first, second = joining.flow(ASKED), joining.flow(ANSWERED)
    assert roles(first) == (HMI, PLC, 600, None, "established", "unsure")
    assert roles(second) == (HMI, PLC, None, 900, "established", "certain")
    assert first.uid == second.uid
    assert (second.initiator_port, second.responder_port) == (40_000, 9_000)


def test_halves_that_come_together_are_one_flow_whose_earlier_half_is_the_initiators() -> None:
    (flow,) = joiner().flows([ANSWERED, ASKED])
    assert roles(flow) == (HMI, PLC, 600, 900, "established", "certain")
    assert (flow.start, flow.end) == (100.0, 101.0)


@pytest.mark.parametrize(
    ("half", "initiator", "state"),
    [
        (replace(ASKED, tcp_flags=SYN, packets=3), HMI, "attempted"),
        (replace(ANSWERED, tcp_flags=SYN_ACK, packets=1), HMI, "established"),
        (replace(ASKED, sender_began=False), PLC, "established"),
        (replace(ANSWERED, sender_began=False, tcp_flags=RST_ACK, packets=1), HMI, "rejected"),
        (replace(ASKED, sender_began=True, rejected=True), HMI, "rejected"),
    ],
)
def test_flags_and_the_exporters_own_word_are_certain(half: Half, initiator: str, state: str) -> None:
    flow = joiner().flow(half)
    assert (flow.initiator_ip, flow.state, flow.direction) == (initiator, state, "certain")


def test_the_half_that_started_first_mends_roles_that_were_a_guess() -> None:
    joining = joiner()
    assert joining.flow(ANSWERED).initiator_ip == PLC
    later = joining.flow(ASKED)
    assert roles(later) == (HMI, PLC, 600, None, "established", "certain")


def test_a_half_that_begins_amid_a_conversation_tells_by_its_start_who_began_and_is_not_sure() -> None:
    (flow,) = joiner().flows([ASKED, replace(ANSWERED, start=99.0, tcp_flags=0x18)])
    assert (flow.initiator_ip, flow.direction) == (PLC, "unsure")


@pytest.mark.parametrize("plc", [PLC, "10.3.0.5"], ids=["the lesser address serves", "the greater one"])
def test_the_answers_half_alone_is_turned_by_a_well_known_port(plc: str) -> None:
    flow = joiner().flow(replace(ANSWERED, sender_ip=plc, sender_port=502))
    assert roles(flow) == (HMI, plc, None, 900, "established", "unsure")
    assert flow.responder_port == 502


def test_the_lower_port_alone_tells_nothing() -> None:
    flow = joiner().flow(replace(ASKED, sender_port=9_000, receiver_port=40_000))
    assert (flow.initiator_ip, flow.direction) == (HMI, "unsure")


def test_an_end_that_answered_before_is_known_as_a_server() -> None:
    joining = joiner()
    joining.flow(replace(ASKED, tcp_flags=SYN, sender_port=39_999))
    assert joining.flow(ANSWERED).initiator_ip == HMI


def test_a_refusal_joins_its_try() -> None:
    joining = joiner()
    tried = joining.flow(replace(ASKED, tcp_flags=SYN, packets=1))
    refused = joining.flow(replace(ANSWERED, tcp_flags=RST_ACK, packets=1))
    assert [(flow.state, flow.direction) for flow in (tried, refused)] == [
        ("attempted", "certain"),
        ("rejected", "certain"),
    ]


def test_flags_that_come_later_mend_roles_that_were_a_guess() -> None:
    joining = joiner()
    assert joining.flow(replace(ANSWERED, tcp_flags=None)).initiator_ip == PLC
    later = joining.flow(replace(ASKED, tcp_flags=SYN))
    assert (later.initiator_ip, later.direction) == (HMI, "certain")


def test_slices_of_one_conversation_have_one_uid_until_it_was_idle_for_long() -> None:
    joining = joiner()
    ends = (100.0, 160.0, 160.0 + IDLE_S, 162.0 + 2 * IDLE_S)
    uids = [joining.flow(replace(ASKED, start=end - 1.0, end=end)).uid for end in ends]
    assert uids[0] == uids[1] == uids[2] != uids[3]


def test_slices_that_come_together_are_summed_up() -> None:
    (flow,) = joiner().flows([ASKED, replace(ASKED, start=101.0, end=160.0, octets=None)])
    assert (flow.start, flow.end, flow.initiator_octets, flow.initiator_packets) == (100.0, 160.0, 600, 12)


def test_other_exporters_have_other_conversations() -> None:
    joining = joiner()
    assert joining.flow(ASKED, "a").uid != joining.flow(ASKED, "b").uid


def test_a_ping_and_its_answer_are_one_and_a_ping_the_other_way_another() -> None:
    joining = joiner()
    ping = replace(ASKED, transport="icmp", sender_port=8, receiver_port=0, tcp_flags=None)
    pong = replace(ANSWERED, transport="icmp", sender_port=0, receiver_port=0, tcp_flags=None)
    back = replace(ANSWERED, transport="icmp", sender_port=8, receiver_port=0, tcp_flags=None)
    asked, answered, other = joining.flow(ping), joining.flow(pong), joining.flow(back)
    assert (asked.uid, asked.initiator_ip, asked.initiator_port) == (answered.uid, answered.initiator_ip, 8)
    assert (other.initiator_ip, other.uid == asked.uid) == (PLC, False)


def test_icmp_without_a_type_is_one_conversation_of_both_directions() -> None:
    join = joiner()
    ping = Half(start=1.0, end=1.0, sender_ip=PLC, receiver_ip=HMI, transport="icmp", octets=84)
    first, second = join.flow(ping), join.flow(replace(ping, sender_ip=HMI, receiver_ip=PLC, octets=90))
    assert roles(first) == (PLC, HMI, 84, None, "unknown", "unsure")
    assert roles(second) == (PLC, HMI, None, 90, "established", "unsure")
    assert first.uid == second.uid


def test_without_flags_tcp_stands_once_both_ends_were_told() -> None:
    joining = joiner()
    states = [joining.flow(replace(half, tcp_flags=None)).state for half in (ASKED, ANSWERED)]
    assert states == ["unknown", "established"]


def test_an_end_that_both_halves_told_is_forgotten() -> None:
    memory = HalvesMemory()
    joiner(memory).flows([replace(ASKED, end_told=True), replace(ANSWERED, end_told=True)])
    assert memory.told == {}


halves = st.builds(
    Half,
    start=st.integers(0, 9_000).map(float),
    end=st.integers(9_000, 9_999).map(float),
    sender_ip=st.sampled_from([HMI, PLC, "fd00::1"]),
    receiver_ip=st.sampled_from([HMI, PLC, "fd00::1"]),
    transport=st.sampled_from(["tcp", "udp", "icmp", "gre"]),
    sender_port=st.none() | st.sampled_from([0, 8, 502, 40_000]),
    receiver_port=st.none() | st.sampled_from([0, 8, 502, 40_000]),
    octets=st.none() | st.integers(0, 2**62),
    packets=st.none() | st.integers(0, 9),
    tcp_flags=st.none() | st.integers(0, 255),
    sender_began=st.none() | st.booleans(),
    rejected=st.booleans(),
    end_told=st.booleans(),
)


@given(st.lists(halves, max_size=12), st.integers(0, 12))
def test_a_restart_changes_nothing(given_halves: Sequence[Half], cut: int) -> None:
    whole, before, after = joiner(), HalvesMemory(), HalvesMemory()
    expected = [whole.flow(half) for half in given_halves]
    before.track()
    joining = joiner(before)
    flows = []
    stored = []
    for half in given_halves[:cut]:
        flows.append(joining.flow(half))
        stored.append(before.changes())
    after.restore([change for change in stored if change is not None])
    resumed = joiner(after)
    assert flows + [resumed.flow(half) for half in given_halves[cut:]] == expected


@given(st.lists(halves, max_size=12))
def test_no_octets_are_lost_or_counted_twice(given_halves: Sequence[Half]) -> None:
    small = [replace(half, octets=None if half.octets is None else half.octets % 1_000) for half in given_halves]
    flows = joiner().flows(small)
    assert len(flows) <= len(small)
    told = sum(half.octets or 0 for half in small)
    assert sum((flow.initiator_octets or 0) + (flow.responder_octets or 0) for flow in flows) == told


def test_what_the_exporter_says_of_how_it_saw_stands_on_the_flow_once() -> None:
    sampled = replace(ASKED, flaws=("sampled",))
    both = replace(ANSWERED, flaws=("lost", "sampled"))
    assert joiner().flow(ASKED).flaws == ()
    assert joiner().flow(sampled).flaws == ("sampled",)
    (flow,) = joiner().flows((sampled, both))
    assert flow.flaws == ("sampled", "lost")
    assert joiner().flows((sampled, sampled))[0].flaws == ("sampled",)


@given(some=st.lists(halves, max_size=12), cut=st.integers(0, 12), named=st.sampled_from([None, "s"]))
def test_many_halves_at_once_make_the_flows_that_they_make_one_by_one(
    some: list[Half], cut: int, named: str | None
) -> None:
    contexts = [
        ReaderContext(site="north", source="test", sensor=named, memory=SensorMemory([HalvesMemory()])) for _ in "ab"
    ]
    one_by_one, at_once = (Joiner(context, "netflow") for context in contexts)
    exporters = ["10.9.0.1" if half.sender_ip < half.receiver_ip else "" for half in some]
    expected = [
        one_by_one.flow(half, exporter, sensor=named or exporter)
        for half, exporter in zip(some, exporters, strict=True)
    ]
    told = at_once.each(some[:cut], exporters[:cut]) + at_once.each(some[cut:], exporters[cut:])
    assert told == expected
