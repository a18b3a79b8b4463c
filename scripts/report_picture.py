"""Writes docs/images/report.png, the README's picture of a report; run by `make pictures`.

A plant of four weeks is simulated from a fixed seed, and Chromium shows the graph of what crosses its boundary.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from weir.cli import run_command_line

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "report.png"

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

GIVEN = "--zones plant/zones.toml --assets plant/assets.csv --learn-until 14d"

COMMANDS = (
    "simulate --plant large --size 0.25 --days 28 --learn-days 14 --out plant",
    f"replay plant/conn.log {GIVEN} -q --report report.html",
)


def main() -> None:
    """Make it anew."""
    for name in [name for name in os.environ if name.startswith("WEIR_")]:
        del os.environ[name]
    browser = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"no Chromium is here ({', '.join(CHROMIUM)}): docs/images/report.png stays as it is")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for command in COMMANDS:
            if code := run_command_line(command.split()):
                sys.exit(f"weir {command} ended with {code}")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = chromium.new_page(viewport={"width": 1_280, "height": 860}, color_scheme="light")
            page.goto(f"file://{folder}/report.html")
            page.evaluate("document.querySelector('[id$=graph]').scrollIntoView()")
            page.screenshot(path=PICTURE)
            chromium.close()
        os.chdir("/")


if __name__ == "__main__":
    main()
