import io

from rich.console import Console

from schemas.flow import Flow
from weir.views.recorded.formats import (
    Checked,
    FormatShown,
    GuessShown,
    Refusals,
    flow_table,
    format_table,
    print_checked,
    print_guess,
)

FLOW = Flow(
    site="a", sensor="s", start=1_700_000_000.0, end=1_700_000_001.5, initiator_ip="fe80::1", responder_ip="10.2.0.7",
    transport="tcp", initiator_port=40001, responder_port=502, service="modbus", initiator_octets=1_300,
)  # fmt: skip


def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def said(one: Console) -> str:
    assert isinstance(one.file, io.StringIO)
    return one.file.getvalue()


def test_a_format_is_a_row() -> None:
    one = console()
    one.print(format_table([FormatShown("x-csv", "a table", "its headings", "weir replay x.csv", ("log",))]))
    assert "x-csv" in said(one)
    assert "weir replay x.csv" in said(one)


def test_a_flow_is_shown_as_it_was_understood() -> None:
    one = console()
    one.print(flow_table([FLOW]))
    assert "[fe80::1]:40001" in said(one)
    assert "10.2.0.7:502" in said(one)
    assert "tcp modbus" in said(one)
    assert "1,300" in said(one)


def test_what_was_decided_and_what_was_refused_is_marked() -> None:
    one = console()
    print_guess(
        one, GuessShown("x", unused=("Rule\x1b[31m",), notes=("look here",), sample=[FLOW], refused=["line 2: no"])
    )
    text = said(one)
    assert "\x1b" not in text
    assert "! look here" in text
    assert "! line 2: no" in text
    assert "the first 2 rows read by it" in text


def test_a_check_says_what_came_of_the_rows() -> None:
    one = console()
    found = Checked(
        "x",
        "mapped:{}",
        12,
        9,
        0,
        0,
        2,
        {"arp": 1},
        {"impossible port": 3},
        {"datagrams lost": 4},
        [Refusals("bad", 2, 7)],
        [FLOW],
    )
    print_checked(one, found)
    text = said(one)
    assert "x: by a mapping" in text
    assert "other rows: arp" in text
    assert "! refused 2, first in line 7: bad" in text
    assert "! left out of 3 flows: impossible port" in text
    assert "! datagrams lost: 4" in text
