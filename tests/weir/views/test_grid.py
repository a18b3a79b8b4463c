"""A grid is drawn as rich draws a table, where it fits; where it does not, nothing of it is cut."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from weir.views.grid import Grid


def stripped(text: str) -> str:
    """Without spaces at the ends of lines, which rich drops where a column stands at the right."""
    return "\n".join(line.strip() for line in text.strip().split("\n"))


cells = st.text(st.sampled_from("ab ü漢\n[]:"), max_size=8).map(stripped)
rows = st.lists(st.tuples(cells, cells, cells), max_size=4)
HEADINGS = ("name", "n", "what it is")


def console(width: int, *, terminal: bool = False) -> Console:
    return Console(
        file=io.StringIO(), width=width, highlight=False, force_terminal=terminal,
        color_system="standard" if terminal else None, no_color=not terminal, legacy_windows=False,
    )  # fmt: skip


def drawn(what: Grid | Table, width: int = 120, *, terminal: bool = False) -> str:
    to = console(width, terminal=terminal)
    to.print(what)
    assert isinstance(to.file, io.StringIO)
    return to.file.getvalue()


def grid(some: list[tuple[str | Text, ...]], *, ruled: bool = True) -> Grid:
    made = Grid(ruled=ruled)
    for number, heading in enumerate(HEADINGS):
        made.add_column(heading, right=number == 1)
    for row in some:
        made.add_row(*row)
    return made


def by_rich(some: list[tuple[str | Text, ...]], *, ruled: bool = True) -> Table:
    table = Table(expand=False, header_style="bold", pad_edge=False)
    if not ruled:
        table.box = None
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if number == 1 else "left")
    for row in some:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table


@settings(max_examples=60)
@given(some=rows, ruled=st.booleans())
def test_what_fits_is_drawn_as_rich_draws_it(some: list[tuple[str | Text, ...]], ruled: bool) -> None:
    assert drawn(grid(some, ruled=ruled)) == drawn(by_rich(some, ruled=ruled))


def test_markup_in_a_cell_is_text() -> None:
    assert "[red]x[/red]" in drawn(grid([("[red]x[/red]", "1", ":smile:")]))


def test_colours_are_those_of_the_cell_on_a_terminal_alone() -> None:
    some: list[tuple[str | Text, ...]] = [(Text("a\nb", style="red"), "1", "c")]
    assert "\x1b[31ma\x1b[0m" in drawn(grid(some), terminal=True)
    assert "\x1b" not in drawn(grid(some))


def test_what_is_too_wide_is_folded_and_nothing_is_lost() -> None:
    some: list[tuple[str | Text, ...]] = [("x" * 50, "12", Text("words that go on " * 5))]
    lines = drawn(grid(some), width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert sum(line.count("x") for line in lines) == 50
    assert sum(line.count("words") for line in lines) == 5


def test_a_terminal_without_lines_gets_a_table_without_them() -> None:
    to = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"), width=80)
    to.print(grid([("a", "1", "b")]))
    to.file.flush()
    assert isinstance(to.file, io.TextIOWrapper)
    said = to.file.buffer.getvalue()
    assert b"what it is" in said
    assert said.isascii()
