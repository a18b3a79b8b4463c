"""What data records mean: roles, ICMP, firewalls' events, MACs, VLANs and counters of both directions."""

import struct

import pytest

from schemas.flow import Flow
from schemas.formats.netflow.records import NO_FLOW, NO_TRAFFIC
from tests.schemas.formats.netflow.datagrams import (
    NOW,
    UPTIME,
    Field,
    a_reader,
    a_set,
    ipfix,
    read,
    template,
    v4,
    v5,
    v5_record,
    v9,
)

ENDS: tuple[Field, ...] = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1))


def ends(port: int = 50_000, other_port: int = 502, protocol: int = 6) -> bytes:
    return v4("10.1.0.5") + v4("10.1.0.9") + struct.pack("!HHB", port, other_port, protocol)


def of_v9(fields: tuple[Field, ...], more: bytes, *, first: bytes | None = None) -> list[Flow]:
    return read(v9(template((*ENDS, *fields)), a_set(256, (ends() if first is None else first) + more)))


def of_ipfix(fields: tuple[Field, ...], more: bytes, *, first: bytes | None = None) -> list[Flow]:
    record = (ends() if first is None else first) + more
    return read(ipfix(template((*ENDS, *fields), version=10), a_set(256, record)))


def test_a_biflow_is_one_whole_flow_with_the_responders_counters() -> None:
    fields: tuple[Field, ...] = ((1, 8), (2, 8), (6, 1), (1, 8, 29_305), (2, 8, 29_305), (6, 1, 29_305), (239, 1))
    (flow,) = of_ipfix(fields, struct.pack("!QQBQQBB", 500, 5, 0x1B, 900, 7, 0x1B, 1))
    assert (flow.initiator_ip, flow.responder_ip, flow.direction) == ("10.1.0.5", "10.1.0.9", "certain")
    assert (flow.initiator_octets, flow.initiator_packets) == (500, 5)
    assert (flow.responder_octets, flow.responder_packets) == (900, 7)
    assert flow.state == "established"


def test_a_biflow_whose_source_is_the_responder_is_turned() -> None:
    fields: tuple[Field, ...] = ((85, 8), (85, 8, 29_305), (239, 1))
    (flow,) = of_ipfix(fields, struct.pack("!QQB", 500, 900, 2), first=ends(502, 50_000))
    assert (flow.initiator_ip, flow.responder_ip, flow.responder_port) == ("10.1.0.9", "10.1.0.5", 502)
    assert (flow.initiator_octets, flow.responder_octets) == (900, 500)


def test_of_a_biflow_in_which_only_the_second_end_sent_that_one_began() -> None:
    fields: tuple[Field, ...] = ((1, 8), (2, 8), (1, 8, 29_305), (2, 8, 29_305))
    (flow,) = of_ipfix(fields, struct.pack("!QQQQ", 0, 0, 900, 7), first=ends(47_808, 47_808, 17))
    assert (flow.initiator_ip, flow.initiator_octets, flow.responder_octets) == ("10.1.0.9", 900, None)


def test_initiator_and_responder_octets_tell_roles_and_both_counters() -> None:
    fields: tuple[Field, ...] = ((231, 4), (232, 4), (298, 4), (299, 4))
    (flow,) = of_v9(fields, struct.pack("!IIII", 500, 900, 5, 7), first=ends(40_001, 40_000))
    assert (flow.initiator_port, flow.responder_port, flow.direction) == (40_001, 40_000, "certain")
    assert (flow.initiator_octets, flow.responder_octets, flow.responder_packets) == (500, 900, 7)


def test_first_flags_of_yaf_tell_who_began() -> None:
    fields: tuple[Field, ...] = ((14, 1, 6_871), (15, 1, 6_871), (85, 8))
    (flow,) = of_ipfix(fields, struct.pack("!BBQ", 0x02, 0x18, 100), first=ends(40_001, 40_000))
    assert (flow.initiator_port, flow.direction) == (40_001, "certain")
    (flow,) = of_ipfix(fields, struct.pack("!BBQ", 0x12, 0x18, 100), first=ends(40_001, 40_000))
    assert (flow.initiator_port, flow.direction) == (40_000, "certain")


