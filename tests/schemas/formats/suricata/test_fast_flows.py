from pathlib import Path

import msgspec
import pytest

from schemas.flow import Flow
from schemas.formats.suricata.fast_flows import FlowRow, fast_flow
from schemas.formats.suricata.flow_event import careful_flow
from schemas.formats.suricata.lines import eve_object, flattened
from tests.schemas.formats.suricata.rows import Event, flow, line


def fast(text: bytes) -> Flow | None:
    try:
        return fast_flow(msgspec.json.decode(text, type=FlowRow), "1", "plant", "suricata")
    except (msgspec.MsgspecError, ValueError):
        return None


def careful(text: bytes) -> Flow:
    found, _ = careful_flow(flattened(eve_object(text)[0]), site="plant", sensor="suricata")
    return msgspec.structs.replace(found, uid="1")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"proto": "UDP", "tcp": None, "flow": {"state": "new", "pkts_toclient": 0, "bytes_toclient": 0}},
        {"proto": "ICMP", "src_port": None, "dest_port": None, "tcp": None, "icmp_type": 8, "icmp_code": 0},
        {"proto": "IPv6-ICMP", "src_port": None, "dest_port": None, "tcp": None, "src_ip": "fe80::1%eth0"},
        {"vlan": [12, 13]},
        {"vlan": 12},
        {"vlan": []},
        {"ether": {"src_macs": ["00:01"], "dest_macs": ["00:02"]}},
        {"ether": {"src_mac": "00:01", "dest_mac": "00:02"}},
        {"ether": {}},
        {"app_proto": "failed", "app_proto_tc": "http"},
        {"app_proto": None, "community_id": None, "vlan": None},
        {"tcp": {"tcp_flags_ts": None, "tcp_flags_tc": None, "rst": True}},
        {"tcp": {"ts_gap": True}},
        {"tcp": {"tc_gap": True}},
        {"tcp": None},
        {"src_ip": "::ffff:10.0.0.1"},
    ],
)
def test_the_fast_way_gives_what_the_careful_way_gives(changed: Event) -> None:
    text = line(flow(**changed))
    assert fast(text) == careful(text)


@pytest.mark.parametrize(
    "changed",
    [
        {"event_type": "netflow"},
        {"proto": "GRE"},
        {"src_port": 70000},
        {"src_ip": "x.y"},
        {"vlan": [9000]},
        {"flow_id": -1},
        {"icmp_type": 300, "proto": "ICMP"},
        {"ether": {"src_macs": ["00:01", "00:02"]}},
        {"ether": {"src_macs": ["00:01"], "dest_macs": ["00:01"]}},
        {"flow": {"reason": None}},
        {"flow": {"reason": "forced"}},
        {"flow": {"start": "1900-01-01T00:00:00.000000+0000"}},
        {"flow": {"start": "2023-11-14T22:13:20"}},
        {"flow": {"end": "2003-11-14T22:13:20+0000"}},
        {"flow": {"bytes_toserver": -1}},
    ],
)
def test_what_is_unusual_is_left_to_care(changed: Event) -> None:
    assert fast(line(flow(**changed))) is None


def test_both_ways_agree_on_real_events(shared_data: Path) -> None:
    lines = (shared_data / "suricata_eve/eve.json").read_bytes().split(b"\n")
    flows = [text for text in lines if b'"event_type":"flow"' in text]
    assert len(flows) == 3_512
    assert [fast(text) for text in flows] == [careful(text) for text in flows]
