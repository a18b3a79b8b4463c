"""The doctor's lines come in the order of its tables."""

from pathlib import Path

from streams.embedded import checkup
from streams.embedded.settings import EmbeddedSettings
from weir.admin import installed
from weir.settings.sections import Settings
from weir.wiring.checks import check_lines


def test_what_is_installed_comes_before_the_state(tmp_path: Path) -> None:
    settings = Settings(embedded=EmbeddedSettings(state_dir=str(tmp_path)))
    assert [line.check for line in check_lines(settings, kafka=False)] == [*installed.CHECKS, *checkup.CHECKS]
