"""`weir detectors`: what each detector watches, whether it is on, and what its alerts came to."""

import time
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import as_of, check_choice, complete_detector, detector_kinds
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from schemas.attack import AlertKind

app = typer.Typer(
    help="Show the detectors: what each watches, whether it is on, and what its alerts found and cost.",
    no_args_is_help=True,
)


@app.command("list", epilog="Example: weir detectors list --site plant")
def list_detectors(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the detectors: on or off, their alerts, how many were found true or read for nothing, what they watch.

    [detectors] off in the settings switches one off. --json has the alerts by status.
    """
    from weir.admin.detectors import detector_rows
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    loaded = load_settings(settings, state_dir=state)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        rows = detector_rows(model, loaded, site)
    if as_json:
        for row in rows:
            print_json(row)
        return
    from weir.views.detectors import LEGEND, detector_table
    from weir.views.terminal import messages, output

    output().print(detector_table(rows, loaded.core(site or loaded.site.name).time_zone))
    messages().print(LEGEND, soft_wrap=True)
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


@app.command("show", epilog="Example: weir detectors show volume")
def show_detector(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="Its kind, like volume.", autocompletion=complete_detector)
    ],
    *,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many of its latest alerts.")] = 10,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one detector: what it watches and needs, its bounds and where they come from, and its latest alerts."""
    from weir.admin.detectors import detector_detail
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("KIND", kind, detector_kinds())
    loaded = load_settings(settings, state_dir=state)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        found = detector_detail(model, loaded, cast("AlertKind", kind), site, limit)
    if as_json:
        print_json(found)
        return
    from weir.views.detectors import detector_view
    from weir.views.terminal import messages, output

    output().print(detector_view(found, lambda name: loaded.core(name).time_zone))
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)
