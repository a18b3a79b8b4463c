"""Captures of other projects against what those say is in them. Nothing of them is kept here."""

import re
from pathlib import Path

import pytest

from models.identity.direction import oriented
from schemas.flow import Flow
from schemas.services.names import service_of
from streams.sources.captures import metered
from streams.sources.files.flow_files import flow_batches

pytestmark = pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")

NDPI_FLOW = re.compile(
    r"\t\d+\t(?P<transport>\w+) (?P<one>\S+):(?P<port>\d+) (?:<->|->) (?P<two>\S+):(?P<to>\d+) \[proto: [\d.]+/"
    r"(?P<name>[^\]]+)\].*?\[(?P<sent>\d+) pkts/\d+ bytes (?:<->|->) (?P<returned>\d+) pkts"
)

SERVICES = {
    "Modbus": "modbus",
    "Modbus.UMAS": "modbus",
    "DNP3": "dnp3",
    "IEC60870": "iec104",
    "S7Comm": "iso-tsap",
    "BACnet": "bacnet",
    "EthernetIP": "enip",
    "OPC-UA": "opc-ua",
    "DCERPC.PROFINET_IO": "profinet",
}

Told = dict[frozenset[tuple[str, int | None]], tuple[str, int]]
"""Service and packets of both ways, by the two ends."""


def flows_of(path: Path) -> list[Flow]:
    batches = list(flow_batches(path, site="north"))
    assert not any(batch.dead_letters for batch in batches)
    return [record for batch in batches for record in batch.records if isinstance(record, Flow)]


def _told_by_ndpi(path: Path) -> Told:
    found: Told = {}
    for line in path.read_text().splitlines():
        flow = NDPI_FLOW.match(line)
        if flow is not None:
            ends = frozenset({(flow["one"], int(flow["port"])), (flow["two"], int(flow["to"]))})
            found[ends] = SERVICES[flow["name"]], int(flow["sent"]) + int(flow["returned"])
    return found


def _told_here(path: Path) -> Told:
    found: Told = {}
    for flow in flows_of(path):
        ends = frozenset({(flow.initiator_ip, flow.initiator_port), (flow.responder_ip, flow.responder_port)})
        packets = (flow.initiator_packets or 0) + (flow.responder_packets or 0) + found.get(ends, ("", 0))[1]
        turned = oriented(flow, lambda _: False)
        found[ends] = service_of(turned.service, turned.transport, turned.responder_port), packets
    return found


@pytest.mark.parametrize(
    "name",
    ["IEC104", "bacnet", "dnp3", "ethernetIP", "modbus", "opc-ua", "profinet-io-le", "s7comm", "umas"],
)
def test_each_flow_that_ndpi_tells_is_told_with_its_packets_and_its_name(shared_data: Path, name: str) -> None:
    capture = shared_data / "ndpi_ot" / f"{name}.pcap"
    told = _told_by_ndpi(capture.with_suffix(".pcap.out"))
    assert told
    assert _told_here(capture) == told


@pytest.mark.parametrize(
    ("name", "pair"),
    [("WinXP.pcap", ("10.200.1.18", "10.50.1.54")), ("Advantech.pcap", ("10.200.1.124", "10.50.1.50"))],
)
def test_the_pair_that_crosses_into_the_control_zone_is_found(
    shared_data: Path, name: str, pair: tuple[str, str]
) -> None:
    found = {(flow.initiator_ip, flow.responder_ip) for flow in map(_oriented, flows_of(shared_data / "s4x15" / name))}
    assert {one for one in found if one[0].startswith("10.200.") and one[1].startswith("10.50.")} == {pair}


def test_the_polls_and_the_attack_of_a_lab_are_found(shared_data: Path) -> None:
    capture = shared_data / "lemay_modbus" / "characterization_modbus_6RTU_with_operate.pcap"
    flows = [_oriented(flow) for flow in flows_of(capture)]
    modbus = {(flow.initiator_ip, flow.responder_ip) for flow in flows if flow.responder_port == 502}
    polls = {("192.168.1.100", f"192.168.1.{number}") for number in range(101, 107)}
    assert modbus - polls == {("192.168.1.101", "192.168.1.104")}, "the attack that its labels name"
    assert polls <= modbus


def _oriented(flow: Flow) -> Flow:
    return oriented(flow, lambda _: False)
