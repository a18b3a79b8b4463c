from typing import Any

import pytest

from schemas.flow import Flow
from schemas.formats.suricata.flow_event import careful_flow
from schemas.formats.suricata.lines import flattened
from tests.schemas.formats.suricata.rows import START, Event, flow


def read(row: Event) -> tuple[Flow, list[str]]:
    found, doubts = careful_flow(flattened(row), site="plant", sensor="suricata")
    return found, list(doubts)


def test_a_whole_event_becomes_a_flow() -> None:
    assert read(flow()) == (
        Flow(
            site="plant",
            sensor="suricata",
            start=START,
            end=START + 10.0,
            initiator_ip="10.1.0.5",
            responder_ip="10.2.0.9",
            transport="tcp",
            initiator_port=40000,
            responder_port=502,
            community_id="1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
            service="modbus",
            initiator_octets=400,
            responder_octets=300,
            initiator_packets=5,
            responder_packets=4,
            state="established",
            direction="certain",
            vlan=12,
        ),
        [],
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2019-05-28T23:32:29.025256+0200", 1559079149.025256),
        ("2019-05-28T21:32:29.025256+00:00", 1559079149.025256),
        ("2019-05-28T21:32:29.025256Z", 1559079149.025256),
        ("2019-05-28T21:32:29.025256", 1559079149.025256),
    ],
)
def test_times_may_have_any_zone(text: str, seconds: float) -> None:
    found, _ = read(flow(flow={"start": text, "end": text}))
    assert (found.start, found.end) == (seconds, seconds)


@pytest.mark.parametrize(
    ("times", "told", "doubts"),
    [
        ({"start": "1900-01-00T00:00:00.000000+0000"}, (START, START + 10), 1),
        ({"start": "1900-01-01T00:00:00.000000+0000"}, (START, START + 10), 1),
        ({"end": "1900-01-01T00:00:00.000000+0000"}, (START, START + 10), 1),
        ({"start": "ts-error", "end": "ts-error"}, (START + 389.75, START + 399.75), 2),
        ({"start": None}, (START, START + 10), 0),
        ({"start": None, "age": None}, (START + 10, START + 10), 0),
        ({"start": None, "end": None, "age": None}, (START + 399.75, START + 399.75), 0),
        ({"end": "2003-11-14T22:13:30.250000+0000"}, (START - 631_151_990.0, START - 631_151_990.0), 1),
    ],
)
def test_a_time_that_cannot_be_true_is_left_out(times: Event, told: tuple[float, float], doubts: int) -> None:
    found, noted = read(flow(flow=times))
    assert (found.start, found.end) == pytest.approx(told)
    assert noted == ["impossible duration"] * doubts


