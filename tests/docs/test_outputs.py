"""The page of outputs names every format and every sink, and no other."""

import re
from pathlib import Path

from schemas.formats.alerts.parts.severities import STEPS
from schemas.formats.alerts.registry import ALERT_FORMATS
from streams.outputs.registry import SINKS


def test_every_format_and_every_sink_has_its_row(repository: Path) -> None:
    page = (repository / "docs" / "outputs.md").read_text(encoding="utf-8")
    _, formats, steps, sinks = re.split(r"^(?:\|---)+\|$", page, flags=re.MULTILINE)
    assert re.findall(r"^\| `(\w+)` \|", formats, re.MULTILINE) == list(ALERT_FORMATS)
    assert re.findall(r"^\| `(\w+)` \| (.*) \|$", steps, re.MULTILINE) == [
        (
            level,
            " | ".join(map(str, (step.cef, step.leef, step.syslog, f"{step.ocsf} {step.ocsf_name}", step.splunk)))
            + f" | {step.asim} | {step.secops}",
        )
        for level, step in STEPS.items()
    ]
    assert re.findall(r"^\| `([a-z+]+):", sinks, re.MULTILINE) == list(SINKS)
