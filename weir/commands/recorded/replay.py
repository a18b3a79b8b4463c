"""`weir replay`: recorded traffic through the core, and what it says of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.list_options import check_choice, check_moment, chosen_format
from weir.options import (
    AssetFilesOption,
    FormatOption,
    LevelName,
    MaintenanceFilesOption,
    RefusedOption,
    SensorOption,
    SettingsOption,
    SinceOption,
    StrictOption,
    UntilOption,
    VerdictFilesOption,
    ZoneFilesOption,
)

if TYPE_CHECKING:
    from replay.summary import ReplaySummary


def replay(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Flow logs: files (also .gz and .zst), folders with all logs in them, patterns like 'logs/conn*', "
            "- for standard input, or kafka://HOST:PORT[,HOST:PORT]/PREFIX for what a worker has applied (PREFIX: that "
            "of [kafka]).",
        ),
    ],
    *,
    file_format: FormatOption = "auto",
    site: Annotated[
        str | None,
        typer.Option("--site", metavar="NAME", help="The site (default: that of [site], or the one --assets names)."),
    ] = None,
    sensor: SensorOption = None,
    assets: AssetFilesOption = None,
    strict: StrictOption = False,
    refused: RefusedOption = None,
    zones: ZoneFilesOption = None,
    verdicts: VerdictFilesOption = None,
    maintenance: MaintenanceFilesOption = None,
    settings: SettingsOption = None,
    learn_until: Annotated[
        str | None,
        typer.Option(
            "--learn-until",
            metavar="TIME",
            help="Learn all before this and alert on nothing: ISO 8601 (2026-01-31T06:00:00Z), seconds since 1970, or "
            "a length after the first flow, like 12h or 7d.",
        ),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    alerts: Annotated[
        str | None,
        typer.Option(
            "--alerts",
            "-o",
            metavar="OUT.ndjson",
            help="Write each alert, and each change of one, as a line of JSON; - for standard output.",
        ),
    ] = None,
    dead_letters: Annotated[
        str | None,
        typer.Option("--dead-letters", metavar="FILE", help="Write what was refused, one JSON object a line."),
    ] = None,
    state_out: Annotated[
        Path | None,
        typer.Option(
            "--state-out",
            metavar="DIR",
            help="Leave a state folder that alerts, assets, paths, learning, verdict and state read with --state DIR. "
            "Where these files end is not noted: a `weir run` on it goes on learning from there, and counts them "
            "twice if it is given them again.",
        ),
    ] = None,
    state_in: Annotated[
        Path | None,
        typer.Option(
            "--state-in",
            metavar="DIR",
            help="Go on from a state folder, such as --state-out or `weir run` left: it is read, and not changed. Give "
            "traffic that comes after it.",
        ),
    ] = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="Write a report: one file that works offline, .html, .pdf (needs Chromium) or .json, by the name. May "
            "be given again.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where the same command with --state-out DIR was stopped, from what it had kept in DIR.part: "
            "the files are read again up to there, and not applied again.",
        ),
    ] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="LEVEL",
            help="Exit with 2 when an alert reaches it: info, low, medium, high, critical.",
        ),
    ] = None,
    by_site: Annotated[
        bool,
        typer.Option(
            "--by-site",
            help="Each PATH is a site of its own, named like its folder or as NAME=PATH, with the zones.toml, "
            "assets.csv, maintenance.toml and verdicts.ndjson in that folder; all at once, a process each.",
        ),
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="With --by-site: so many at once (default: one a core).")
    ] = None,
    partial: Annotated[
        bool,
        typer.Option("--partial", help="With kafka://: replay what retention has left, though alerts will differ."),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="The summary as one JSON object instead of tables: rows = flows + others + repeats + dead_letters "
            "(refused) + outside (--since, --until), levels of alerts, first_time, last_time and span_s of what was "
            "taken, refused_crossings, replaced (what topics say, and files say instead), left_out (file, "
            "reason), matrix (what talks to what), learning, inventory_seen, side_contradictions, "
            "warnings (about, text).",
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, no tables: only files and the exit code.")
    ] = False,
) -> None:
    """Read recorded flows in the order of their times, and show what crossed and why that is unusual.

    Needs no settings: without zones, sides are inferred from who serves and polls OT protocols. A packet capture is
    made flows first: zeek -C -r file.pcap. What was not as it should be stands last, marked with an exclamation mark.
    From kafka:// it takes flows in the order in which the worker applied them, and what the topics say of zones,
    assets, maintenance and verdicts. Files given for one of these replace what the topics say of it, for their sites.
    With --since nothing is learnt from before it, unless --state-in brings it.

    \b
    Examples: weir replay conn.log
              weir replay logs/ --zones zones.toml --learn-until 7d --fail-on high
              weir replay conn.log --zones zones.toml --maintenance windows.toml
              weir replay march/ --state-out warm, then weir replay april/ --state-in warm
              weir replay logs/ --zones zones.toml --report last-month.html
              weir replay plants/north plants/south --by-site --learn-until 14d
              weir replay kafka://localhost:9092/weir
              weir replay kafka://localhost:9092/weir --since 2026-01-08T00:00:00Z --zones proposed.toml
    """  # noqa: D301 - click's mark for lines that stay as they are
    from replay.run import ReplayInputs
    from streams.garbage import look_seldom
    from weir.admin.named_site import named_site
    from weir.admin.recorded.refused_rows import write_refused
    from weir.admin.recorded.replay_report import ReplayReport
    from weir.admin.recorded.replay_times import Times
    from weir.admin.recorded.replayed_state import StateOut
    from weir.admin.recorded.replaying import Wanted, replayed
    from weir.errors import LevelReached, UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.recorded.replay_report import print_report
    from weir.views.recorded.replay_warnings import print_warnings, warnings_of
    from weir.views.terminal import messages, output

    check_choice("--fail-on", fail_on, tuple(LevelName))
    file_format = chosen_format(file_format)
    kept = StateOut(state_out, begins_with=state_in, resume=resume)
    reported = ReplayReport(report or (), settings, begins_with=state_out or state_in)
    look_seldom()
    loaded = load_settings(settings)
    for option, text in (("--learn-until", learn_until), ("--since", since), ("--until", until)):
        check_moment(option, text)
    inputs = ReplayInputs(
        paths=tuple(paths),
        file_format=file_format,
        site=named_site(site, assets or (), loaded),
        sensor=sensor,
        assets=tuple(assets or ()),
        zones=tuple(zones or ()),
        verdicts=tuple(verdicts or ()),
        maintenance=tuple(maintenance or ()),
        strict=strict,
        state=None if state_in is None else str(state_in),
    )
    wanted = Wanted(
        inputs=inputs,
        settings=loaded,
        times=Times(learn_until, since, until),
        alerts=alerts,
        dead_letters=dead_letters,
        partial=partial,
        by_site=by_site,
        jobs=jobs,
        shown=not quiet and not as_json,
    )
    end = kept.end or reported.end
    summary = replayed(wanted, kept, end)
    if refused is not None:
        write_refused(refused, summary.inventories)
    nothing = summary.why_nothing()
    kept.write(unless=nothing)
    warnings = warnings_of(summary, loaded, assets=assets or ())
    reported.write(inputs, summary, loaded, warnings, end)
    if as_json:
        figures = summary.figures()
        figures.warnings = warnings
        print_json(figures)
    elif not quiet:
        console = messages() if alerts == "-" else output()
        print_report(
            console,
            summary,
            loaded,
            zones_given=bool(zones),
            assets=tuple(assets or ()),
        )
        kept.tell(messages())
        reported.tell(messages())
        print_warnings(console, warnings)
    if nothing is not None:
        raise UserError(nothing)
    if fail_on is not None and _reached(summary, fail_on):
        raise LevelReached


def _reached(summary: "ReplaySummary", level: str) -> bool:
    """Whether an alert that stands is of this level or above."""
    from weir.views.terminal import LEVEL_ORDER

    least = [one.value for one in LevelName].index(level)
    return any(LEVEL_ORDER.index(one.level) >= least for one in summary.standing_alerts())