def test_a_row_without_any_time_is_refused() -> None:
    with pytest.raises(ValueError, match="field timestamp"):
        read(flow(timestamp="1900-01-01T00:00:00.000000+0000", flow={"start": None, "end": None}))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"src_ip": "10.1.0"}, "field src_ip: '10.1.0' is no IP address"),
        ({"dest_ip": None}, "field dest_ip is missing"),
        ({"dest_port": 70000}, "field dest_port"),
        ({"proto": None}, "field proto is missing"),
        ({"proto": "?"}, "field proto"),
    ],
)
def test_what_tells_the_path_must_be_right(changed: Event, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(flow(**changed))


@pytest.mark.parametrize(
    ("changed", "field", "doubt"),
    [
        ({"src_port": 70000}, "initiator_port", "impossible port"),
        ({"flow": {"bytes_toserver": -1}}, "initiator_octets", "impossible octets"),
        ({"flow": {"pkts_toclient": "many"}}, "responder_packets", "impossible packets"),
        ({"vlan": [5000]}, "vlan", "impossible vlan"),
        ({"community_id": "x" * 300}, "community_id", "impossible id"),
        ({"app_proto": {}}, "service", "impossible service"),
        ({"ether": {"src_macs": [7]}}, "initiator_mac", "impossible mac"),
    ],
)
def test_what_only_measures_is_left_out_and_noted(changed: Event, field: str, doubt: str) -> None:
    found, doubts = read(flow(**changed))
    assert getattr(found, field) is None
    assert doubts == [doubt]


@pytest.mark.parametrize(
    ("changed", "service"),
    [
        ({"app_proto": "dnp3"}, "dnp3"),
        ({"app_proto": "enip"}, "enip"),
        ({"app_proto": "failed"}, None),
        ({"app_proto": "unknown"}, None),
        ({"app_proto": None}, None),
        ({"app_proto": "failed", "app_proto_tc": "http"}, "http"),
        ({"app_proto": "unknown", "app_proto_ts": "ssh", "app_proto_tc": "failed"}, "ssh"),
        ({"app_proto": "tls", "app_proto_ts": "http"}, "tls"),
    ],
)
def test_the_protocol_is_suricatas_word_where_it_has_one(changed: Event, service: str | None) -> None:
    assert read(flow(**changed))[0].service == service


@pytest.mark.parametrize(("gaps", "flaws"), [({}, ()), ({"ts_gap": True}, ("gap",)), ({"tc_gap": True}, ("gap",))])
def test_a_stream_that_was_not_seen_whole_has_a_gap(gaps: Event, flaws: tuple[str, ...]) -> None:
    assert read(flow(tcp=gaps))[0].flaws == flaws


def test_icmp_has_no_ports_but_a_type_and_a_code() -> None:
    icmp = flow(proto="ICMP", src_port=None, dest_port=None, tcp=None, app_proto=None, icmp_type=8, icmp_code=0)
    found, doubts = read(icmp | {"response_icmp_type": 0, "response_icmp_code": 0})
    assert (found.transport, found.initiator_port, found.responder_port) == ("icmp", 8, 0)
    assert (found.state, found.direction, doubts) == ("established", "certain", [])


def test_icmp_without_a_type_is_still_a_flow() -> None:
    found, doubts = read(flow(proto="IPv6-ICMP", src_port=None, dest_port=None, tcp=None, app_proto=None))
    assert (found.transport, found.initiator_port, found.responder_port) == ("icmp", None, None)
    assert (found.direction, doubts) == ("unsure", [])


def test_the_counters_hold_what_was_bypassed_already() -> None:
    bypassed = {"state": "bypassed", "bypass": "local", "bypassed": {"pkts_toserver": 3, "bytes_toserver": 300}}
    found, _ = read(flow(flow=bypassed))
    assert (found.initiator_octets, found.initiator_packets, found.state) == (400, 5, "established")


@pytest.mark.parametrize(
    ("ether", "macs"),
    [
        ({"src_macs": ["00:01"], "dest_macs": ["00:02"]}, ("00:01", "00:02")),
        ({"src_mac": "00:01", "dest_mac": "00:02"}, ("00:01", "00:02")),
        ({"src_macs": ["00:01", "00:03"], "dest_macs": ["00:02"]}, (None, "00:02")),
        ({"src_macs": ["00:01", "00:02"], "dest_macs": ["00:02", "00:01"]}, (None, None)),
        ({"src_macs": ["00:01"], "dest_macs": ["00:01"]}, (None, None)),
        ({"ether_type": 2048}, (None, None)),
    ],
)
def test_a_mac_is_taken_where_one_was_seen_of_its_end(ether: Event, macs: tuple[Any, Any]) -> None:
    found, _ = read(flow(ether=ether))
    assert (found.initiator_mac, found.responder_mac) == macs


@pytest.mark.parametrize(("vlan", "outer"), [([12, 30], 12), ([], None), (7, 7), (None, None)])
def test_the_first_vlan_of_a_list_is_the_outer_one(vlan: object, outer: int | None) -> None:
    assert read(flow(vlan=vlan))[0].vlan == outer
