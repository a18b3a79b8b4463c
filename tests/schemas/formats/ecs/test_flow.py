"""What a document tells, by its dotted names. The documents are made up in the shapes of the tools they name."""

from typing import Any

import pytest

from schemas.flow import Flow
from schemas.formats.ecs.flow import NoPathError, careful_flow, dotted, kind_of, mac, seconds_of, state_of

ENDS: dict[str, Any] = {"source.ip": "10.1.0.9", "destination.ip": "10.2.0.5"}
BASE: dict[str, Any] = ENDS | {
    "@timestamp": "2026-01-01T00:00:00Z",
    "source.port": 40000,
    "destination.port": 502,
    "network.transport": "tcp",
}

ELASTIC_ZEEK: dict[str, Any] = {
    "@timestamp": "2026-01-01T00:00:00.5Z",
    "source": {"ip": "10.1.0.9", "port": 40000, "bytes": 105, "packets": 3},
    "destination": {"ip": "10.2.0.5", "port": 502, "bytes": 206, "packets": 4},
    "event": {"dataset": "zeek.connection", "duration": 2000000000, "id": "C1", "kind": "event"},
    "network": {"transport": "tcp", "protocol": "modbus", "community_id": "1:abc="},
    "zeek": {"connection": {"state": "SF", "history": "ShADadFf"}, "session_id": "C1"},
    "observer": {"name": "tap-1"},
}
SECURITY_ONION: dict[str, Any] = {
    "@timestamp": "2026-01-01T00:00:00.5Z",
    "source.ip": "10.1.0.9",
    "source.port": 40000,
    "destination.ip": "10.2.0.5",
    "destination.port": 502,
    "client.bytes": 55,
    "client.ip_bytes": 105,
    "client.packets": 3,
    "server.bytes": 106,
    "server.ip_bytes": 206,
    "server.packets": 4,
    "event.dataset": "conn",
    "event.module": "zeek",
    "event.duration": 2.0,
    "connection.state": "SF",
    "connection.history": "ShADadFf",
    "log.id.uid": "C1",
    "network.transport": "tcp",
    "network.protocol": "modbus",
    "network.community_id": "1:abc=",
    "observer.name": "tap-1",
}
MALCOLM: dict[str, Any] = {
    "@timestamp": "2026-01-01T00:00:00.500Z",
    "event": {"dataset": "conn", "provider": "zeek", "start": 1767225600500, "end": 1767225602500, "kind": "event"},
    "source": {"ip": "10.1.0.9", "port": "40000", "bytes": "105", "packets": "3"},
    "destination": {"ip": "10.2.0.5", "port": "502", "bytes": "206", "packets": "4"},
    "client": {"bytes": "55"},
    "network": {"transport": ["tcp"], "protocol": ["modbus"], "community_id": ["1:abc="]},
    "zeek": {"uid": "C1", "conn": {"conn_state": "SF", "history": "ShADadFf"}},
    "observer": {"hostname": "tap-1"},
}


def flow_of(row: dict[str, Any]) -> Flow:
    return careful_flow(dotted(row), site="plant", sensor=None)[0].flow


@pytest.mark.parametrize("row", [ELASTIC_ZEEK, SECURITY_ONION, MALCOLM], ids=["elastic", "security onion", "malcolm"])
def test_zeeks_connection_is_the_same_flow_whoever_keeps_it(row: dict[str, Any]) -> None:
    assert flow_of(row) == Flow(
        site="plant",
        sensor="tap-1",
        start=1767225600.5,
        end=1767225602.5,
        initiator_ip="10.1.0.9",
        responder_ip="10.2.0.5",
        transport="tcp",
        initiator_port=40000,
        responder_port=502,
        uid="C1",
        community_id="1:abc=",
        service="modbus",
        initiator_octets=105,
        responder_octets=206,
        initiator_packets=3,
        responder_packets=4,
        state="established",
        direction="certain",
    )


def test_a_protocol_log_tells_an_operation_and_no_whole_connection() -> None:
    read, _ = careful_flow(
        BASE | {"event.dataset": "zeek.modbus", "zeek.session_id": "C1", "zeek.modbus.function": "READ_COILS"},
        site="plant",
        sensor="named",
    )
    assert (read.whole, read.ended, read.operation) == (False, False, "READ_COILS")
    assert (read.flow.service, read.flow.sensor, read.flow.operations) == ("modbus", "named", ("READ_COILS",))