def test_an_icmp_biflow_is_a_request_with_its_reply() -> None:
    fields: tuple[Field, ...] = ((32, 2), (1, 8), (1, 8, 29_305), (239, 1))
    (flow,) = of_ipfix(fields, struct.pack("!HQQB", 0x0800, 84, 84, 1), first=ends(0, 0, 1))
    assert (flow.transport, flow.initiator_port) == ("icmp", 8)
    assert (flow.initiator_octets, flow.responder_octets) == (84, 84)


@pytest.mark.parametrize(
    ("fields", "more", "port"),
    [
        (((32, 2),), struct.pack("!H", 0x0800), 0),
        (((176, 1), (177, 1)), b"\x08\x00", 17_549),
        ((), b"", 0x0800),
        (((32, 2),), struct.pack("!H", 0), 0x0800),
    ],
)
def test_icmp_has_its_type_as_the_port(fields: tuple[Field, ...], more: bytes, port: int) -> None:
    (flow,) = of_v9(fields, more, first=ends(0, port, 1))
    assert (flow.transport, flow.initiator_ip, flow.initiator_port) == ("icmp", "10.1.0.5", 8)


def test_icmp_of_v6_has_its_own_element() -> None:
    (flow,) = of_v9(((139, 2),), struct.pack("!H", 0x8000), first=ends(0, 0, 58))
    assert (flow.transport, flow.initiator_port) == ("icmp", 128)


def test_icmp_of_v5_is_in_the_receivers_port() -> None:
    (flow,) = read(v5(v5_record(port=0, other_port=0x0800, protocol=1)))
    assert (flow.transport, flow.initiator_port) == ("icmp", 8)


@pytest.mark.parametrize(("event", "state"), [(1, "unknown"), (2, "established"), (3, "rejected"), (5, "established")])
def test_firewall_events_of_flows_are_flows(event: int, state: str) -> None:
    answered = 900 if state == "established" else 0
    record = ends() + struct.pack("!BHQQII", event, 2_025, NOW * 1_000 - 3_000, NOW * 1_000 - 1_000, 500, answered)
    fields: tuple[Field, ...] = ((233, 1), (33_002, 2), (152, 8), (323, 8), (231, 4), (232, 4))
    (flow,) = read(v9(template((*ENDS, *fields)), a_set(256, record)))
    assert (flow.state, flow.direction, flow.initiator_ip) == (state, "certain", "10.1.0.5")
    assert (flow.start, flow.end) == (NOW - 3.0, NOW - 1.0)


def test_a_denial_without_counters_is_a_rejected_flow() -> None:
    (flow,) = of_v9(((233, 1), (33_002, 2)), struct.pack("!BH", 3, 1_001))
    assert (flow.state, flow.initiator_octets) == ("rejected", None)


def test_firewall_events_without_traffic_and_empty_counters_are_other_rows() -> None:
    reader = a_reader()
    alert = v9(template((*ENDS, (233, 1)), 300), a_set(300, ends() + b"\4"))
    empty = v9(template((*ENDS, (1, 4), (2, 4)), 301), a_set(301, ends() + bytes(8)), sequence=1)
    assert read(alert, empty, reader=reader) == []
    assert reader.notes.other_logs == {NO_TRAFFIC: 2}


def test_records_without_an_ip_flow_are_other_rows() -> None:
    reader = a_reader()
    station = v9(template(((365, 6), (1, 8))), a_set(256, bytes(14)))
    nobody = v9(template(ENDS), a_set(256, bytes(13)), sequence=1)
    assert read(station, nobody, reader=reader) == []
    assert reader.notes.other_logs == {NO_FLOW: 2}


MINE, YOURS, ROUTER = (bytes.fromhex(text) for text in ("020000000005", "020000000009", "0200000000fe"))


