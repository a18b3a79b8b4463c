from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import reader_for
from schemas.formats.tables.guess.proposal import Proposal, proposed
from schemas.formats.tables.mapping import mapping_of, packed, written
from tests.schemas.formats.cloud.samples import lines

GERMAN = """
Zeit;Quelladresse;Zieladresse;Quellport;Zielport;Protokoll;Aktion;Gesendet (kB);Empfangen (kB);Dauer;Regel
14.11.2023 22:13:20;10.1.0.5;10.2.0.7;40001;502;tcp;allow;1,5;3;0:00:12;17
14.11.2023 22:13:21;10.1.0.5;10.2.0.8;40002;22;udp;Deny;1;0;0:00:00;17
"""
US = """
Receive Time,Source address,Destination address,NAT Source IP,Source Port,Dst Port,Proto,Sent,Received,Elapsed (ms)
11/14/2023 22:13:20,10.1.0.5,10.2.0.7,192.0.2.1,40001,502,tcp,100,200,1500
11/15/2023 22:13:20,10.1.0.5,10.2.0.7,192.0.2.1,40001,502,tcp,100,200,1500
"""
ONE_WAY = """
first_switched,src_ip,dst_ip,src_port,dst_port,protocol,bytes,packets
1700000000,10.1.0.5,10.2.0.7,40001,502,6,300,4
1700000001,10.2.0.7,10.1.0.5,502,40001,6,900,3
"""
BARE = """
1700000000,10.1.0.5,10.2.0.7,40001,502,6,300
1700000001,10.1.0.6,10.2.0.7,40002,502,17,300
"""
ECS: dict[str, Any] = {
    "@timestamp": "2023-11-14T22:13:20.250Z",
    "source": {"ip": "10.1.0.5", "port": 40001, "bytes": 300},
    "destination": {"ip": "10.2.0.7", "port": 502, "bytes": 20},
    "network": {"transport": "tcp"},
    "event": {"duration": 1_500_000_000, "action": "allow"},
}


def first_flow(text: tuple[bytes, ...], name: str = "x.csv") -> tuple[Proposal, Flow]:
    found = proposed(text, name)
    assert mapping_of(written(found.mapping, head=found.notes)) == found.mapping
    flows, letters = reader_for(packed(found.mapping), ReaderContext(site="a", source="f")).read(text, 1)
    assert letters == []
    assert isinstance(flows[0], Flow)
    return found, flows[0]


def ends(flow: Flow) -> tuple[object, ...]:
    return (flow.start, flow.end, flow.initiator_ip, flow.initiator_port, flow.responder_ip, flow.responder_port)


def test_a_german_firewall_is_read_by_its_headings_units_and_times() -> None:
    found, flow = first_flow(lines(GERMAN), "sitzungen.csv")
    mapping = found.mapping
    assert ends(flow) == (1_700_000_000.0, 1_700_000_012.0, "10.1.0.5", 40001, "10.2.0.7", 502)
    assert (flow.initiator_octets, flow.responder_octets, flow.state) == (1_500, 3_000, "established")
    assert (mapping.name, mapping.delimiter, mapping.decimal, mapping.rejected) == ("sitzungen", ";", ",", ("Deny",))
    assert found.unused == ("Regel",)
    assert "times without a zone are read as UTC: set time_zone where they are local" in found.notes


def test_an_american_one_has_the_month_first_and_a_nat_address_that_is_neither_end() -> None:
    found, flow = first_flow(lines(US))
    assert ends(flow) == (1_700_000_000.0, 1_700_000_001.5, "10.1.0.5", 40001, "10.2.0.7", 502)
    assert found.mapping.time_format == "%m/%d/%Y %H:%M:%S"
    assert "NAT Source IP" in found.unused


def test_rows_of_one_direction_are_told_by_those_that_answer() -> None:
    found, flow = first_flow(lines(ONE_WAY))
    assert found.mapping.records == "one-way"
    assert (flow.initiator_octets, flow.responder_octets) == (300, None)


def test_a_table_without_headings_is_read_by_its_contents() -> None:
    found, flow = first_flow(lines(BARE))
    assert ends(flow)[2:] == ("10.1.0.5", 40001, "10.2.0.7", 502)
    assert flow.transport == "tcp"
    assert {one.by for one in found.columns} == {"contents"}
    assert any("told by their contents alone" in note for note in found.notes)


def test_elastics_fields_are_read_and_their_nanoseconds() -> None:
    _, flow = first_flow((orjson.dumps(ECS),), "x.json")
    assert ends(flow) == (1_700_000_000.25, 1_700_000_001.75, "10.1.0.5", 40001, "10.2.0.7", 502)


def test_day_and_month_that_can_not_be_told_apart_are_said() -> None:
    found = proposed(lines(US.replace("11/14", "04/05").replace("11/15", "05/06")), "x")
    assert any("times fit several forms" in note for note in found.notes)


def test_a_transport_that_nobody_tells_is_put_down_and_said() -> None:
    found = proposed(lines(US.replace("Proto", "Rule").replace(",tcp,", ",any,")), "x")
    assert found.mapping.transport == "tcp"
    assert any("no column tells the transport" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name,colour,size\nbolt,red,3",
            "no column for initiator_ip and no column for responder_ip and no column of times",
        ),
        ("time,a,b\n1700000000,10.1.0.5,x", "no column for initiator_ip"),
        ("src,dst,port\n10.1.0.5,10.2.0.7,502", "no column of times was found among: src, dst, port"),
    ],
)
def test_what_is_missing_for_a_mapping_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        proposed(lines(text), "x")


_WORD = st.sampled_from(
    ["src ip", "dst ip", "time", "port", "10.1.0.5", "1700000000", "", "tcp", '"', "{", "a,b", "1,5"]
)


@given(st.lists(st.lists(_WORD | st.text(max_size=6), max_size=8).map(",".join), max_size=6), st.text(max_size=12))
def test_whatever_a_file_holds_there_is_a_mapping_or_a_reason(texts: list[str], name: str) -> None:
    text = [one.encode("utf-8", "replace").replace(b"\n", b"") for one in texts]
    try:
        found = proposed(text, name)
    except ValueError:
        return
    assert mapping_of(written(found.mapping)) == found.mapping
    reader_for(packed(found.mapping), ReaderContext(site="a", source="f")).read(text, 1)
