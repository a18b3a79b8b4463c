"""The report as one page of HTML: it brings all it needs and may load nothing."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from replay.report.data import Report
from weir.report import told
from weir.report.alert_page import EVIDENCE
from weir.report.charts import check_installed
from weir.report.crossings.graph import MEASURES
from weir.report.matrix import MARKS
from weir.report.packed import LINK_MARK, Cell, Column
from weir.report.site_page import site_page

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_IN_A_LINE = 32
"""Characters of a cell that are not broken: a host's name and a little more. The script has the same."""


def report_page(report: Report) -> str:
    """The page of a report: the same bytes for the same report. Raises UserError where the chart library is missing."""
    check_installed()
    style, script = _resource("report.css"), _script()
    sites = [site_page(each, f"s{place}-") for place, each in enumerate(report.sites)]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            report=report,
            sites=sites,
            style=style,
            script=script,
            policy=_content_policy(style, script),
            evidence_headings=EVIDENCE,
            measures=MEASURES,
            marks=MARKS,
            most_in_a_line=MOST_IN_A_LINE,
        )
    )


def cell_text(cell: Cell, column: Column) -> str:
    """A cell as it stands in the page, as the script shows it."""
    if cell is None:
        return ""
    match column.kind:
        case "time":
            return told.minutes_text(float(cell))
        case "octets":
            return told.octets(float(cell))
        case "number":
            return told.number(float(cell))
        case _:
            return str(cell).partition(LINK_MARK)[0]


def cell_link(cell: Cell) -> str:
    """Where a cell of a column of links leads; empty where it is none."""
    return "" if cell is None else str(cell).partition(LINK_MARK)[2]


def _content_policy(style: str, script: str) -> str:
    """Nothing is loaded, sent or run but the style and the script that are written here, told by their hashes."""
    return (
        f"default-src 'none'; script-src {_hashed(script)}; style-src {_hashed(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashed(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _script() -> str:
    """All of it in a scope of its own."""
    parts = "\n".join(_resource(name) for name in ("common.js", "tables.js", "graph.js"))
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _resource(name: str) -> str:
    return files("weir.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("weir.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(cell_text=cell_text, cell_link=cell_link)
    made.filters.update(number=told.number, plural=told.plural, text=told.text)
    return made
