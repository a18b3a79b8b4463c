from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect
from schemas.formats.tables.argus import ArgusReader

COLUMNS = (
    *("StartTime", "Dur", "Proto", "SrcAddr", "Sport", "Dir", "DstAddr", "Dport", "State", "sTos", "dTos"),
    *("TotPkts", "TotBytes", "SrcBytes", "Label"),
)
GIVEN: dict[str, str] = {
    "StartTime": "2023/11/14 22:13:20.250000",
    "Dur": "1.500000",
    "Proto": "tcp",
    "SrcAddr": "10.1.0.5",
    "Sport": "40001",
    "Dir": "   ->",
    "DstAddr": "10.2.0.7",
    "Dport": "502",
    "State": "SPA_SPA",
    "sTos": "0",
    "dTos": "0",
    "TotPkts": "11",
    "TotBytes": "620",
    "SrcBytes": "300",
    "Label": "flow=Normal",
}


def reader() -> ArgusReader:
    return ArgusReader(ReaderContext(site="a", source="f"))


def rows(*several: dict[str, str]) -> list[bytes]:
    return [",".join(COLUMNS).encode(), *(",".join((GIVEN | row)[one] for one in COLUMNS).encode() for row in several)]


def flow_of(**changed: str) -> Flow:
    flows, letters = reader().read(rows(changed), 1)
    assert letters == []
    return flows[0]


def test_a_row_is_a_two_way_flow() -> None:
    flow = flow_of()
    assert (flow.start, flow.end) == (1_700_000_000.25, 1_700_000_001.75)
    assert (flow.initiator_ip, flow.initiator_port, flow.responder_ip, flow.responder_port) == (
        *("10.1.0.5", 40001),
        *("10.2.0.7", 502),
    )
    assert (flow.initiator_octets, flow.responder_octets) == (300, 320)
    assert (flow.initiator_packets, flow.responder_packets) == (None, None)
    assert (flow.state, flow.direction, flow.sensor) == ("established", "certain", "argus")


def test_who_began_may_stand_at_the_right() -> None:
    flow = flow_of(Dir="<-", State="SA_S")
    assert (flow.initiator_ip, flow.initiator_port, flow.responder_ip) == ("10.2.0.7", 502, "10.1.0.5")
    assert (flow.initiator_octets, flow.responder_octets, flow.direction) == (320, 300, "flipped")


@pytest.mark.parametrize(
    ("changed", "ports", "direction"),
    [
        ({"Sport": "0x0303", "Dport": "0x3d56", "State": "URP"}, (3, 3), "certain"),
        ({"Sport": "0x0103", "Dport": "", "State": "URH"}, (3, 1), "certain"),
        ({"Sport": "0x0008", "Dport": "0x7208", "State": "ECO"}, (8, 0), "certain"),
        ({"Sport": "", "Dport": "", "State": "ECR"}, (0, None), "unsure"),
        ({"Sport": "", "Dport": "", "State": "UNK"}, (None, None), "unsure"),
        ({"Sport": "128", "Dport": "0", "Proto": "ipv6-icmp", "State": "UNK"}, (128, 0), "certain"),
    ],
)
def test_icmp_has_its_type_and_code_in_the_ports(
    changed: dict[str, str], ports: tuple[int | None, int | None], direction: str
) -> None:
    flow = flow_of(**{"Proto": "icmp"} | changed)
    assert (flow.transport, flow.initiator_port, flow.responder_port, flow.direction) == ("icmp", *ports, direction)


def test_what_is_recognised_in_udp_is_udp() -> None:
    flow = flow_of(Proto="rtp", State="CON")
    assert (flow.transport, flow.service) == ("udp", "rtp")


