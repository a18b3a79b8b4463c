"""`weir whatif`: what proposed rules of a firewall would break."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

MOST_ROWS = 50
"""Rows of each list on a terminal: a screenful."""


def whatif(
    *,
    deny: Annotated[
        list[str] | None,
        typer.Option("--deny", metavar="RULE", help="'office -> cell-1 tcp/445 rdp'. May be given again."),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(
            "--rules",
            metavar="FILE",
            help="A rule a line, or a firewall's export as CSV (source, destination, service, action). May be given "
            "again; the first rule that fits decides.",
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="The paths that would break, for spreadsheets.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write it as a document: .md or .html, by the name.")
    ] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show which usual paths proposed rules would break, and which alerts they would have prevented.

    A rule names zones, sides (it, dmz, ot, external), assets, addresses or networks, or any, and services as conduits
    do. It denies unless its first word is allow. Weir changes nothing and blocks nothing: it says what it has seen.

    \b
    Examples: weir whatif --deny 'office -> cell-1 tcp/445'
              weir whatif --deny 'it -> ot' --state plant-state --report rules.html
              weir whatif --rules export.csv --csv
    """  # noqa: D301 - click's mark for lines that stay as they are
    from replay.whatif.broken import what_if
    from replay.whatif.rules import parse_rule, read_rules
    from streams.read_model.wanted import AlertsWanted, AssetsWanted, PathsWanted
    from weir.admin.reader import open_reader, readable
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings
    from weir.views.documents import format_of, html, markdown, print_sections
    from weir.views.json_lines import print_json
    from weir.views.recorded import whatif as views
    from weir.views.terminal import output

    if as_json and as_csv:
        msg = "--json and --csv: give one of them"
        raise UserError(msg)
    if report is not None and format_of(report) not in {"markdown", "html"}:
        msg = f"--report {report}: the name ends in .md or .html"
        raise UserError(msg)
    with told(ValueError, OSError):
        proposed = [parse_rule(text) for text in deny or ()]
        for path in rules or ():
            proposed += read_rules(path.read_text(), path.name)
    if not proposed:
        msg = "no rule to try: give --deny 'office -> cell-1 tcp/445' or --rules FILE"
        raise UserError(msg)
    with readable():
        model = open_reader(load_settings(settings, state_dir=state), kafka=kafka).model
        found = what_if(
            proposed,
            model.paths(PathsWanted(site=site)).items,
            model.assets(AssetsWanted(site=site)).items,
            model.alerts(AlertsWanted(site=site)).items,
        )
    if report is not None:
        write = markdown if format_of(report) == "markdown" else html
        with told(OSError):
            report.write_text(write("What proposed rules would break", views.sections(found)))
    if as_json:
        print_json(found)
    elif as_csv:
        sys.stdout.write(views.as_csv(found))
    elif report is None:
        print_sections(output(), views.sections(found, most=MOST_ROWS))
