import pytest

from schemas.formats.tables.guess.contents import (
    has_decimal_comma,
    is_address,
    is_count,
    is_mac,
    is_port,
    is_transport,
    mostly,
    time_forms,
)


def test_kinds_are_told_by_what_stands_there() -> None:
    assert [is_address(text) for text in ("10.1.0.5", "fe80::1", "server", "1")] == [True, True, False, False]
    assert [is_port(text) for text in ("0", "65535", "65536", "-1", "x")] == [True, True, False, False, False]
    assert [is_count(text) for text in ("0", "1.5", "1,5", "1.234,5", "-1", "x")] == [True] * 4 + [False] * 2
    assert [is_transport(text) for text in ("tcp", "UDP", "6", "300", "http", "")] == [True] * 3 + [False] * 3
    assert [is_mac(text) for text in ("00:1b:1b:0a:0b:0c", "001b.1b0a.0b0c", "10.1.0.5")] == [True, True, False]


def test_a_comma_before_three_digits_marks_thousands() -> None:
    assert [has_decimal_comma(text) for text in ("1,5", "12,3456", "1.234,5", "1,234", "15", "1.5")] == [
        *(True, True, True, False, False, False)
    ]


def test_some_odd_cells_do_not_matter_and_empty_ones_neither() -> None:
    assert mostly(["10.1.0.5"] * 9 + ["", "-", "x"], is_address)
    assert not mostly(["10.1.0.5"] * 8 + ["x", "y"], is_address)
    assert not mostly(["", "-"], is_address)


@pytest.mark.parametrize(
    ("values", "forms"),
    [
        (["1700000000", "1700000000.5"], [None]),
        (["1700000000123"], [None]),
        (["1700000000123456"], ["us"]),
        (["1700000000123456789"], ["ns"]),
        (["2023-11-14T22:13:20Z", "2023/11/14 22:13:20"], [None]),
        (["14.11.2023 22:13:20"], ["%d.%m.%Y %H:%M:%S"]),
        (["14/11/2023 22:13"], ["%d/%m/%Y %H:%M"]),
        (["11/14/2023 22:13:20"], ["%m/%d/%Y %H:%M:%S"]),
        (["04/05/2023 22:13:20"], ["%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"]),
        (["14/Nov/2023:22:13:20 +0000"], ["%d/%b/%Y:%H:%M:%S %z"]),
        (["502", "80"], []),
        (["10.1.0.5"], []),
        (["", "-"], []),
        ([], []),
    ],
)
def test_the_form_of_times_is_told_by_all_of_them(values: list[str], forms: list[str | None]) -> None:
    assert time_forms(values) == forms