@pytest.mark.parametrize(
    ("given", "start", "end"),
    [
        ({}, 1767225600.0, 1767225600.0),
        ({"event.duration": 1500000000}, 1767225600.0, 1767225601.5),
        ({"event.start": "2026-01-01T00:00:01Z", "event.end": "2026-01-01T00:00:03Z"}, 1767225601.0, 1767225603.0),
        ({"event.end": "2026-01-01T00:00:03Z", "event.duration": 2000000000}, 1767225601.0, 1767225603.0),
        ({"event.end": "2026-01-01T00:00:03Z"}, 1767225600.0, 1767225603.0),
        ({"event.end": "2025-01-01T00:00:03Z"}, 1767225600.0, 1767225600.0),
        ({"event.duration": -5}, 1767225600.0, 1767225600.0),
        ({"event.duration": "long"}, 1767225600.0, 1767225600.0),
    ],
)
def test_when_it_was_is_told_by_what_there_is(given: dict[str, Any], start: float, end: float) -> None:
    read, doubts = careful_flow(BASE | given, site="plant", sensor=None)
    assert (read.flow.start, read.flow.end) == (start, end)
    assert doubts == (["impossible duration"] if given and end == start else [])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"source.ip": "somebody"}, "field source.ip: 'somebody' is no IP address"),
        ({"destination.ip": 5}, "field destination.ip: 5"),
        ({"destination.port": 70000}, "field destination.port: 70000"),
        ({"network.transport": None}, "field network.transport is missing"),
        ({"network.transport": "?"}, "field network.transport: '.' is no transport"),
        ({"@timestamp": "yesterday"}, "field @timestamp"),
        ({"@timestamp": None}, "field @timestamp is missing"),
    ],
)
def test_what_tells_the_path_must_be_right(given: dict[str, Any], reason: str) -> None:
    row = {key: value for key, value in (BASE | given).items() if value is not None}
    with pytest.raises(ValueError, match=reason):
        careful_flow(row, site="plant", sensor=None)


def test_what_only_measures_is_left_out_and_noted() -> None:
    wrong = {"source.port": -1, "source.bytes": -1, "destination.packets": "x", "network.vlan.id": 5000}
    wrong |= {"source.mac": "x" * 40, "network.community_id": "y" * 300}
    read, doubts = careful_flow(BASE | wrong, site="plant", sensor=None)
    assert sorted(doubts) == [
        *("impossible id", "impossible mac", "impossible octets", "impossible packets", "impossible port"),
        "impossible vlan",
    ]
    assert (read.flow.initiator_port, read.flow.initiator_octets, read.flow.vlan) == (None, None, None)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"event.kind": "alert"}, "ecs alert"),
        ({"source.ip": None, "event.dataset": "system.syslog"}, "system.syslog"),
        ({"destination.ip": None}, "ecs"),
        ({"source.ip": None, "client.ip": "10.1.0.9"}, None),
    ],
)
def test_a_document_without_a_path_is_no_flow(given: dict[str, Any], named: str | None) -> None:
    row = {key: value for key, value in (BASE | given).items() if value is not None}
    assert kind_of(row) == named
    if named is not None:
        with pytest.raises(NoPathError, match=named):
            careful_flow(row, site="plant", sensor=None)


def test_a_record_of_elastics_netflow_input_is_one_direction() -> None:
    one_way = BASE | {"netflow.type": "netflow_flow", "source.bytes": 100, "netflow.tcp_control_bits": 2}
    read, _ = careful_flow(one_way, site="plant", sensor=None)
    assert read.half is not None
    assert (read.half.sender_ip, read.half.octets, read.half.tcp_flags) == ("10.1.0.9", 100, 2)
    assert careful_flow(one_way | {"destination.bytes": 5}, site="plant", sensor=None)[0].half is None


def test_a_firewall_that_denied_it_is_believed() -> None:
    assert flow_of(BASE | {"event.type": ["connection", "denied"]}).state == "rejected"


def test_icmp_has_its_type_for_a_port() -> None:
    ping = {**ENDS, "@timestamp": "2026-01-01T00:00:00Z", "network.transport": "ipv6-icmp", "icmp.type": 8}
    assert (flow_of(ping).transport, flow_of(ping).initiator_port, flow_of(ping).direction) == ("icmp", 8, "certain")


def test_who_sent_anything_tells_how_it_went_where_zeek_does_not() -> None:
    assert state_of("tcp", 1, (5, 5, None, None), None, None) == ("established", "unsure", ())
    assert state_of("tcp", 1, (5, 0, 1, None), None, None) == ("unknown", "unsure", ())
    assert state_of("tcp", 1, (5, 0, 1, None), "S0", None) == ("attempted", "certain", ())


def test_nested_and_dotted_names_are_one() -> None:
    assert dotted({"a": {"b": {"c": 1}}, "d.e": [2], "f": None}) == {"a.b.c": 1, "d.e": 2}


def test_a_mac_and_a_duration_are_brought_into_weirs_form() -> None:
    assert mac("02-42-AC-13-00-07") == "02:42:ac:13:00:07"
    assert mac(None) is None
    assert seconds_of(1500000000, zeeks=False) == 1.5
    assert seconds_of(2.5, zeeks=False) == 2.5
    assert seconds_of(3.0, zeeks=True) == 3.0
    assert seconds_of("long", zeeks=True) is None
