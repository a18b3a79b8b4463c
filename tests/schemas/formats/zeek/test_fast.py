"""The fast way against the careful way, on rows of every kind: the same flow, or none and nothing remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.zeek.conn import careful_flow
from schemas.formats.zeek.fast import FastTable, NeedsCareError
from schemas.formats.zeek.uids import UidMemory

FIELDS: tuple[str, ...] = (
    "ts",
    "uid",
    "id.orig_h",
    "id.orig_p",
    "id.resp_h",
    "id.resp_p",
    "proto",
    "service",
    "duration",
    "conn_state",
)
FIELDS += (
    "history",
    "orig_pkts",
    "orig_ip_bytes",
    "resp_pkts",
    "resp_ip_bytes",
    "community_id",
    "vlan",
    "orig_l2_addr",
    "inner_vlan",
)

_NUMBER = st.one_of(
    st.integers(0, 2**63).map(str), st.sampled_from(["-", "", "-1", "x", "(empty)", "65535", "65536", "1e3"])
)
_TIME = st.one_of(
    st.floats(0, 5e9).map(str), st.sampled_from(["-", "nan", "inf", "-1", "soon", "1445353842.722836", "-0.5", "4e8"])
)
_VLAN = st.sampled_from(["-", "110", "120", "(empty)", "4095", "4096"])
_ADDRESS = st.sampled_from(["10.0.0.1", "FE80::1", "10.0.0.300", "-", "fe80::1%eth0", "::ffff:10.0.0.1"])
_TEXT = st.sampled_from(
    [
        "-",
        "(empty)",
        "modbus",
        "ssl,-http",
        "ShADadFf",
        "ScgFf",
        "^hA",
        "D",
        "d",
        "SF",
        "OTH",
        "S0",
        r"a\x09b",
        "x" * 300,
    ]
)
ROWS = st.tuples(
    *(_TIME, st.sampled_from(["C1", "-", "", "C" * 300]), _ADDRESS, _NUMBER, _ADDRESS, _NUMBER),
    *(st.sampled_from(["tcp", "udp", "icmp", "unknown_transport", "TCP", "-"]), _TEXT, _TIME, _TEXT, _TEXT),
    *(_NUMBER, _NUMBER, _NUMBER, _NUMBER, _TEXT, _VLAN, _TEXT, _VLAN),
)


def table(uids: UidMemory) -> FastTable:
    return FastTable(FIELDS, uids, site="s", sensor="zeek", separator="\t", unset="-", empty="(empty)")


@given(ROWS)
def test_what_the_fast_way_takes_the_careful_way_takes_alike(row: tuple[str, ...]) -> None:
    uids = UidMemory()
    try:
        (fast,) = table(uids).flows(["\t".join(row).encode()])
    except ValueError:
        assert uids.ended == {}
        return
    given_fields = {name: value for name, value in zip(FIELDS, row, strict=True) if value not in ("-", "(empty)")}
    flow, _, doubts = careful_flow(given_fields, site="s", sensor="zeek")
    assert (flow, doubts) == (fast, [])


GOOD = "1.0\tC{0}\t10.0.0.1\t1\t10.0.0.2\t502\ttcp\t-\t-\tSF\tShADadFf\t1\t60\t1\t60\t-\t-\t-\t-"


def test_good_rows_are_taken_together_and_remembered() -> None:
    uids = UidMemory()
    assert len(table(uids).flows([GOOD.format(number).encode() for number in range(5)])) == 5
    assert set(uids.ended) == {f"C{number}" for number in range(5)}


def test_what_was_not_seen_stands_on_the_flow_of_its_row_alone() -> None:
    rows = [GOOD.format(n).replace("ShADadFf", history) for n, history in enumerate(("ShADad", "ShCg", "ShADadFf"))]
    flows = table(UidMemory()).flows([row.encode() for row in rows])
    assert [(flow.notes, flow.flaws) for flow in flows] == [((), ()), ((), ("checksum", "gap")), ((), ())]


@pytest.mark.parametrize("last", [GOOD.format(0), GOOD.format("x").replace("tcp", "gre"), GOOD.format("x") + "\t-"])
def test_one_row_that_needs_care_hands_all_back_and_nothing_is_remembered(last: str) -> None:
    uids = UidMemory()
    with pytest.raises(NeedsCareError):
        table(uids).flows([GOOD.format(0).encode(), GOOD.format(1).encode(), last.encode()])
    assert uids.ended == {}


def test_rows_of_connections_told_before_and_rows_of_another_width_are_named() -> None:
    uids = UidMemory()
    rows = table(uids)
    rows.flows([GOOD.format(0).encode()])
    lines = [GOOD.format(number).encode() for number in (1, 0, 2, 1, 3)]
    with pytest.raises(NeedsCareError) as told:
        rows.flows(lines)
    assert list(told.value.rows) == [1, 3]
    with pytest.raises(NeedsCareError) as broken:
        rows.flows([lines[0], b"#close 2026-03-02", lines[2]])
    assert list(broken.value.rows) == [1]


@pytest.mark.parametrize(
    ("vlan", "inner", "found"), [("110", "-", 110), ("-", "7", 7), ("110", "7", 110), ("-", "-", None)]
)
def test_the_outer_vlan_is_the_flows_and_else_the_inner(vlan: str, inner: str, found: int | None) -> None:
    row = GOOD.format(0).removesuffix("\t-\t-\t-") + f"\t{vlan}\t-\t{inner}"
    (flow,) = table(UidMemory()).flows([row.encode()])
    assert flow.vlan == found


@pytest.mark.parametrize("duration", ["-0.000012", "1e9", "nan"])
def test_a_duration_that_cannot_be_true_needs_care(duration: str) -> None:
    row = GOOD.format(0).replace("tcp\t-\t-", f"tcp\t-\t{duration}")
    with pytest.raises(NeedsCareError):
        table(UidMemory()).flows([row.encode()])
