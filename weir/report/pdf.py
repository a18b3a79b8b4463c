"""The page on paper: a browser that is there prints it to a PDF, without a window and without the network."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from weir.errors import UserError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Names under which Chromium and Chrome are installed on Debian, Fedora and by Google, and by Homebrew."""

LONGEST_S = 180.0
"""A page of 5,000 assets and 50,000 paths takes some 10 s; whoever needs more hangs."""


def browser() -> str:
    """The browser's path. Raises UserError where there is none."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    msg = (
        f"a PDF needs Chromium or Chrome, and none of {', '.join(BROWSERS)} is there; write .html and print it instead"
    )
    raise UserError(msg)


def print_pdf(page: bytes) -> bytes:
    """The page as a PDF. Raises UserError where the browser does not make one."""
    with tempfile.TemporaryDirectory(prefix="weir-pdf-") as name:
        folder = Path(name)
        (folder / "page.html").write_bytes(page)
        target = folder / "page.pdf"
        command = [
            browser(),
            "--headless=new",
            # The page is Weir's own and loads nothing; in containers and as root the sandbox can't start.
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={target}",
            (folder / "page.html").as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=False)  # noqa: S603 - found by name
        except subprocess.TimeoutExpired as error:
            msg = f"{command[0]} made no PDF within {LONGEST_S:.0f} s; write .html and print it instead"
            raise UserError(msg) from error
        if not target.is_file():
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            msg = f"{command[0]} made no PDF (exit code {done.returncode}){': ' + last[0][:200] if last else ''}"
            raise UserError(msg)
        return target.read_bytes()
