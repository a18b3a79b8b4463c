import subprocess
from collections import Counter
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.reader import NoFlowsError, ReaderContext
from schemas.formats.registry import detect
from schemas.formats.tables.nfdump import NfdumpReader

COLUMNS = ("ts", "te", "td", "sa", "da", "sp", "dp", "pr", "flg", "fwd", "ipkt", "ibyt", "opkt", "obyt", "svln", "ismc")
GIVEN: dict[str, str] = {
    "ts": "2023-11-14 22:13:20",
    "te": "2023-11-14 22:13:21.5",
    "td": "1.500",
    "sa": "10.1.0.5",
    "da": "10.2.0.7",
    "sp": "40001",
    "dp": "502",
    "pr": "TCP",
    "flg": "......S.",
    "fwd": "0",
    "ipkt": "6",
    "ibyt": "300",
    "opkt": "0",
    "obyt": "0",
    "svln": "0",
    "ismc": "00:00:00:00:00:00",
}


def reader() -> NfdumpReader:
    return NfdumpReader(ReaderContext(site="a", source="f"))


def rows(*several: dict[str, str]) -> list[bytes]:
    return [",".join(COLUMNS).encode(), *(",".join((GIVEN | row)[one] for one in COLUMNS).encode() for row in several)]


def flow_of(**changed: str) -> Flow:
    flows, letters = reader().read(rows(changed), 1)
    assert letters == []
    return flows[0]


def test_a_row_is_one_direction() -> None:
    flow = flow_of()
    assert (flow.start, flow.end) == (1_700_000_000.0, 1_700_000_001.5)
    assert (flow.initiator_ip, flow.initiator_port, flow.responder_ip, flow.responder_port) == (
        *("10.1.0.5", 40001),
        *("10.2.0.7", 502),
    )
    assert (flow.initiator_octets, flow.initiator_packets, flow.responder_octets) == (300, 6, None)
    assert (flow.state, flow.direction, flow.sensor) == ("attempted", "certain", "nfdump")


def test_the_answer_finds_the_roles_of_the_first_half() -> None:
    answer = {
        "sa": "10.2.0.7",
        "da": "10.1.0.5",
        "sp": "502",
        "dp": "40001",
        "flg": "...A.R..",
        "ipkt": "1",
        "ibyt": "40",
    }
    flows, _ = reader().read(rows({}, answer), 1)
    assert [flow.initiator_ip for flow in flows] == ["10.1.0.5", "10.1.0.5"]
    assert flows[0].uid == flows[1].uid
    assert (flows[1].initiator_octets, flows[1].responder_octets, flows[1].state) == (None, 40, "rejected")


def test_a_row_of_both_directions_is_a_flow_by_itself() -> None:
    flow = flow_of(opkt="5", obyt="320", flg="...AP.S.")
    assert (flow.initiator_octets, flow.responder_octets, flow.responder_packets) == (300, 320, 5)
    assert (flow.state, flow.direction, flow.uid) == ("established", "unsure", None)
    assert flow_of(opkt="1", obyt="40").state == "rejected"


@pytest.mark.parametrize(
    ("changed", "ports"),
    [
        ({"pr": "ICMP", "sp": "0", "dp": "8.0"}, (8, 8)),
        ({"pr": "1", "sp": "0", "dp": "2048"}, (8, 8)),
        ({"pr": "ICMP", "sp": "0", "dp": "3.1"}, (3, 3)),
        ({"pr": "GRE", "sp": "0", "dp": "0"}, (None, None)),
        ({"pr": "UDP"}, (40001, 502)),
    ],
)
def test_ports_are_what_the_transport_has(changed: dict[str, str], ports: tuple[int | None, int | None]) -> None:
    flow = flow_of(**changed)
    assert (flow.initiator_port, flow.responder_port) == ports


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        ({"te": "2023-11-14 22:13:19"}, "impossible duration"),
        ({"ibyt": "-5"}, "impossible octets"),
        ({"ipkt": "many"}, "impossible packets"),
        ({"svln": "9999"}, "impossible vlan"),
    ],
)
def test_what_only_measures_is_left_out_and_noted(changed: dict[str, str], doubt: str) -> None:
    one = reader()
    flows, letters = one.read(rows(changed), 1)
    assert (len(flows), letters, one.notes.doubts) == (1, [], {doubt: 1})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ts": "yesterday"}, "field ts: 'yesterday' is no date and time"),
        ({"ts": ""}, "field ts is missing"),
        ({"sa": "10.1.0.500"}, "field sa: '10.1.0.500' is no IP address"),
        ({"dp": "70000"}, "field dp: '70000' is no whole number"),
        ({"pr": "?"}, "field pr: '?' is no transport"),
        ({"pr": ""}, "field pr is missing"),
        ({"pr": "ICMP", "dp": "8.x"}, "field dp: '8.x' is no type and code of ICMP"),
    ],
)
def test_what_tells_the_path_is_refused_with_its_field(changed: dict[str, str], message: str) -> None:
    flows, [letter] = reader().read(rows(changed), 1)
    assert flows == []
    assert letter.reason.startswith(message)


