"""What tables share, shown on nfdump's; each format's own tests have the rest."""

import pytest

from schemas.formats.reader import ReaderContext
from schemas.formats.tables.nfdump import NfdumpReader
from schemas.formats.tables.reading import Addresses, TableReader

HEADINGS = b"ts,te,pr,sa,da,sp,dp,flg,ipkt,ibyt"
ROW = b"2023-11-14 22:13:20,2023-11-14 22:13:21,TCP,10.1.0.5,10.2.0.7,40001,502,......S.,6,300"


def reader() -> TableReader:
    return NfdumpReader(ReaderContext(site="a", source="f"))


def reasons(lines: list[bytes]) -> list[str]:
    return [letter.reason for letter in reader().read(lines, 1)[1]]


def test_a_row_before_any_headings_is_refused_with_what_is_missing() -> None:
    [reason] = reasons([ROW])
    assert "a row before any headings" in reason


def test_headings_may_come_again_and_in_another_order() -> None:
    other = b"sa,da,sp,dp,pr,ts,te,flg,ipkt,ibyt"
    cells = ROW.split(b",")
    turned = b",".join([*cells[3:7], cells[2], *cells[:2], *cells[7:]])
    flows, letters = reader().read([HEADINGS, ROW, b"", HEADINGS, ROW, other, turned], 1)
    assert letters == []
    assert {(flow.initiator_ip, flow.responder_ip, flow.responder_port) for flow in flows} == {
        ("10.1.0.5", "10.2.0.7", 502)
    }
    assert len(flows) == 3


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.rpartition(b",")[0], "9 cells under 10 headings"),
        (ROW + b",7", "11 cells under 10 headings"),
        (b"\0" * 40, "40 NUL bytes"),
        (ROW.replace(b"10.1.0.5", b'"10.1.0.5'), "no row of a table"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(row: bytes, message: str) -> None:
    [reason] = reasons([HEADINGS, row])
    assert message in reason


def test_marks_of_editors_and_empty_cells_behind_do_no_harm() -> None:
    lines = [b"\xef\xbb\xbf" + HEADINGS + b",", ROW + b",", b"\0" + ROW, ROW.replace(b"10.1.0.5", b'"10.1.0.5"')]
    flows, letters = reader().read(lines, 1)
    assert (len(flows), letters) == (3, [])


def test_any_usual_delimiter_is_told_by_the_headings() -> None:
    flows, letters = reader().read([HEADINGS.replace(b",", b";"), ROW.replace(b",", b";")], 1)
    assert (len(flows), letters) == (1, [])


def test_a_context_may_name_the_sensor() -> None:
    named = NfdumpReader(ReaderContext(site="a", source="f", sensor="edge-1"))
    [flow] = named.read([HEADINGS, ROW], 1)[0]
    assert (flow.site, flow.sensor) == ("a", "edge-1")


def test_addresses_have_one_form() -> None:
    addresses = Addresses()
    assert [addresses[text] for text in (" 10.1.0.5", "::ffff:10.1.0.5", "FE80::1%eth0")] == [
        "10.1.0.5",
        "10.1.0.5",
        "fe80::1",
    ]
