"""Documents as flows: the usual way gives what the careful one gives, and what is told twice counts once."""

from typing import Any

import msgspec
import orjson
import pytest

from schemas.flow import Flow
from schemas.formats.ecs.document import decode
from schemas.formats.ecs.reader import EcsRows
from schemas.formats.reader import ReaderContext

ZEEK: dict[str, Any] = {
    "session_id": "CAb1",
    "connection": {"state": "SF", "history": "ShADacdFf", "state_message": "Normal establishment.", "missed_bytes": 0},
}
FLOW: dict[str, Any] = {
    "@timestamp": "2026-01-01T00:00:10.250Z",
    "agent": {"name": "tap-3", "type": "packetbeat"},
    "event": {
        "dataset": "network_traffic.flow",
        "start": "2026-01-01T00:00:01Z",
        "end": "2026-01-01T00:00:03.5Z",
        "duration": 2500000000,
        "kind": "event",
        "type": ["connection", "end"],
    },
    "flow": {"final": True, "id": "F1"},
    "network": {"transport": "tcp", "community_id": "1:abc=", "protocol": "ssl"},
    "source": {"ip": "10.1.0.7", "port": 40002, "bytes": 88, "packets": 2, "mac": "02-42-AC-13-00-07"},
    "destination": {"ip": "10.2.0.5", "port": 502, "bytes": 64, "packets": 1, "mac": "02-42-AC-13-00-08"},
}


def rows(sensor: str | None = None) -> EcsRows:
    return EcsRows(ReaderContext(site="plant", source="s", sensor=sensor))


def told(one: EcsRows, row: dict[str, Any]) -> Flow | None:
    read = one.careful(row)
    return None if read is None else one.told(read)


def changed(part: str, **given: object) -> dict[str, Any]:
    kept = {key: value for key, value in (FLOW.get(part, {}) | given).items() if value is not None}
    return FLOW | {part: kept}


@pytest.mark.parametrize(
    "row",
    [
        FLOW,
        changed("event", end=None),
        changed("event", start=None, end=None),
        changed("event", start=None, end=None, duration=None),
        changed("network", protocol=None, transport="udp"),
        changed("destination", bytes=None, packets=None, port=None),
        FLOW | {"observer": {"hostname": "tap-9"}},
        {key: value for key, value in FLOW.items() if key not in {"agent", "flow"}},
        changed("event", dataset="zeek.connection") | {"zeek": ZEEK},
        FLOW | {"zeek": ZEEK | {"session_id": "-", "connection": {"state": "-", "history": ""}}},
    ],
)
@pytest.mark.parametrize("sensor", [None, "named"])
def test_the_usual_way_gives_what_the_careful_one_gives(row: dict[str, Any], sensor: str | None) -> None:
    usual = rows(sensor).usual(decode(orjson.dumps(row)))
    assert usual is not None
    assert usual == rows(sensor).careful(row)


@pytest.mark.parametrize(
    "row",
    [
        changed("event", kind="alert"),
        changed("event", type=["denied"]),
        changed("event", dataset="zeek.modbus"),
        changed("event", end="2020-01-01T00:00:00Z"),
        changed("event", start=None),
        changed("event", duration=1.5),
        changed("network", transport="icmp"),
        changed("network", transport=None),
        FLOW | {"observer": {"ip": "10.9.0.1"}},
        FLOW | {"zeek": {"session_id": "CAb1"}},
        FLOW | {"zeek": ZEEK | {"modbus": {"function": "READ_COILS"}}},
        FLOW | {"zeek": ZEEK | {"connection.state": "S0"}},
        {key: value for key, value in FLOW.items() if key != "source"},
    ],
)
def test_what_needs_care_is_left_to_the_careful_way(row: dict[str, Any]) -> None:
    assert rows().usual(decode(orjson.dumps(row))) is None


def test_a_flow_that_lasts_counts_what_each_report_adds() -> None:
    one = rows()
    first = FLOW | {"flow": {"final": False, "id": "F1"}}
    last = FLOW | {"source": FLOW["source"] | {"bytes": 100, "packets": 3}}
    flows = [told(one, row) for row in (first, first, last, last)]
    assert [flow and (flow.initiator_octets, flow.responder_octets) for flow in flows] == [
        (88, 64),
        None,
        (12, 0),
        None,
    ]
    assert one.repeats == 2


def test_a_protocol_log_of_a_connection_is_told_once_for_each_operation() -> None:
    one = rows()
    row = {
        "@timestamp": "2026-01-01T00:00:00Z",
        "source": {"ip": "10.1.0.7"},
        "destination": {"ip": "10.2.0.5", "port": 502},
        "network": {"transport": "tcp"},
        "event": {"dataset": "zeek.modbus"},
        "zeek": {"session_id": "C1", "modbus": {"function": "READ_COILS"}},
    }
    assert told(one, row) is not None
    assert told(one, row) is None
    assert one.repeats == 1


def test_both_directions_of_netflow_are_one_conversation() -> None:
    one = rows()
    there = {
        "@timestamp": "2026-01-01T00:00:00Z",
        "source": {"ip": "10.1.0.7", "port": 40000, "bytes": 100, "packets": 5},
        "destination": {"ip": "10.2.0.5", "port": 502, "bytes": 0},
        "network": {"transport": "tcp"},
        "netflow": {"tcp_control_bits": 2},
        "observer": {"ip": ["10.9.0.1"]},
    }
    back = there | {
        "source": {"ip": "10.2.0.5", "port": 502, "bytes": 70, "packets": 4},
        "destination": {"ip": "10.1.0.7", "port": 40000},
        "netflow": {"tcp_control_bits": 18},
    }
    first, second = told(one, there), told(one, back)
    assert first is not None
    assert second is not None
    assert first.uid == second.uid
    assert (first.sensor, first.initiator_octets, second.responder_octets) == ("10.9.0.1", 100, 70)
    assert second.initiator_ip == "10.1.0.7"


def test_what_is_no_flow_is_counted_by_its_data_set() -> None:
    one = rows()
    assert told(one, {"event": {"dataset": "system.cpu"}, "ecs": {"version": "8"}}) is None
    assert told(one, FLOW | {"event": {"kind": "alert"}}) is None
    assert one.notes.other_logs == {"system.cpu": 1, "ecs alert": 1}


def test_an_address_that_is_none_is_refused_by_both_ways() -> None:
    row = FLOW | {"source": FLOW["source"] | {"ip": "nobody"}}
    with pytest.raises(ValueError, match="nobody"):
        rows().usual(msgspec.json.decode(orjson.dumps(row), type=type(decode(b"{}"))))
    with pytest.raises(ValueError, match=r"source\.ip: 'nobody'"):
        rows().careful(row)
