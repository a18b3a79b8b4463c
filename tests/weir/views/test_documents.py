"""Sections of text and tables: the same on a terminal, in Markdown and in HTML, and nothing in them is markup."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from weir.views.documents import Section, format_of, html, markdown, print_sections

SECTIONS = [
    Section(title="Figures", text=("Two lines.", "The second."), headings=("name", "count"), rows=(("a|b", "12"),),
            numbers=frozenset({1})),
    Section(title="<script>alert(1)</script>", text=("[bold]no markup[/]", "\x1b[31mred\x1b[0m", "`*_#`")),
]  # fmt: skip


def test_markdown_has_tables_and_escapes_what_markdown_would_act_upon() -> None:
    assert markdown("Two * one", SECTIONS) == (
        "# Two \\* one\n\n## Figures\n\nTwo lines.\n\nThe second.\n\n"
        "| name | count |\n| --- | ---: |\n| a\\|b | 12 |\n\n"
        "## \\<script\\>alert(1)\\</script\\>\n\n\\[bold\\]no markup\\[/\\]\n\n\N{REPLACEMENT CHARACTER}\\[31mred"
        "\N{REPLACEMENT CHARACTER}\\[0m\n\n\\`\\*\\_\\#\\`\n"
    )


def test_a_page_loads_nothing_and_escapes_what_html_would_act_upon() -> None:
    page = html("A & B", SECTIONS)
    assert "<title>A &amp; B</title>" in page
    assert '<th scope="col" class="number">count</th>' in page
    assert '<td class="number">12</td>' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not [word for word in ("<script", "http://", "https://", "src=", "@import", "\x1b") if word in page]


def test_a_terminal_gets_plain_text() -> None:
    console = Console(file=io.StringIO(), width=80)
    print_sections(console, SECTIONS)
    shown = console.file.getvalue()  # type: ignore[attr-defined] # it is the StringIO
    assert shown.splitlines() == [
        "Figures", "Two lines.", "The second.", "name  count", "a|b      12", "", "<script>alert(1)</script>",
        "[bold]no markup[/]", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}[0m", "`*_#`",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "told"), [("a.md", "markdown"), ("a.HTML", "html"), ("a.json", "json"), ("a.txt", None), ("md", None)]
)
def test_the_name_of_a_file_says_its_format(name: str, told: str | None) -> None:
    assert format_of(Path(name)) == told
