"""The examples of the page on Sentinel are outputs."""

import re
from pathlib import Path

from weir.settings.sections import load_settings
from weir.wiring.outputs import outputs_of


def test_every_example_of_settings_is_an_output(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "siem" / "sentinel.md").read_text(encoding="utf-8")
    examples = re.findall(r"^ +\[outputs\.\w+\]\n(?: {4,}\S.*\n)+", page, re.MULTILINE)
    (tmp_path / "weir.toml").write_text(re.sub("^ +", "", "".join(examples), flags=re.MULTILINE))
    assert list(outputs_of(load_settings(tmp_path / "weir.toml", {}))) == ["sentinel", "cef"]
