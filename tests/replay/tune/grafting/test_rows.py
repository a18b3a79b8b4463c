"""Planted connections as flows."""

from dataclasses import replace

from replay.simulate.large.ground import made
from replay.simulate.large.stage import Call
from replay.simulate.large.tape import REFUSED, UNANSWERED
from replay.tune.grafting.rows import flows_of
from schemas.flow import Flow

PANEL = made("hmi", "10.20.1.5", "hmi", "cell", 2.0, "Siemens")
PLC = made("plc", "10.20.1.21", "plc", "cell", 1.0, "Siemens")
FAR = replace(PANEL, ip="10.0.0.5")


def _flows(*calls: Call, with_macs: bool = True) -> list[Flow]:
    return flows_of(calls, site="s", sensor="tap", name="x", with_macs=with_macs)


def test_an_answered_one_has_its_service_and_the_macs_of_its_segment() -> None:
    (flow,) = _flows(Call(10.0, PANEL, PLC, 502, "modbus", 1_400, 100, 2.0))
    assert (flow.start, flow.end, flow.service, flow.state) == (10.0, 12.0, "modbus", "established")
    assert (flow.initiator_mac, flow.responder_mac) == (PANEL.mac, PLC.mac)
    assert (flow.initiator_octets, flow.initiator_packets) == (1_400 + 4 * 40, 4)


def test_macs_are_not_told_across_segments_nor_where_the_sensor_has_none() -> None:
    call = Call(10.0, FAR, PLC, 502, "modbus")
    assert {flow.initiator_mac for flow in (*_flows(call), *_flows(call, with_macs=False))} == {None}


def test_a_try_has_no_service_and_says_whether_it_was_refused() -> None:
    flows = _flows(
        Call(20.0, FAR, PLC, 502, None, 0, 0, 0.0, REFUSED), Call(10.0, FAR, PLC, 502, None, 0, 0, 0.0, UNANSWERED)
    )
    assert [(flow.state, flow.service, flow.responder_packets) for flow in flows] == [
        ("attempted", None, 0),
        ("rejected", None, 1),
    ]
