"""How the view looks: it fills any terminal, and no name moves, hides or colours a thing."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tests.schemas.formats.alerts.alerts import HOSTILE, whole
from weir.follow.feed import Feed
from weir.follow.prompt import Prompt
from weir.follow.screen import Lines, as_lines, list_screen, text_screen


def drawn(screen: Lines, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, force_terminal=False, color_system=None)
    with console.capture() as captured:
        console.print(screen, end="")
    return captured.get().split("\n")


def filled(count: int = 40, **changes: object) -> Feed:
    feed = Feed()
    feed.take(whole(id=f"{number:020}", severity=number, **changes) for number in range(count))  # type: ignore[arg-type]
    return feed


@pytest.mark.parametrize("size", [(80, 24), (140, 40), (40, 8), (20, 3), (300, 100), (1, 1)])
@pytest.mark.parametrize("prompt", [None, Prompt("why?", "x" * 200)])
def test_it_has_as_many_rows_as_fit_and_none_is_too_long(size: tuple[int, int], prompt: Prompt | None) -> None:
    rows = drawn(
        list_screen(filled(title="\N{CJK UNIFIED IDEOGRAPH-7535}" * 200), size, lambda _: "UTC", "told", prompt),
        size[0],
    )
    assert len(rows) == max(size[1], 5)
    assert all(cell_len(row) <= size[0] for row in rows)


def test_the_selected_alert_is_marked_and_always_in_sight() -> None:
    feed = filled()
    feed.shown()
    for _ in range(40):
        rows = drawn(list_screen(feed, (80, 24), lambda _: "UTC", "", None), 80)
        (marked,) = [row for row in rows if row.startswith("> ")]
        current = feed.current()
        assert current is not None
        assert f" {current.severity:>6}  01-12 00:01" in marked
        feed.move(1)


def test_a_hostile_name_stays_in_its_row() -> None:
    rows = drawn(list_screen(filled(1, title=HOSTILE), (120, 10), lambda _: "UTC", HOSTILE, None), 120)
    assert len(rows) == 10
    assert "\x1b" not in "".join(rows)


def test_a_text_is_shown_from_any_of_its_lines() -> None:
    story = [Text(f"line {number}") for number in range(50)]
    rows = drawn(text_screen(story, (80, 10), 42, "told", None), 80)
    assert rows[0] == "line 42"
    assert rows[7] == "line 49"
    assert rows[8] == "told"
    assert rows[9].endswith("line 50 of 50")


def test_what_rich_prints_is_cut_into_lines() -> None:
    console = Console(file=io.StringIO(), width=80)
    assert [line.plain.rstrip() for line in as_lines(console, 10, Text("one two three four"), Text("five"))] == [
        "one two", "three four", "five",
    ]  # fmt: skip
