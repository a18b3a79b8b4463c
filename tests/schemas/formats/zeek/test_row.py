"""One row, field by field."""

import pytest

from schemas.formats.zeek.row import CarefulRow, unescape


@pytest.mark.parametrize(
    ("given", "transport"),
    [
        *(({"proto": 6}, "tcp"), ({"proto": 17}, "udp"), ({"proto": 1}, "icmp"), ({"proto": 58}, "icmp")),
        *(({"proto": 132}, "sctp"), ({"proto": "6"}, "tcp"), ({"proto": 6.0}, "tcp"), ({"proto": "TCP"}, "tcp")),
        *(({"proto": "ipv6-icmp"}, "icmp"), ({"proto": "icmp6"}, "icmp"), ({"proto": "ICMPv6"}, "icmp")),
        *(({"proto": "gre"}, "gre"), ({"proto": 200}, "ip-200"), ({"proto": "-"}, None), ({}, None)),
        ({"proto": "unknown_transport", "ip_proto": "47"}, "gre"),
        ({"proto": "unknown_transport", "ip_proto": 200}, "ip-200"),
        ({"proto": "unknown_transport", "ip_proto": 999}, "unknown"),
        ({"proto": "unknown_transport"}, "unknown"),
    ],
)
def test_a_transport_is_read_by_name_or_number(given: dict[str, object], transport: str | None) -> None:
    assert CarefulRow(given).transport() == transport


@pytest.mark.parametrize("value", [True, -6, 256, "25600", [6], {"a": 1}, "x" * 17, "??"])
def test_what_is_no_transport_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="field proto"):
        CarefulRow({"proto": value}).transport()


@pytest.mark.parametrize("unset", ["-", "(empty)", "", None])
def test_an_unset_field_is_none_and_no_doubt(unset: str | None) -> None:
    row = CarefulRow({"vlan": unset, "uid": unset, "duration": unset})
    assert (row.measure("vlan", 9, "impossible vlan"), row.word("uid", "impossible id"), row.end(5.0)) == (
        None,
        None,
        5.0,
    )
    assert row.doubts == []


def test_a_list_is_one_text_and_escapes_are_undone() -> None:
    assert CarefulRow({"service": ["ssl", "http"]}).word("service", "impossible service") == "ssl,http"
    assert unescape(r"a\x09b\xc3\xbc\xzz") == "a\tbü\\xzz"


@pytest.mark.parametrize("ts", ["2015-10-20 15:10:42.5", "2015-10-20T15:10:42.5Z", "1445353842.5", 1445353842500])
def test_a_time_is_read_in_every_spelling(ts: object) -> None:
    assert CarefulRow({"ts": ts}).time() == 1445353842.5
