"""A browser prints the page; where there is none, or it fails, that is told."""

import stat
from pathlib import Path

import pytest

from tests.weir.report.chromium import chromium_path
from weir.errors import UserError
from weir.report import pdf


def test_no_browser_is_told_with_what_to_do_instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"needs Chromium or Chrome.*write \.html and print it instead"):
        pdf.browser()


def test_a_browser_that_makes_none_is_told_with_its_last_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(UserError, match=r"made no PDF \(exit code 3\): no display"):
        pdf.print_pdf(b"<p>x</p>")


@pytest.mark.slow
def test_a_page_becomes_a_pdf() -> None:
    chromium_path()
    assert pdf.print_pdf(b"<!doctype html><title>t</title><p>x</p>").startswith(b"%PDF-")
