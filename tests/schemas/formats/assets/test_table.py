"""The rows of a spreadsheet's text."""

import pytest

from schemas.formats.assets.table import MAX_ROW_LINES, Table, table_of, too_many_cells


def table(text: str) -> Table:
    return table_of(text, "a.csv")


def rows(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in table(text).rows if row.broken is None]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_out(delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(["IP Address", "Host Name"]), delimiter.join(["10.1.1.5", "plc-7"]), ""])
    assert rows(text) == [(2, ("10.1.1.5", "plc-7"))]


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\n\nsep=;"])
def test_excels_first_line_names_the_delimiter(first: str) -> None:
    assert [cells for _, cells in rows(f"{first}\nname;ip, v4\na;10.0.0.1\n")] == [("a", "10.0.0.1")]


def test_a_delimiter_that_is_none_of_ours_can_be_named() -> None:
    assert rows("sep=^\nname^ip\na^10.0.0.1\n") == [(3, ("a", "10.0.0.1"))]


def test_titles_above_the_headings_are_left_out_and_said() -> None:
    found = table("Assets of the plant, by Ann;;\nas of 2026-01-31;;\n\nName;IP;MAC\nplc;10.0.0.1;\n")
    assert found.headings == ("Name", "IP", "MAC")
    assert [row.line for row in found.rows] == [5]
    assert [note.text for note in found.notes] == ["2 rows above the headings are not read: the headings are in line 4"]


def test_a_line_of_groups_above_the_headings_is_a_title() -> None:
    assert table("Device,,Network,\nName,Role,IP,MAC\na,plc,10.0.0.1,\n").headings == ("Name", "Role", "IP", "MAC")


def test_headings_that_come_again_are_no_row() -> None:
    found = table("name,ip\na,10.0.0.1\nname,ip\nb,10.0.0.2\n")
    assert [row.cells[0] for row in found.rows] == ["a", "b"]
    assert [note.line for note in found.notes] == [3]


def test_line_breaks_within_quotes_belong_to_the_cell_and_lines_are_counted_on() -> None:
    assert rows('name,ip\n"a\nb, ""c""",10.0.0.1\nd,10.0.0.2\n') == [
        (2, ('a\nb, "c"', "10.0.0.1")),
        (4, ("d", "10.0.0.2")),
    ]


def test_empty_rows_and_empty_columns_are_nothing() -> None:
    found = table("name,,ip\na,,10.0.0.1\n,,\n\n,,\n")
    assert [row.cells for row in found.rows] == [("a", "", "10.0.0.1")]
    assert found.columns.unused == ()


@pytest.mark.parametrize(
    "text",
    [
        'name;ip\n"a;10.0.0.1\nb;10.0.0.2\nc;10.0.0.3\n',
        'name;ip\n"a;10.0.0.1\nb;10.0.0.2\nc 12" panel;10.0.0.3\n',
        'name;ip\n"a;10.0.0.1\n"b";10.0.0.2\nc;10.0.0.3\n',
        'name;ip\nb;10.0.0.2\nc;10.0.0.3\n"a;10.0.0.1',
    ],
)
def test_a_quote_that_is_never_closed_costs_its_own_row(text: str) -> None:
    found = table(text)
    assert [row.broken for row in found.rows if row.broken] == ["a quote is opened and not closed"]
    assert [row.cells[1] for row in found.rows if row.broken is None] == ["10.0.0.2", "10.0.0.3"]


def test_a_quote_within_a_cell_is_text() -> None:
    assert rows('name,ip\npanel 12" left,10.0.0.1\n') == [(2, ('panel 12" left', "10.0.0.1"))]


def test_a_row_over_too_many_lines_is_broken() -> None:
    found = table('name,ip\n"' + "x\n" * MAX_ROW_LINES + '",10.0.0.1\n')
    assert found.rows[0].broken is not None


def test_a_cell_past_the_bound_costs_its_row() -> None:
    found = table("name,ip\n" + "x" * 200_000 + ",10.0.0.1\nb,10.0.0.2\n")
    assert [row.broken is None for row in found.rows] == [False, True]


def test_more_cells_than_headings_are_told() -> None:
    found = table("name,ip\nPump, left,10.0.0.1\na,10.0.0.2,,\n")
    assert [too_many_cells(row, found.headings) is None for row in found.rows] == [False, True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("sep=;\n", "no column"),
        ("colour,shape\nred,round\n", "line 1: no column ip, mac, hostname or id among: colour, shape"),
    ],
)
def test_a_file_without_headings_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table(text)


def test_cells_and_headings_that_excel_was_told_are_text_are_read_plain() -> None:
    text = '="Name",="IP"\n="plc-1",="10.1.0.5"\n\'plc-2,"=""10.1.0.6"""\n'
    assert rows(text) == [(2, ("plc-1", "10.1.0.5")), (3, ("plc-2", "10.1.0.6"))]
