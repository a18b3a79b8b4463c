"""Sections of text and tables, as a terminal, Markdown and a page of HTML show them.

What stands in the cells comes from the network in part: it is text everywhere, never markup.
"""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Literal

from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from weir.views.terminal import clean

DocumentFormat = Literal["markdown", "html", "json"]

FORMAT_OF: dict[str, DocumentFormat] = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json",
}  # fmt: skip
"""By the ending of a file's name."""

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --shade: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); }
th { background: var(--shade); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
caption { text-align: left; }
@media print { body { max-width: none; margin: 0; } tr { break-inside: avoid; } }
"""


class Section(Struct, frozen=True, kw_only=True):
    """A heading, sentences, and a table; `headings` are empty where there is none. `numbers` are its right columns.

    `plain`: the sentences are lines of a drawing, whose blanks count.
    """

    title: str
    text: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: frozenset[int] = frozenset()
    plain: bool = False


def print_sections(console: Console, sections: Sequence[Section]) -> None:
    """For a terminal."""
    for number, section in enumerate(sections):
        if number:
            console.print()
        console.print(Text(clean(section.title), style="bold"), soft_wrap=True)
        for line in section.text:
            console.print(Text(clean(line)), soft_wrap=True)
        if section.rows:
            console.print(_table(section))


def markdown(title: str, sections: Sequence[Section]) -> str:
    """A document of Markdown with tables as GitHub has them."""
    parts = [f"# {_as_markdown(title)}"]
    for section in sections:
        parts.append(f"## {_as_markdown(section.title)}")
        if section.plain:
            parts.append("\n".join(f"    {clean(line)}" for line in section.text))
        else:
            parts += [_as_markdown(line) for line in section.text]
        if section.rows:
            marks = ("---:" if place in section.numbers else "---" for place in range(len(section.headings)))
            lines = [_row(section.headings), f"| {' | '.join(marks)} |", *map(_row, section.rows)]
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def html(title: str, sections: Sequence[Section]) -> str:
    """One page that loads nothing: light and dark as the reader's system is, and readable when printed."""
    body = [f"<h1>{_as_html(title)}</h1>"]
    for number, section in enumerate(sections):
        body.append(f'<section aria-labelledby="s{number}"><h2 id="s{number}">{_as_html(section.title)}</h2>')
        if section.plain:
            body.append("<pre>" + "\n".join(_as_html(line) for line in section.text) + "</pre>")
        else:
            body += [f"<p>{_as_html(line)}</p>" for line in section.text]
        if section.rows:
            body.append(_html_table(section))
        body.append("</section>")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_as_html(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


def format_of(path: Path) -> DocumentFormat | None:
    """As which format a file is written, by its name; None where that says none."""
    return FORMAT_OF.get(path.suffix.lower())


def _table(section: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(section.headings):
        table.add_column(heading, justify="right" if place in section.numbers else "left")
    for row in section.rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    return table


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_as_markdown(cell) for cell in cells)} |"


def _as_markdown(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", clean(text))


def _as_html(text: str) -> str:
    return escape(clean(text))


def _html_table(section: Section) -> str:
    def cell(name: str, place: int, text: str) -> str:
        mark = ' class="number"' if place in section.numbers else ""
        scope = ' scope="col"' if name == "th" else ""
        return f"<{name}{scope}{mark}>{_as_html(text)}</{name}>"

    head = "".join(cell("th", place, text) for place, text in enumerate(section.headings))
    rows = ["".join(cell("td", place, text) for place, text in enumerate(row)) for row in section.rows]
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>"
