"""One row of nfstream, field by field."""

from typing import Any

import pytest

from schemas.formats.ndpi.row import careful_flow, service_name
from tests.schemas.formats.ndpi.rows import T0_MS, metered, plain


def flow(fields: dict[str, object]) -> Any:
    return careful_flow(fields, site="north", sensor="pcap")[0]


def doubts(fields: dict[str, object]) -> list[str]:
    return list(careful_flow(fields, site="north", sensor="pcap")[1])


@pytest.mark.parametrize(
    ("application", "guessed", "confidence", "name"),
    [
        ("Modbus", 0, 6, "modbus"),
        ("Modbus.UMAS", 0, 6, "modbus"),
        ("S7Comm", 0, 6, "iso-tsap"),
        ("S7CommPlus", 0, 6, "iso-tsap"),
        ("IEC60870", 0, 6, "iec104"),
        ("DNP3", 0, 6, "dnp3"),
        ("EthernetIP", 0, 6, "enip"),
        ("CIP", 0, 6, "enip"),
        ("BACnet", 0, 6, "bacnet"),
        ("OPC-UA", 0, 6, "opc-ua"),
        ("DCERPC.PROFINET_IO", 0, 6, "profinet"),
        ("NetBIOS.SMBv1", 0, 6, None),
        ("NetBIOS", 0, 6, None),
        ("SMBv23", 0, 6, "smb"),
        ("TLS.TeamViewer", 0, 6, "teamviewer"),
        ("DNS.TeamViewer", 0, 6, "dns"),
        ("TLS.Google", 0, 6, "tls"),
        ("Modbus", 1, 1, None),
        ("Modbus", 0, 1, None),
        ("Unknown", 0, 0, None),
        ("Modbus", None, None, "modbus"),
    ],
)
def test_ndpis_names_are_ours(application: str, guessed: int | None, confidence: int | None, name: str | None) -> None:
    assert service_name(application, guessed, confidence) == name


def test_a_row_of_nfstream_without_statistics_is_a_flow_whose_roles_are_unsure() -> None:
    found = flow(plain())
    assert (found.initiator_ip, found.responder_ip, found.responder_port) == ("10.1.0.9", "10.1.0.50", 502)
    assert (found.start, found.end) == (T0_MS / 1_000, T0_MS / 1_000 + 2.5)
    assert (found.initiator_octets, found.responder_packets, found.service) == (236, 4, "modbus")
    assert (found.direction, found.state, found.uid, found.vlan) == ("unsure", "established", None, None)


def test_of_a_slice_the_octets_are_what_it_adds_and_the_roles_those_of_the_conversation() -> None:
    found = flow(metered())
    assert (found.start, found.end) == (T0_MS / 1_000 + 2.0, T0_MS / 1_000 + 2.5)
    assert (found.initiator_octets, found.responder_octets, found.initiator_packets) == (104, 51, 2)
    assert (found.direction, found.state, found.uid) == ("certain", "established", "ab12")


def test_who_answers_first_in_a_capture_is_the_responder() -> None:
    found = flow(metered(src_port=502, dst_port=40_001, first_flags=18, vlan_id=7))
    assert (found.initiator_ip, found.initiator_port, found.responder_ip) == ("10.1.0.50", 40_001, "10.1.0.9")
    assert (found.responder_port, found.responder_mac, found.responder_octets) == (502, "02:00:0a:01:00:09", 104)
    assert found.vlan == 7


def test_ports_are_those_of_the_transport() -> None:
    echo = flow(metered(protocol=1, src_port=8, dst_port=0, icmp_type=8, icmp_code=0))
    assert (echo.transport, echo.initiator_port, echo.responder_port, echo.direction) == ("icmp", 8, 0, "certain")
    assert flow(plain(protocol=58, src_port=0, dst_port=0)).initiator_port is None
    assert flow(plain(protocol=47)).responder_port is None
    assert flow(plain(src_mac="00:00:00:00:00:00")).initiator_mac is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"src_ip": "x"}, "field src_ip: 'x' is no IP address"),
        ({"dst_ip": None}, "field dst_ip is missing"),
        ({"protocol": None}, "field protocol is missing"),
        ({"protocol": -1}, "field protocol"),
        ({"dst_port": 70_000}, "field dst_port"),
        ({"bidirectional_first_seen_ms": "soon"}, "field bidirectional_first_seen_ms: 'soon' is no time"),
        ({"bidirectional_first_seen_ms": 1e18}, "no time in milliseconds"),
        ({"slice": {}}, "field first_seen_ms is missing"),
    ],
)
def test_what_tells_the_path_must_be_right(changed: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        flow(metered(**changed) if "slice" in changed else plain(**changed))


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"src_port": -1}, "impossible port"),
        ({"src2dst_bytes": -1}, "impossible octets"),
        ({"vlan_id": 4_096}, "impossible vlan"),
        ({"bidirectional_last_seen_ms": 1}, "impossible duration"),
        ({"uid": 7}, "impossible id"),
        ({"src_mac": "x" * 40}, "impossible mac"),
        ({"application_name": 7}, "impossible service"),
        ({"src2dst_syn_packets": "x"}, "impossible state"),
    ],
)
def test_what_only_measures_is_left_out(changed: dict[str, object], doubt: str) -> None:
    assert doubts(plain(**changed)) == [doubt]
