"""Writes docs/images/demo.svg, alert.svg and compare.svg, pictures of the README; run by `make pictures`.

They are what the commands print, in a window that is drawn round it. The plant is simulated from a fixed seed and no
clock is read, so they change only when what the commands say changes. They load nothing: a font is one of the reader's.
"""

import io
import os
import re
import sys
import tempfile
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from weir.cli import run_command_line
from weir.views.terminal import printed_on

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"

COLUMNS = 120
"""Of the terminal. A window is drawn as wide as its longest line; where a README is some 850 pixels wide, as on GitHub,
its letters are 12 pixels high then."""

PASTED = ("  Zeek ", "  Arkime ", "  Suricata ")
"""How lines begin that are meant for a clipboard: they are as long as they need to be, and cut in a picture."""

LETTER_RATIO = 0.602
"""Width of a letter by its height in Menlo and DejaVu Sans Mono; rich's figure is that of the font it would load."""

THEME = TerminalTheme(
    background=(22, 27, 34),
    foreground=(222, 228, 235),
    normal=[
        (72, 79, 88),
        (229, 72, 77),
        (86, 211, 100),
        (227, 179, 65),
        (121, 192, 255),
        (210, 168, 255),
        (86, 212, 221),
        (255, 255, 255),
    ],
)
"""Light on dark, which can be read on GitHub's light page and on its dark one. Most colours are of its dark palette."""

TUNED = """
[detectors]
off = ["volume"]
least = { rogue-master = "high" }
"""
"""Settings of which something may be seen on three weeks of a small plant."""

WINDOW = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
font-family: ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", Consolas, "Liberation Mono", monospace;
font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold;
font-family: ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own, without the fonts that it loads from the network."""


def main(folder: Path) -> None:
    """Make all pictures anew."""
    # Nothing of the machine's own: no settings from its variables or from a weir.toml that lies about.
    for name in [name for name in os.environ if name.startswith("WEIR_")]:
        del os.environ[name]
    os.environ["WEIR_SITE_TIME_ZONE"] = "Europe/Berlin"  # that of the demo's plant
    with tempfile.TemporaryDirectory() as state_out:
        os.chdir(state_out)
        demo = printed("demo", "--no-wait", "--state-out", "demo-state")
        feed, _, explained = demo.plain.partition(" One at length:")
        alert_id = re.findall(r"^id +([0-9a-f]+) ", explained, re.MULTILINE)[0][:4]
        alert = printed("alerts", "show", alert_id, "--state", "demo-state")
        printed("simulate", "--out", "plant", "--days", "21", "--rate", "0.05")
        Path("tuned.toml").write_text(TUNED, encoding="utf-8")
        given = ("--zones", "plant/zones.toml", "--assets", "plant/assets.csv", "--learn-until", "14d")
        compared = printed("compare", "none", "tuned.toml", "--on", "plant/conn.log", *given)
        os.chdir("/")
    folder.mkdir(parents=True, exist_ok=True)
    for name, title, shown in (
        ("demo", "weir demo", demo[: feed.rindex("\n")]),
        ("alert", f"weir alerts show {alert_id}", alert),
        ("compare", "weir compare none tuned.toml --on plant/conn.log --learn-until 14d ...", compared),
    ):
        (folder / f"{name}.svg").write_text(picture(name, title, shown), encoding="utf-8")


def printed(*arguments: str) -> Text:
    """What a command prints on a terminal of so many columns, with its colours."""
    console = recording(COLUMNS)
    with printed_on(console):
        code = run_command_line(arguments)
    if code:
        sys.exit(f"weir {' '.join(arguments)} ended with {code}")
    return Text.from_ansi(console.export_text(styles=True))


def picture(name: str, title: str, shown: Text) -> str:
    """The window with the text in it, as SVG."""
    shown.rstrip()
    lines = shown.split("\n")
    for line in lines:
        line.rstrip()
        if line.plain.startswith(PASTED):
            line.truncate(COLUMNS, overflow="ellipsis")
    columns = max(cell_len(line.plain) for line in lines)
    if columns > COLUMNS:
        sys.exit(f"{name}: a line of {columns} columns; {COLUMNS} are shown")
    console = recording(columns)
    # The empty line below keeps rich from cutting the last one's descenders.
    console.print(Text("\n").join([*lines, Text()]), soft_wrap=True)
    svg = console.export_svg(
        title=title, theme=THEME, code_format=WINDOW, font_aspect_ratio=LETTER_RATIO, unique_id=name
    )
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


def recording(columns: int) -> Console:
    """A console that keeps what is printed; it is no terminal, so nothing moves or waits."""
    return Console(
        file=io.StringIO(), record=True, width=columns, force_terminal=False, color_system=None, highlight=False
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else FOLDER)
