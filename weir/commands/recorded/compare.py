"""`weir compare`: the same traffic under two settings, zone files, sets of verdicts or states."""

from pathlib import Path
from typing import Annotated

import typer

from weir.list_options import check_choice, check_moment, chosen_format
from weir.options import (
    AssetFilesOption,
    FormatOption,
    LevelName,
    MaintenanceFilesOption,
    SensorOption,
    SettingsOption,
    VerdictFilesOption,
    ZoneFilesOption,
)

FileArgument = Annotated[
    str,
    typer.Argument(
        help="Settings (TOML), zones (TOML, JSON), verdicts (NDJSON) or a state (a folder), or the word none: without."
    ),
]


def compare(
    first: FileArgument,
    second: FileArgument,
    *,
    on: Annotated[
        list[str],
        typer.Option("--on", metavar="PATH", help="Flow logs, as weir replay takes them. May be given again."),
    ],
    file_format: FormatOption = "auto",
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="The site, as for weir replay.")] = None,
    sensor: SensorOption = None,
    assets: AssetFilesOption = None,
    zones: ZoneFilesOption = None,
    verdicts: VerdictFilesOption = None,
    maintenance: MaintenanceFilesOption = None,
    settings: SettingsOption = None,
    state_in: Annotated[
        Path | None,
        typer.Option("--state-in", metavar="DIR", help="Both go on from this state folder, as for weir replay."),
    ] = None,
    learn_until: Annotated[
        str | None,
        typer.Option("--learn-until", metavar="TIME", help="Learn all before this, as for weir replay; in both."),
    ] = None,
    level: Annotated[
        str, typer.Option("--level", metavar="LEVEL", help="Only alerts of this level or above, in either of both.")
    ] = "info",
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if",
            metavar="BOUND",
            help="Exit with 2 where it holds: 'lost>0', 'gained:medium>3', 'changed>=1'. May be given again.",
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write all of it: .md, .html or .json, by the name."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object: gained and lost (alerts), changed (what, before, after), alike, days, and the "
            "figures of both (before, after).",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only files and the exit code.")] = False,
) -> None:
    """Replay the same traffic twice, and show which alerts one has and the other has not, and which differ.

    Both replays run at once. Nothing else is changed by it.

    \b
    Examples: weir compare weir.toml stricter.toml --on logs/ --learn-until 14d
              weir compare zones.toml proposed.toml --on logs/ --fail-if 'lost>0'
              weir compare none verdicts.ndjson --on logs/ --report words.html
    """  # noqa: D301 - click's mark for lines that stay as they are
    from replay.compare.bounds import parse_bound
    from replay.compare.differences import at_least
    from replay.run import ReplayInputs
    from weir.admin.recorded.compared import replayed, variants
    from weir.errors import LevelReached, UserError, told
    from weir.settings.sections import DEFAULT_SITE
    from weir.views.documents import format_of, print_sections
    from weir.views.json_lines import print_json
    from weir.views.recorded.comparison import MOST_ROWS, sections, write_report
    from weir.views.terminal import output

    check_choice("--level", level, tuple(LevelName))
    file_format = chosen_format(file_format)
    check_moment("--learn-until", learn_until)
    with told():
        bounds = [parse_bound(text) for text in fail_if or ()]
    if report is not None and format_of(report) is None:
        msg = f"--report {report}: the name ends in .md, .html or .json"
        raise UserError(msg)
    if any(path == "-" or path.startswith("kafka://") for path in on):
        msg = "--on takes files and folders: standard input and topics cannot be read twice; write them to a file first"
        raise UserError(msg)
    inputs = ReplayInputs(
        paths=tuple(on),
        file_format=file_format,
        site=DEFAULT_SITE,
        sensor=sensor,
        assets=tuple(assets or ()),
        zones=tuple(zones or ()),
        verdicts=tuple(verdicts or ()),
        maintenance=tuple(maintenance or ()),
        state=None if state_in is None else str(state_in),
    )
    both = variants((first, second), inputs, settings, site)
    comparison = replayed(both, learn_until, progress=not quiet and not as_json)
    shown = at_least(comparison, next(each for each in LevelName if each == level).value)
    if report is not None:
        write_report(report, shown)
    if as_json:
        print_json(shown)
    elif not quiet:
        print_sections(output(), sections(shown, most=MOST_ROWS))
    if any(bound.reached(shown) for bound in bounds):
        raise LevelReached
