"""`weir report`: a state as one page that works offline."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption


def report(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Where to: .html, .pdf (needs Chromium) or .json, by the name."),
    ] = None,
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write a report: what talks to what, crossings, alerts with their reasons, learning, inventory, data quality.

    One file that works offline and loads nothing. `weir replay --report` writes the same of recorded traffic.

    \b
    Examples: weir report plant.html
              weir report plant.html plant.pdf --state plant-state
              weir report --json --kafka
    """  # noqa: D301 - click's mark for lines that stay as they are
    from replay.report.gather import gather
    from weir.admin.reader import readable
    from weir.admin.recorded.report_inputs import of_state, origin
    from weir.errors import UserError
    from weir.report.write import check_files, report_json, write_report
    from weir.settings.sections import load_settings
    from weir.views.terminal import messages

    if not files and not as_json:
        msg = "name a file to write: weir report plant.html; or give --json"
        raise UserError(msg)
    check_files(files or (), "weir report")
    loaded = load_settings(settings, state_dir=state)
    stored = of_state(loaded, kafka=kafka)
    with readable():
        found = gather(stored, loaded.settings_for, origin(settings), site=site)
    write_report(files or (), found)
    if as_json:
        sys.stdout.buffer.write(report_json(found))
    for path in files or ():
        messages().print(f"report written: {path}", markup=False, soft_wrap=True)
