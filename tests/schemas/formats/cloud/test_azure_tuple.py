"""What one flow tuple of Azure says; many at once say the same as each by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.flow import Flow
from schemas.formats.cloud.azure_tuple import many, told

END = "1767225600123,10.1.0.5,10.2.0.7,49152,502,6,O,E,NX,3,705,4,4569"


def vnet(text: str) -> Flow:
    return told(text, vnet=True, site="a", sensor="azure-flow")[0]


def nsg(text: str) -> Flow:
    return told(text, vnet=False, site="a", sensor="azure-flow")[0]


def test_a_tuple_is_a_flow_with_its_roles_and_what_was_added_since_the_last() -> None:
    assert vnet(END) == Flow(
        site="a",
        sensor="azure-flow",
        start=1767225600.123,
        end=1767225600.123,
        initiator_ip="10.1.0.5",
        responder_ip="10.2.0.7",
        transport="tcp",
        initiator_port=49152,
        responder_port=502,
        uid="adds-10.1.0.5:49152-10.2.0.7:502/tcp",
        initiator_octets=705,
        responder_octets=4569,
        initiator_packets=3,
        responder_packets=4,
        state="established",
    )


@pytest.mark.parametrize(
    ("tail", "state", "octets"),
    [
        ("B,NX,0,0,0,0", "unknown", None),
        ("B,NX,,,,", "unknown", None),
        ("C,NX,3,705,0,0", "unknown", 705),
        ("E,NX,3,705,0,0", "attempted", 705),
        ("D,NX,0,0,0,0", "rejected", None),
    ],
)
def test_a_begin_tells_no_counts_and_a_denied_one_is_rejected(tail: str, state: str, octets: int | None) -> None:
    text = f"1767225600123,10.1.0.5,10.2.0.7,49152,502,6,O,{tail}"
    for flow in (vnet(text), many([text], vnet=True, site="a", sensor="azure-flow")[0][0]):
        assert (flow.state, flow.initiator_octets) == (state, octets)


def test_the_two_versions_of_nsg_logs_are_read() -> None:
    assert nsg("1767225600,10.1.0.5,10.2.0.7,49152,502,T,I,A").state == "unknown"
    assert nsg("1767225600,10.1.0.5,10.2.0.7,49152,502,U,I,D").state == "rejected"
    flow = nsg("1767225600,10.1.0.5,10.2.0.7,49152,502,T,I,A,C,3,705,4,4569")
    assert (flow.start, flow.transport, flow.state, flow.responder_octets) == (1767225600.0, "tcp", "established", 4569)
    assert nsg("1767225600,10.1.0.5,10.2.0.7,49152,502,T,I,D,B,,,,").state == "rejected"


def test_of_what_has_no_ports_none_are_read() -> None:
    flow = vnet("1767225600123,10.1.0.5,10.2.0.7,0,0,1,O,E,NX,1,74,1,74")
    assert (flow.transport, flow.initiator_port, flow.responder_port) == ("icmp", None, None)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (0, "never", "field time"),
        (1, "10.1", "field source"),
        (2, "-", "field destination is missing"),
        (4, "99999", "field destination port"),
        (5, "no one", "field protocol"),
    ],
)
def test_what_tells_the_path_must_be_right(place: int, value: str, message: str) -> None:
    words = END.split(",")
    words[place] = value
    with pytest.raises(ValueError, match=message):
        vnet(",".join(words))


def test_what_only_measures_is_left_out_and_noted() -> None:
    flow, _, doubts = told("1767225600123,10.1.0.5,10.2.0.7,x,502,6,O,E,NX,-3,a,4,9", vnet=True, site="a", sensor="s")
    assert (flow.initiator_port, flow.initiator_packets, flow.initiator_octets) == (None, None, None)
    assert sorted(doubts) == ["impossible octets", "impossible packets", "impossible port"]
    assert told(END.replace(",E,", ",Z,"), vnet=True, site="a", sensor="s")[2] == ["impossible state"]


def test_a_tuple_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a flow tuple of 3 fields; there are 13"):
        vnet("1,2,3")
    with pytest.raises(ValueError, match="a flow tuple of 3 fields; there are 8 or 13"):
        nsg("1,2,3")


VALUES = st.sampled_from(
    ["", "-", "0", "1", "-1", "6", "17", "T", "U", "A", "D", "B", "E", "10.1.0.5", "::1", "9" * 20, "nan", "x", "1e12"]
)


@given(st.lists(st.lists(VALUES, min_size=13, max_size=13), min_size=1, max_size=3), st.booleans())
def test_many_tuples_at_once_say_what_each_says_by_itself(rows: list[list[str]], of_vnet: bool) -> None:
    texts = [",".join(row) for row in rows]
    try:
        flows, directions = many(texts, vnet=of_vnet, site="a", sensor="s")
    except ValueError:
        return
    one_by_one = [told(text, vnet=of_vnet, site="a", sensor="s") for text in texts]
    assert flows == [one[0] for one in one_by_one]
    assert directions == [one[1] for one in one_by_one]


@given(st.integers(0, 12), VALUES, st.booleans())
def test_one_field_changed_says_the_same_both_ways(place: int, value: str, of_vnet: bool) -> None:
    words = (END if of_vnet else "1767225600,10.1.0.5,10.2.0.7,49152,502,T,I,A,C,3,705,4,4569").split(",")
    words[place] = value
    text = ",".join(words)
    try:
        flows, _ = many([text], vnet=of_vnet, site="a", sensor="s")
    except ValueError:
        return
    assert flows == [told(text, vnet=of_vnet, site="a", sensor="s")[0]]
