"""sFlow v5: sampled packets as flows."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.formats.netflow.sflow import COUNTERS, NO_IP, OTHER_SAMPLE, is_sflow
from tests.schemas.formats.netflow.datagrams import a_reader, piece, read, v4
from tests.schemas.formats.packets.frames import ethernet, ipv4, tcp


def sflow(*samples: bytes, sequence: int = 0, count: int | None = None, agent: int = 0) -> bytes:
    head = struct.pack("!II", 5, 1) + v4("10.0.0.9")
    head += struct.pack("!IIII", agent, sequence, 10_000, len(samples) if count is None else count)
    return head + b"".join(samples)


def sample(kind: int, body: bytes) -> bytes:
    return struct.pack("!II", kind, len(body)) + body


def flow_sample(*records: bytes, rate: int = 512) -> bytes:
    return sample(1, struct.pack("!IIIIIIII", 1, 3, rate, 9, 0, 3, 4, len(records)) + b"".join(records))


def expanded_sample(*records: bytes, rate: int = 512) -> bytes:
    return sample(3, struct.pack("!IIIIIIIIIII", 1, 0, 3, rate, 9, 0, 0, 3, 0, 4, len(records)) + b"".join(records))


def header_record(frame: bytes, protocol: int = 1) -> bytes:
    padded = frame + bytes(-len(frame) % 4)
    return sample(1, struct.pack("!IIII", protocol, len(frame) + 4, 4, len(frame)) + padded)


FRAME = ethernet(ipv4(tcp(50_000, 502, 0x02), total=140), vlan=12)


@pytest.mark.parametrize("made", [flow_sample, expanded_sample])
def test_a_sampled_packet_stands_for_as_many_as_its_rate_says(made: object) -> None:
    assert callable(made)
    (flow,) = read(sflow(made(header_record(FRAME))))
    assert (flow.initiator_ip, flow.responder_ip, flow.responder_port) == ("10.1.0.5", "10.1.0.9", 502)
    assert (flow.initiator_octets, flow.initiator_packets, flow.flaws) == (140 * 512, 512, ("sampled",))
    assert (flow.vlan, flow.initiator_mac, flow.state) == (12, "02:00:00:00:00:05", "attempted")
    assert flow.start == flow.end


@pytest.mark.parametrize("kind", [3, 4])
def test_a_packet_told_by_its_fields_is_read(kind: int) -> None:
    ends = v4("10.1.0.5") + v4("10.1.0.9") if kind == 3 else bytes(15) + b"\1" + bytes(15) + b"\2"
    record = sample(kind, struct.pack("!II", 100, 17) + ends + struct.pack("!IIII", 50_000, 161, 0, 0))
    (flow,) = read(sflow(flow_sample(record)))
    assert (flow.transport, flow.responder_port, flow.initiator_octets) == ("udp", 161, 51_200)


def test_the_vlan_of_the_switch_counts_where_the_packet_has_none() -> None:
    switch = sample(1_001, struct.pack("!IIII", 33, 0, 33, 0))
    untagged = header_record(ethernet(ipv4(tcp(50_000, 502, 0x02))))
    (flow,) = read(sflow(flow_sample(untagged, switch)))
    assert flow.vlan == 33


def test_counters_and_what_is_no_ip_are_other_rows() -> None:
    reader = a_reader()
    arp = header_record(bytes(12) + b"\x08\x06" + bytes(28))
    payload = sflow(sample(2, bytes(40)), sample(4, bytes(40)), sample(99, b""), flow_sample(arp), flow_sample())
    assert read(payload, reader=reader) == []
    assert reader.notes.other_logs == {COUNTERS: 2, OTHER_SAMPLE: 1, NO_IP: 2}


def test_lost_datagrams_are_counted_by_agent() -> None:
    reader = a_reader()
    read(sflow(sequence=5), sflow(sequence=9), sflow(sequence=7, agent=1), reader=reader)
    assert reader.notes.remarks == {"datagrams lost": 3}


@pytest.mark.parametrize(
    ("payload", "flows", "message"),
    [
        (sflow()[:20], 0, "within its header"),
        (struct.pack("!II", 5, 9) + bytes(40), 0, "within its header"),
        (sflow(flow_sample(header_record(FRAME)), count=2), 1, "tells 2 samples"),
        (sflow(flow_sample(header_record(FRAME)), struct.pack("!II", 1, 999)), 1, "sample of 999 bytes"),
    ],
)
def test_a_datagram_that_breaks_off_is_a_dead_letter_and_what_came_before_stands(
    payload: bytes, flows: int, message: str
) -> None:
    found, letters = a_reader().read([piece(payload)], 1)
    assert len(found) == flows
    assert [message in letter.reason for letter in letters] == [True]


def test_sflow_is_told_from_netflow_v5_by_its_longer_version() -> None:
    assert is_sflow(sflow())
    assert not is_sflow(b"\0\5\0\1" + bytes(40))


@given(st.integers(0, 200), st.binary(max_size=40))
@settings(max_examples=60)
def test_a_datagram_changed_anywhere_gives_flows_or_a_dead_letter(at: int, noise: bytes) -> None:
    sound = sflow(flow_sample(header_record(FRAME)), expanded_sample(header_record(FRAME)))
    flows, letters = a_reader().read([piece(sound[:at] + noise + sound[at + len(noise) :])], 1)
    assert len(flows) <= 2
    assert len(letters) <= 1
