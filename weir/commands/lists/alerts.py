"""`weir alerts`: what was raised, as a list and one at length, from a state or from a file that a replay wrote."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from weir.alert_filters import AlertFilters
from weir.commands.lists.follow import follow_alerts
from weir.list_options import (
    AlertStatusOption,
    AssetOption,
    KindOption,
    LeastLevelOption,
    PageOption,
    SavedFilterOption,
    ServiceOption,
    SinceOption,
    UntilOption,
    ZoneOption,
    as_of,
    check_choice,
    list_notes,
)
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption, complete_alert

MOST_ALERTS = 100
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the alerts that were raised.", no_args_is_help=True)

app.command(
    "follow",
    epilog="Examples: weir alerts follow; weir alerts follow --filter night; weir alerts follow --json --since 8h",
)(follow_alerts)

FileOption = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="FILE", help="Alerts that `weir replay --alerts FILE` wrote, instead of a state; - for stdin."
    ),
]


@app.command(
    "list",
    epilog="Examples: weir alerts list --level medium --status open --since 24h; weir alerts list --filter night --csv",
)
def list_alerts(
    *,
    saved: SavedFilterOption = None,
    level: LeastLevelOption = None,
    status: AlertStatusOption = None,
    kind: KindOption = None,
    zone: ZoneOption = None,
    asset: AssetOption = None,
    service: ServiceOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many, the newest (default: 100; as JSON and CSV all)."),
    ] = None,
    page: PageOption = 1,
    site: SiteOption = None,
    file: FileOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Rows for spreadsheets, with a heading.")] = False,
) -> None:
    """List alerts, each by its newest state, the newest last. Works while `weir run` runs."""
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings

    if as_json and as_csv:
        from weir.errors import UserError

        msg = "--json and --csv: give one of them"
        raise UserError(msg)
    loaded = load_settings(settings, state_dir=state)
    asked = AlertFilters(saved, level, status, kind, site, zone, asset, service, since, until)
    is_table = not (as_json or as_csv)
    wanted = asked.wanted(loaded, limit=limit or (MOST_ALERTS if page > 1 or is_table else None), page=page)
    with readable():
        if file is not None:
            from weir.admin.recorded.recorded_alerts import RecordedAlerts

            recorded = RecordedAlerts(file)
            (shown, total), notes = recorded.alerts(wanted), recorded.notes
        else:
            model = open_reader(loaded, kafka=kafka).model
            shown, total = model.alerts(wanted)
            notes = [as_of(model.moment(), time.time())]
            if kafka and not total:
                from weir.admin.backlog import backlog_note

                notes += filter(None, (backlog_note(loaded.kafka),))
    from weir.views.terminal import alert_rows, messages, output

    if as_json:
        from weir.views.json_lines import json_line

        for alert in shown:
            sys.stdout.buffer.write(json_line(alert))
        return
    if as_csv:
        from schemas.formats.alerts.parts.origin import Origin
        from schemas.formats.alerts.table import HEADING, row

        # A row names no sender.
        rows = (HEADING, *(row(alert, Origin()) for alert in shown))
        sys.stdout.buffer.writelines(each + b"\r\n" for each in rows)
        return
    zones = sorted({loaded.core(alert.site).time_zone for alert in shown})
    if shown:
        output().print(alert_rows(shown, lambda name: loaded.core(name).time_zone))
        notes = [f"times are in {', '.join(zones)}", *notes]
    for note in (*list_notes("alerts", wanted.limit, page, len(shown), total, "older ones"), *notes):
        messages().print(note, soft_wrap=True, markup=False)


@app.command(
    "show",
    short_help="Show one alert at length, and what to do next.",
    epilog="Examples: weir alerts show 3f9a; weir alerts show 3f9a --file alerts.ndjson",
)
def show_alert(
    alert_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id, or how it begins.", autocompletion=complete_alert)
    ],
    *,
    every: Annotated[
        bool, typer.Option("--all", help="All paths that the alert names (default: the first 30).")
    ] = False,
    site: SiteOption = None,
    file: FileOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show one alert at length, and what to do next.

    What crossed, why that is unusual with its figures, who the ends are, the baseline, ATT&CK for ICS, evidence; what
    else is open of the same ends, what the initiator also did in that hour, what people said, and how it went.
    """
    from streams.read_model.alert_context import context_of
    from streams.read_model.wanted import AlertsWanted
    from weir.admin.reader import find_alert, open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.alerts.searches import links_of, searches_of
    from weir.views.terminal import messages, output

    loaded = load_settings(settings, state_dir=state)
    wanted, notes = AlertsWanted(id_begins=alert_id, site=site), list[str]()
    with readable():
        if file is not None:
            from weir.admin.recorded.recorded_alerts import RecordedAlerts

            recorded = RecordedAlerts(file)
            by = f"weir alerts list --file {file}"
            alert = find_alert(recorded.alerts(wanted).items, alert_id, site, listed_by=by)
            context, notes = recorded.context(alert), recorded.notes
        else:
            model = open_reader(loaded, kafka=kafka).model
            by = f"weir alerts list{' --kafka' if kafka else f' --state {state}' if state else ''}"
            alert = find_alert(model.alerts(wanted).items, alert_id, site, listed_by=by)
            context = context_of(model, alert)
    time_zone = loaded.core(alert.site).time_zone
    searches, links = searches_of(alert), links_of(alert, loaded.links)
    if as_json:
        from msgspec.structs import asdict

        from weir.views.alerts.searches import AlertAtLength
        from weir.views.json_lines import print_json

        print_json(AlertAtLength(**asdict(alert), context=context, searches=searches, links=links))
        return
    from weir.views.alerts.detail import MOST_HOPS, alert_detail, what_to_say

    console = output()
    console.print(alert_detail(alert, time_zone, context, most_hops=len(alert.hops) if every else MOST_HOPS))
    if searches or links:
        console.print("\nIts traffic, to be pasted", style="bold")
        for tool, line in (*((one.tool, one.line) for one in searches), *((one.name, one.url) for one in links)):
            console.print(f"  {tool:<8}  {line}", markup=False, soft_wrap=True)
    if file is None:
        commands = what_to_say(alert, context)
        lines = " (N: the number of a path above)" if commands[-1].endswith("--line N") else ""
        console.print(f"\nYour word on it, one of{lines}", style="bold")
        for command in commands:
            console.print(f"  {command}", markup=False, soft_wrap=True)
    for note in notes:
        messages().print(note, soft_wrap=True, markup=False)


@app.command(
    "export",
    epilog="Examples: weir alerts export alerts.ndjson --format cef; weir alerts export - --format ecs -o out.ndjson",
)
def export_alerts(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Alerts that `weir replay --alerts FILE` wrote; - for stdin.")
    ],
    *,
    alert_format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="How an alert is written; docs/outputs.md has them all.")
    ] = "ndjson",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write here instead of to standard output.")
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="How the sender calls itself; default: this host's name.")
    ] = None,
) -> None:
    """Write recorded alerts in a receiver's words, every revision once, to try a parser with."""
    from schemas.formats.alerts.registry import ALERT_FORMATS
    from streams.outputs.settings import OutputSettings
    from weir.admin.alert_export import write_alerts
    from weir.wiring.outputs import origin_of

    check_choice("--format", alert_format, tuple(ALERT_FORMATS))
    written = write_alerts(file, alert_format, origin_of(OutputSettings(host=host)), out)
    for note in written.notes:
        typer.echo(note, err=True)
    if out is not None:
        typer.echo(f"{out}: {written.count:,} revisions written as {alert_format}", err=True)