@pytest.mark.parametrize("protocol", ["man", "arp", "llc", "ipx/spx"])
def test_what_is_not_ip_is_counted_as_another_row(protocol: str) -> None:
    one = reader()
    assert one.read(rows({"Proto": protocol, "SrcAddr": "0", "DstAddr": "00:1b:1b:0a:0b:0c"}), 1) == ([], [])
    assert one.notes.other_logs == {f"argus {protocol}": 1}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"StartTime": "22:13:20.250000"}, r"field StartTime: .* an hour without its date: .*`ra -u -c ,`"),
        ({"SrcAddr": "server-1"}, "field SrcAddr: 'server-1' is no IP address"),
        ({"Dport": "modbus"}, r"field Dport: 'modbus' is no number of a port; .*`ra -n -c ,`"),
        ({"Dport": "70000"}, "field Dport"),
        ({"Proto": ""}, "field Proto is missing"),
    ],
)
def test_what_tells_the_path_is_refused_with_what_to_do(changed: dict[str, str], message: str) -> None:
    flows, [letter] = reader().read(rows(changed), 1)
    assert flows == []
    with pytest.raises(ValueError, match=message):
        raise ValueError(letter.reason)


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"Dur": "-3"}, "impossible duration"),
        ({"SrcBytes": "900"}, "impossible octets"),
        ({"TotBytes": "x"}, "impossible octets"),
        ({"Sport": "ephemeral"}, "impossible port"),
    ],
)
def test_what_only_measures_is_left_out_and_noted(changed: dict[str, str], doubt: str) -> None:
    one = reader()
    flows, letters = one.read(rows(changed), 1)
    assert (len(flows), letters, one.notes.doubts) == (1, [], {doubt: 1})


def test_columns_of_ra_are_found_in_any_order_and_case() -> None:
    lines = [
        b"SrcAddr,DstAddr,StartTime,LastTime,Proto,Dport,Sport,State,SrcPkts,DstPkts,SrcBytes,DstBytes,SrcMac,sVlan",
        b"10.1.0.5,10.2.0.7,1700000000.25,1700000003.25,tcp,502,40001,CON,6,5,300,320,00:1b:1b:0a:0b:0c,12",
    ]
    assert detect(lines, "x") == "argus-csv"
    [flow] = reader().read(lines, 1)[0]
    assert (flow.start, flow.end, flow.vlan) == (1_700_000_000.25, 1_700_000_003.25, 12)
    assert (flow.initiator_packets, flow.responder_packets, flow.responder_octets) == (6, 5, 320)
    assert (flow.initiator_mac, flow.direction) == ("00:1b:1b:0a:0b:0c", "unsure")


def test_an_end_that_can_not_be_true_is_left_out() -> None:
    one = reader()
    lines = [b"StartTime,LastTime,Proto,SrcAddr,Dir,DstAddr", b"1700000000,1600000000,udp,10.1.0.5,->,10.2.0.7"]
    [flow] = one.read(lines, 1)[0]
    assert (flow.end, one.notes.doubts) == (1_700_000_000.0, {"impossible duration": 1})


_CELL = st.sampled_from(
    ["", "-", "0", "-1", "5", "65536", "9" * 25, "nan", "tcp", "icmp", "0x0303", "::1", "<-", "S_RA"]
)


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), _CELL | st.text(max_size=5), max_size=4), max_size=4))
def test_the_fast_way_gives_what_the_careful_way_gives(changed: list[dict[str, str]]) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in rows(*changed)]
    one, other = reader(), reader()
    found = one.read(lines, 1)
    other.fast = _no_fast_way  # type: ignore[method-assign]
    assert other.read(lines, 1) == found
    assert (other.notes, other.repeats) == (one.notes, one.repeats)


def _no_fast_way(line: bytes) -> Any:
    raise LookupError


@pytest.mark.parametrize(("name", "expected"), [("test3-mixed.binetflow", 89), ("test11-portscan.binetflow", 66)])
def test_every_row_of_a_real_file_is_a_flow(shared_data: Path, name: str, expected: int) -> None:
    lines = (shared_data / "argus" / name).read_bytes().splitlines()
    assert detect(lines, name) == "argus-csv"
    flows, letters = reader().read(lines, 1)
    assert (len(flows), letters) == (expected, [])
    assert len(flows) == sum(bool(line.strip()) for line in lines) - 1
