"""A report as a file: a page, a PDF or JSON, by the file's name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from replay.report.data import Report
from weir.errors import UserError, told
from weir.report.charts import check_installed
from weir.report.page import report_page
from weir.report.pdf import browser, print_pdf
from weir.views.json_lines import json_line

Kind = Literal["html", "json", "pdf"]

_KINDS: dict[str, Kind] = {".html": "html", ".htm": "html", ".json": "json", ".pdf": "pdf"}


def check_files(paths: Sequence[Path], option: str) -> None:
    """Raises UserError for what could not be written later: before anything is read, which may take hours."""
    for path in paths:
        kind = _KINDS.get(path.suffix.lower())
        if kind is None:
            msg = f"{option} {path}: the name ends in .html, .pdf or .json"
            raise UserError(msg)
        if path.is_dir() or not path.parent.is_dir():
            msg = f"{option} {path}: {'is a folder' if path.is_dir() else f'there is no folder {path.parent}'}"
            raise UserError(msg)
        if kind != "json":
            check_installed()
        if kind == "pdf":
            browser()


def write_report(paths: Sequence[Path], report: Report) -> None:
    """Each file in the form that its name says. Raises UserError where one can't be written."""
    page = None
    for path in paths:
        kind = _KINDS[path.suffix.lower()]
        if kind != "json" and page is None:
            page = report_page(report).encode()
        content = report_json(report) if page is None or kind == "json" else page
        with told(OSError):
            # Under another name until it is whole: nobody takes the half of it for all.
            part = path.with_name(f"{path.name}.part")
            part.write_bytes(print_pdf(content) if kind == "pdf" else content)
            part.replace(path)


def report_json(report: Report) -> bytes:
    """All of it as one line of JSON."""
    return json_line(report)
