"""What the reading of an inventory came to."""

from schemas.formats.assets.reading import MAX_SHOWN, Refused, Unused, lines_are, named_columns, shown


def test_the_place_of_a_refused_row_in_words() -> None:
    one = Refused(source="a.csv", line=7, reason="no", column="IP Address")
    assert one.place == "a.csv, line 7, column IP Address"
    assert Refused(source="a.csv", line=7, reason="no").place == "a.csv, line 7"


def test_a_cell_is_shown_in_one_line_and_cut() -> None:
    assert shown(" a\n b\t c ") == "a b c"
    assert len(shown("x" * 1000)) == MAX_SHOWN


def test_many_columns_are_named_in_a_line() -> None:
    columns = [Unused(column=f"c{n}", reason="no") for n in range(25)]
    assert named_columns(columns[:2]) == "c0, c1"
    assert named_columns(columns).endswith("c19 and 5 more")


def test_lines_in_words() -> None:
    assert lines_are([7]) == "line 7"
    assert lines_are([7, 8]) == "lines 7, 8"
    assert lines_are(list(range(1, 9))) == "lines 1, 2, 3, 4, 5 and 3 more"
