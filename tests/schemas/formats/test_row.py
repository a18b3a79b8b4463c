"""One row of any format, field by field."""

import pytest

from schemas.formats.row import Row, address, moment_of, real, shown, whole


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        *(("10.1.0.5", "10.1.0.5"), ("::ffff:10.1.0.5", "10.1.0.5"), ("::FFFF:0a01:0005", "10.1.0.5")),
        *(("fe80::1%eth0", "fe80::1"), ("FE80:0:0::1%13", "fe80::1"), ("2001:DB8:0:0:0::1", "2001:db8::1")),
    ],
)
def test_an_address_has_one_form(written: str, canonical: str) -> None:
    assert address(written) == canonical


def test_an_unset_field_is_none_and_one_that_is_needed_is_refused_by_its_name() -> None:
    row = Row({"a": "-", "b": "", "c": None})
    assert (row.word("a", "impossible id"), row.count("b", "impossible octets"), row.port("c")) == (None, None, None)
    assert row.doubts == []
    with pytest.raises(ValueError, match="field a is missing"):
        row.address("a")
    with pytest.raises(ValueError, match="field c is missing"):
        row.moment("c")
    with pytest.raises(ValueError, match="field b is missing"):
        row.needed_transport("b")


def test_the_format_says_which_texts_are_unset() -> None:
    assert Row({"a": "null"}, {"null"}).word("a", "impossible id") is None
    assert Row({"a": "-"}, {"null"}).word("a", "impossible id") == "-"


def test_a_service_port_that_cannot_be_true_refuses_the_row_and_another_is_left_out() -> None:
    row = Row({"port": "70000", "octets": -4, "long": "x" * 300})
    with pytest.raises(ValueError, match="field port: '70000' is no whole number from 0 to 65535"):
        row.port("port")
    assert row.lesser_port("port") is None
    assert row.count("octets", "impossible octets") is None
    assert row.word("long", "impossible id") is None
    assert row.doubts == ["impossible port", "impossible octets", "impossible id"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        *((5, 5.0), ("5.25", 5.25), (1445353842500, 1445353842.5), ("1970-01-01T01:00:05+0100", 5.0)),
        *(("1970-01-01 00:00:05", 5.0), ("1900-01-01T00:00:00Z", None), (-1, None), ("soon", None), (True, None)),
        *((float("nan"), None), (float("inf"), None), ([], None)),
    ],
)
def test_a_moment_is_read_in_every_spelling(value: object, seconds: float | None) -> None:
    assert moment_of(value) == seconds


def test_a_duration_that_cannot_be_true_ends_the_flow_where_it_began() -> None:
    row = Row({"good": "2.5", "bad": -1})
    assert (row.end_after(5.0, "good"), row.end_after(5.0, "bad"), row.end_after(5.0, "none")) == (7.5, 5.0, 5.0)
    assert row.doubts == ["impossible duration"]


def test_numbers_are_read_from_texts_and_nothing_else() -> None:
    assert [whole(value) for value in ("7", 7.0, -1, "x", None, True)] == [7, 7, None, None, None, None]
    assert [real(value) for value in ("7.5", 7, "x", None, True)] == [7.5, 7.0, None, None, None]


def test_a_message_shows_a_line_of_a_value() -> None:
    assert shown("x" * 100).endswith("...")
    assert shown(5) == "5"
