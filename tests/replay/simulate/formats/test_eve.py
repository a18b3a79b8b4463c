"""The simulated log as Suricata's flow events."""

import orjson

from replay.simulate.formats.eve import EveWriter
from tests.replay.simulate.formats.rows import rows


def test_a_connection_is_a_flow_event_with_its_flags_and_counters() -> None:
    writer = EveWriter()
    poll, tried, time = (orjson.loads(writer.row(row)) for row in rows())
    assert (poll["timestamp"], poll["event_type"]) == ("2026-03-15T23:00:08.396196+0000", "flow")
    assert (poll["proto"], poll["app_proto"], poll["dest_port"]) == ("TCP", "modbus", 502)
    assert poll["flow"]["bytes_toclient"] == 303
    assert poll["tcp"]["tcp_flags_ts"] == "1b"
    assert poll["ether"]["dest_mac"] == "00:80:f4:38:8e:46"
    assert (tried["flow"]["state"], tried["tcp"]["tcp_flags_tc"], "ether" in tried) == ("new", "00", False)
    assert ("tcp" in time, time["app_proto"]) == (False, "ntp")


def test_events_have_flow_ids_of_their_own_and_nothing_stands_around_them() -> None:
    writer = EveWriter()
    assert len({orjson.loads(writer.row(row))["flow_id"] for row in rows()}) == 3
    assert (writer.begin(0.0), writer.end(0.0)) == (b"", b"")
