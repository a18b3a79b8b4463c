"""The README's pictures say what the commands say today, and load nothing."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

PICTURES = ("demo.svg", "alert.svg", "compare.svg")


@pytest.fixture(scope="module")
def drawn(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures as the script draws them now."""
    folder = tmp_path_factory.mktemp("pictures")
    subprocess.run([sys.executable, "scripts/pictures.py", folder], cwd=repository, check=True)
    return folder


def lines(picture: Path) -> list[tuple[str, str]]:
    """Each piece of text with the height at which it stands: what another version of rich would draw alike."""
    found = re.findall(r'<text [^>]*?\by="([\d.]+)"[^>]*>([^<]*)</text>', picture.read_text(encoding="utf-8"))
    return [(height, html.unescape(text).replace("\N{NO-BREAK SPACE}", " ")) for height, text in found]


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_what_the_script_draws_now(repository: Path, drawn: Path, name: str) -> None:
    kept = lines(repository / "docs" / "images" / name)
    assert len(kept) > 15
    assert kept == lines(drawn / name), "run `make pictures`, and look at them"


@pytest.mark.parametrize("name", PICTURES)
def test_it_loads_nothing(repository: Path, name: str) -> None:
    svg = (repository / "docs" / "images" / name).read_text(encoding="utf-8")
    assert re.findall(r"url\((?!#)|href=|@import|@font-face|<script|<image", svg) == []
    assert set(re.findall(r"https?://[^\"' )]+", svg)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", PICTURES)
def test_the_readme_shows_it(repository: Path, name: str) -> None:
    assert f"](docs/images/{name})" in (repository / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_the_report(repository: Path) -> None:
    assert "](docs/images/report.png)" in (repository / "README.md").read_text(encoding="utf-8")
    assert (repository / "docs" / "images" / "report.png").read_bytes().startswith(b"\x89PNG")