def test_dropped_packets_are_a_refusal_and_macs_and_vlans_are_kept() -> None:
    assert flow_of(fwd="128").state == "rejected"
    flow = flow_of(svln="12", ismc="00:1b:1b:0a:0b:0c")
    assert (flow.vlan, flow.initiator_mac) == (12, "00:1b:1b:0a:0b:0c")


def test_the_summary_is_no_row_of_a_flow() -> None:
    one = reader()
    flows, letters = one.read([*rows({}), b"Summary", b"flows,bytes,packets", b"1,300,6", *rows({})], 1)
    assert (len(flows), letters, one.notes.other_logs) == (2, [], {"nfdump summary": 3})
    assert one.read([b"No matching flows"], 9) == ([], [])


@pytest.mark.parametrize(
    "first",
    [
        b"ts,te,td,pr,sa,da,sp,dp,nh,nhb,ra,sas,das,in,out,ipkt,opkt,ibyt,obyt,flg",
        b"firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bps,bpp,flows",
        b"cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags",
    ],
)
def test_headings_of_every_version_are_known(first: bytes) -> None:
    assert detect([first], "x.csv") == "nfdump-csv"


def test_statistics_hold_no_flows() -> None:
    with pytest.raises(NoFlowsError, match="statistics"):
        detect([b"ts,te,td,pr,val,fl,flP,ipkt,ipktP,ibyt,ibytP,ipps,ipbs,ibpp"], "top.csv")


def test_the_table_of_the_newest_version_in_milliseconds_is_read() -> None:
    lines = [
        b"cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,srcAS,dstAS,input,output,flags,srcTos,packets,bytes",
        b"1,2,1700000000250,1700000001250,6,10.1.0.5,40001,10.2.0.7,502,0,0,1,2,......S.,0,6,300",
    ]
    [flow] = reader().read(lines, 1)[0]
    assert (flow.start, flow.end, flow.initiator_octets) == (1_700_000_000.25, 1_700_000_001.25, 300)


_CELL = st.sampled_from(
    ["", "-", "0", "-1", "5", "65536", "9" * 25, "nan", "TCP", "17", "::1", "10.0.0.1", "..A.", "8.0"]
)


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), _CELL | st.text(max_size=5), max_size=4), max_size=4))
def test_the_fast_way_gives_what_the_careful_way_gives(changed: list[dict[str, str]]) -> None:
    lines = rows(*changed)
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in lines]
    one, other = reader(), reader()
    found = one.read(lines, 1)
    other.fast = _no_fast_way  # type: ignore[method-assign]
    assert other.read(lines, 1) == found
    assert (other.notes, other.repeats) == (one.notes, one.repeats)


def _no_fast_way(line: bytes) -> Any:
    raise LookupError


@pytest.mark.skipif(which("nfdump") is None, reason="nfdump is not installed")
def test_the_csv_of_a_real_file_counts_what_nfdump_counts(shared_data: Path) -> None:
    file = shared_data / "nfdump" / "flows.nfdump"
    environment = {"TZ": "UTC", "PATH": "/usr/bin:/bin"}
    text = subprocess.run(["nfdump", "-r", file, "-o", "csv"], check=True, capture_output=True, env=environment).stdout
    one = reader()
    flows, letters = one.read(text.splitlines(), 1)
    packets = sum((flow.initiator_packets or 0) + (flow.responder_packets or 0) for flow in flows)
    assert (len(flows), letters, packets) == (4_593, [], 4_652)
    assert Counter(flow.state for flow in flows)["rejected"] == 2_264
