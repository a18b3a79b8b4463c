import pytest

from schemas.formats.tables.cells import cells_of, delimiter_of, looks_like_headings, without_empty_end


@pytest.mark.parametrize(
    ("text", "delimiter", "cells"),
    [
        ("a,b,,d", ",", ["a", "b", "", "d"]),
        (" a ;\tb", ";", ["a", "b"]),
        ('"a,b", "c ""d""",e', ",", ["a,b", 'c "d"', "e"]),
        ("", ",", [""]),
    ],
)
def test_a_line_is_cut_into_its_cells(text: str, delimiter: str, cells: list[str]) -> None:
    assert cells_of(text, delimiter) == cells


def test_a_cell_that_goes_on_in_the_next_line_is_refused() -> None:
    with pytest.raises(ValueError, match="no row of a table"):
        cells_of('a,"b', ",")


@pytest.mark.parametrize(
    ("heading", "delimiter"),
    [("a,b,c", ","), ("a;b;c,d", ";"), ("a\tb\tc", "\t"), ("a|b|c", "|"), ("a,b;c", ","), ("alone", ",")],
)
def test_the_delimiter_is_what_stands_there_most_often(heading: str, delimiter: str) -> None:
    assert delimiter_of(heading) == delimiter


def test_empty_headings_at_the_end_are_what_a_trailing_delimiter_leaves() -> None:
    assert without_empty_end(["a", "", "b", "", ""]) == ["a", "", "b"]


@pytest.mark.parametrize(
    ("line", "headings"),
    [
        (b"ts,te,td,sa", True),
        (b"StartTime,Dur,Proto,Label,", True),
        (b'"Source address";"Destination address";"Port"', True),
        ("Quelladresse;Zieladresse;Größe".encode(), True),
        (b"version account-id interface-id", False),
        (b"two,cells", False),
        (b"a,,c", False),
        (b"10.1.0.5,10.2.0.7,tcp", False),
        (b"allow,2023-11-14 22:13:20,10.1.0.5", False),
        (b"tcp,-1,x", False),
        (b'{"a":1,"b":2,"c":3}', False),
        (b"#fields,a,b,c", False),
        (b"<134>a,b,c", False),
        (b"  ", False),
    ],
)
def test_headings_are_words_and_rows_have_numbers(line: bytes, headings: bool) -> None:
    assert looks_like_headings(line) is headings
