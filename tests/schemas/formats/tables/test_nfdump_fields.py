import pytest

from schemas.formats.row import Row
from schemas.formats.tables.nfdump_fields import column_names, dropped, icmp_of, mac_of, tcp_flags


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("......S.", 0x02),
        ("...A.R..", 0x14),
        (".AP.SF", 0x1B),
        ("CEUAPRSF", 0xFF),
        ("0x1b", 0x1B),
        ("0x", None),
        ("........", None),
        ("", None),
        (None, None),
        (27, None),
    ],
)
def test_flags_are_read_in_every_form(text: object, flags: int | None) -> None:
    assert tcp_flags(text) == flags


def test_newer_names_are_those_of_older_columns() -> None:
    assert column_names(["firstSeen", "duration", "proto", "srcAddr", "dstAddr", "bytes", "else"]) == [
        *("ts", "td", "pr", "sa", "da", "ibyt", "else")
    ]
    assert column_names(["flows", "bytes", "packets"]) is None


def test_forwarding_statuses_from_128_to_191_are_drops() -> None:
    assert [dropped(status) for status in ("0", "64", "127", "128", "191", "192", "", None)] == [
        *(False, False, False, True, True, False, False, False)
    ]


def test_type_and_code_may_be_columns_of_their_own() -> None:
    assert icmp_of(Row({"it": "3", "ic": "1", "dp": "0"})) == (3, 1)
    assert icmp_of(Row({"dp": "769"})) == (3, 1)
    assert icmp_of(Row({})) == (None, None)


def test_a_mac_of_zeros_is_none() -> None:
    assert mac_of(Row({"ismc": "00:00:00:00:00:00"}), "ismc") is None
    assert mac_of(Row({"ismc": "00:1b:1b:0a:0b:0c"}), "ismc") == "00:1b:1b:0a:0b:0c"