@pytest.mark.parametrize(
    ("fields", "macs", "found"),
    [
        (((56, 6), (80, 6)), MINE + YOURS, ("02:00:00:00:00:05", "02:00:00:00:00:09")),
        (((81, 6), (57, 6)), MINE + YOURS, ("02:00:00:00:00:05", "02:00:00:00:00:09")),
        (((56, 6), (57, 6)), MINE + YOURS, ("02:00:00:00:00:05", "02:00:00:00:00:09")),
        (((57, 6), (56, 6), (80, 6)), ROUTER + MINE + YOURS, ("02:00:00:00:00:05", "02:00:00:00:00:09")),
        (((80, 6),), YOURS, (None, None)),
        (((56, 6), (80, 6)), bytes(6) + YOURS, (None, "02:00:00:00:00:09")),
    ],
)
def test_macs_are_those_of_one_side_of_the_exporter(
    fields: tuple[Field, ...], macs: bytes, found: tuple[str | None, str | None]
) -> None:
    (flow,) = of_v9((*fields, (6, 1)), macs + b"\2")
    assert (flow.initiator_mac, flow.responder_mac) == found


def test_macs_follow_the_roles() -> None:
    (flow,) = of_v9(((56, 6), (80, 6), (6, 1), (2, 4)), MINE + YOURS + b"\x12" + struct.pack("!I", 1))
    assert (flow.initiator_ip, flow.initiator_mac) == ("10.1.0.9", "02:00:00:00:00:09")


@pytest.mark.parametrize(("vlan", "found"), [(0, None), (12, 12), (4_096, None)])
def test_a_vlan_of_0_is_none_and_a_larger_one_than_fits_is_doubted(vlan: int, found: int | None) -> None:
    reader = a_reader()
    (flow,) = read(v9(template((*ENDS, (58, 2))), a_set(256, ends() + struct.pack("!H", vlan))), reader=reader)
    assert flow.vlan == found
    assert reader.notes.doubts == ({"impossible vlan": 1} if vlan > 4_095 else {})


@pytest.mark.parametrize(
    ("fields", "more", "octets"),
    [
        (((85, 8),), struct.pack("!Q", 700), 700),
        (((1, 4), (85, 8)), struct.pack("!IQ", 0, 700), 700),
        (((1, 4), (23, 4)), struct.pack("!II", 0, 700), 700),
        (((1, 3),), b"\0\2\xbc", 700),
        (((1, 8),), struct.pack("!Q", 2**63), None),
    ],
)
def test_octets_are_the_first_counter_that_tells_something(
    fields: tuple[Field, ...], more: bytes, octets: int | None
) -> None:
    (flow,) = of_v9((*fields, (6, 1)), more + b"\2")
    assert flow.initiator_octets == octets


@pytest.mark.parametrize(("reason", "records"), [(3, 1), (2, 2)])
def test_a_reused_port_after_a_told_end_is_another_conversation(reason: int, records: int) -> None:
    fields: tuple[Field, ...] = ((1, 4), (136, 1), (1, 4, 29_305), (239, 1))
    reader = a_reader()
    data = [a_set(256, ends() + struct.pack("!IBIB", 1, reason, 1, 1)) for _ in range(2)]
    told = ipfix(template((*ENDS, *fields), version=10), data[0])
    flows = read(told, ipfix(data[1], sequence=1, now=NOW + 1), reader=reader)
    assert len({flow.uid for flow in flows}) == (2 if records == 1 else 1)


def test_addresses_of_nat_and_of_the_next_hop_are_not_taken() -> None:
    fields: tuple[Field, ...] = ((15, 4), (225, 4), (226, 4), (227, 2), (228, 2), (6, 1))
    more = v4("10.9.0.1") + v4("192.0.2.1") + v4("192.0.2.2") + struct.pack("!HHB", 1, 2, 2)
    (flow,) = of_v9(fields, more)
    assert (flow.initiator_ip, flow.responder_ip, flow.responder_port) == ("10.1.0.5", "10.1.0.9", 502)


def test_two_ports_of_0_are_none() -> None:
    (flow,) = of_v9(((22, 4), (21, 4)), struct.pack("!II", UPTIME - 9, UPTIME), first=ends(0, 0, 47))
    assert (flow.transport, flow.initiator_port, flow.responder_port) == ("gre", None, None)
