import pytest

from schemas.formats.tables.guess.columns import MOST_ROWS, table_of


def test_a_table_has_its_columns_by_their_headings() -> None:
    table = table_of([b"\xef\xbb\xbfa;b;a", b"1;2;3", b"", b"4;5;6", b"7;8"])
    assert (table.form, table.delimiter, table.rows, table.made_up) == ("csv", ";", 2, False)
    assert table.columns == {"a": ["1", "4"], "b": ["2", "5"], "a #3": ["3", "6"]}


def test_a_table_without_headings_is_given_some() -> None:
    table = table_of([b"10.1.0.5,10.2.0.7,tcp"])
    assert (table.made_up, table.columns) == (
        True,
        {"column 1": ["10.1.0.5"], "column 2": ["10.2.0.7"], "column 3": ["tcp"]},
    )


def test_objects_have_their_keys_with_dots_and_what_is_missing_is_empty() -> None:
    table = table_of([b'{"a":{"b":1,"c":[2]},"d":"x"}', b"rubbish", b'{"e":2.5,"f":true}', b"[1]"])
    assert (table.form, table.rows) == ("json", 2)
    assert table.columns == {"a.b": ["1", ""], "d": ["x", ""], "e": ["", "2.5"]}


def test_only_the_first_rows_are_looked_at() -> None:
    assert table_of([b"a,b,c", *[b"1,2,3"] * 2_000]).rows == MOST_ROWS


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "nothing in it"),
        ([b"  "], "nothing in it"),
        ([b"[{"], "jq"),
        ([b"{", b'"a":1}'], "one whole JSON object"),
        ([b"a b c"], "neither a table"),
    ],
)
def test_what_is_no_table_is_told(lines: list[bytes], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table_of(lines)
