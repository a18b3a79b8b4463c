"""The page of outputs names every format and every sink, and no other."""

import re
from pathlib import Path

from schemas.formats.alerts.registry import ALERT_FORMATS
from streams.outputs.registry import SINKS


def test_every_format_and_every_sink_has_its_row(repository: Path) -> None:
    page = (repository / "docs" / "outputs.md").read_text(encoding="utf-8")
    _, formats, sinks = re.split(r"^\|---\|---\|$", page, flags=re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", formats, re.MULTILINE) == list(ALERT_FORMATS)
    assert re.findall(r"^\| `(\w+):", sinks, re.MULTILINE) == list(SINKS)
