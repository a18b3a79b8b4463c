"""Many rows of a VPC flow log at once say what they say one by one, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.cloud.aws_many import ManyRows
from schemas.formats.cloud.aws_row import DEFAULT_FIELDS, Columns

ROW = "2 111122223333 eni-0a1 10.1.0.5 10.2.0.7 49152 502 6 20 4249 1767225600 1767225660 ACCEPT OK"
FLAGS = (*DEFAULT_FIELDS, "tcp-flags", "pkt-srcaddr", "pkt-dstaddr")
SHORT = ("end", "protocol", "srcport", "dstport", "srcaddr", "dstaddr")

WORDS = [
    "0",
    "1",
    "6",
    "17",
    "47",
    "2",
    "18",
    "300",
    "-1",
    "-",
    "",
    "nan",
    "1e400",
    "10.1.0.5",
    "fd00::1",
    "OK",
    "REJECT",
]
WORDS += ["ACCEPT", "NODATA", "1767225700", "1767225600", "4611686018427387904", "4611686018427387905", "OK\r", "1\t2"]


def changed(row: str, changes: dict[int, str]) -> str:
    return " ".join(changes.get(place, word) for place, word in enumerate(row.split()))


@pytest.mark.parametrize("fields", [DEFAULT_FIELDS, FLAGS, SHORT])
@given(
    changes=st.lists(st.dictionaries(st.integers(0, 16), st.sampled_from(WORDS), max_size=3), min_size=1, max_size=4)
)
def test_many_rows_say_what_each_says_or_nothing(fields: tuple[str, ...], changes: list[dict[int, str]]) -> None:
    whole = {DEFAULT_FIELDS: ROW, FLAGS: f"{ROW} 3 - 10.2.0.8", SHORT: "1767225660 6 49152 502 10.1.0.5 10.2.0.7"}[
        fields
    ]
    rows = [changed(whole, change) for change in changes]
    try:
        told = ManyRows(fields).told([row.encode() for row in rows])
    except (ValueError, LookupError):
        return
    assert [(*one, []) for one in zip(*told, strict=True)] == [Columns(fields).told(row.split()) for row in rows]


@pytest.mark.parametrize("protocol", ["6", "17", "1"])
def test_plain_rows_need_no_care(protocol: str) -> None:
    rows = [changed(ROW, {7: protocol, 5: port}).encode() for port in ("0", "49152")]
    halves, directions, interfaces = ManyRows(DEFAULT_FIELDS).told(rows)
    assert len(halves) == len(directions) == len(list(interfaces)) == 2


@pytest.mark.parametrize(
    "row", [f"{ROW} ", f" {ROW}", ROW.replace(" 6 ", "  "), ROW.replace("OK", "NODATA"), f"{ROW}\r"]
)
def test_rows_that_are_not_plain_need_care(row: str) -> None:
    with pytest.raises((ValueError, LookupError)):
        ManyRows(DEFAULT_FIELDS).told([row.encode()])
