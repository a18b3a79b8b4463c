import pytest

from schemas.formats.row import Row
from schemas.formats.tables.argus_fields import column_names, icmp_ports, ports_of, split_counts, two_counts


def test_columns_are_known_in_any_case_and_others_are_left_as_they_are() -> None:
    assert column_names(["STARTTIME", "proto", "srcaddr", "dstaddr", "dir", "Rank"]) == [
        *("StartTime", "Proto", "SrcAddr", "DstAddr", "Dir", "Rank")
    ]
    assert column_names(["StartTime", "Proto", "SrcAddr", "DstAddr"]) is None
    assert column_names(["Proto", "SrcAddr", "DstAddr", "Dir"]) is None


@pytest.mark.parametrize(
    ("total", "sent", "back", "both"),
    [
        ("620", "300", "", (300, 320)),
        ("620", "", "320", (300, 320)),
        ("", "300", "320", (300, 320)),
        ("999", "300", "320", (300, 320)),
        ("620", "", "", (None, None)),
        ("", "", "", (None, None)),
    ],
)
def test_two_of_three_counts_tell_both_ends(total: str, sent: str, back: str, both: tuple[int | None, ...]) -> None:
    assert split_counts(total, sent, back) == both
    row = Row({"t": total, "s": sent, "b": back})
    assert two_counts(row, "t", "s", "b", "impossible octets") == both
    assert row.doubts == []


def test_more_sent_than_there_was_in_all_is_noted() -> None:
    with pytest.raises(LookupError):
        split_counts("5", "6", "")
    row = Row({"t": "5", "s": "6"})
    assert two_counts(row, "t", "s", "b", "impossible octets") == (6, None)
    assert row.doubts == ["impossible octets"]


def test_ports_may_be_hexadecimal_and_some_transports_have_none() -> None:
    row = Row({"Sport": "0x9c41", "Dport": "502"})
    assert (ports_of(row, "tcp"), ports_of(row, "gre")) == ((40001, 502), (None, None))


def test_a_type_of_icmp_that_is_none_is_noted() -> None:
    for text in ("x", "300"):
        row = Row({"Sport": text})
        assert icmp_ports(row, "UNK") == (None, None)
        assert row.doubts == ["impossible port"]
