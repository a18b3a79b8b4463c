"""`weir tune`: settings searched on recorded traffic, with evidence."""

import re
from pathlib import Path
from typing import Annotated

import typer

from weir.list_options import check_moment, chosen_format
from weir.options import (
    AssetFilesOption,
    FormatOption,
    MaintenanceFilesOption,
    SensorOption,
    SettingsOption,
    ZoneFilesOption,
)

TRIALS = 40
"""By default: each value of a dozen by itself, and some at once. A convention."""


def tune(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Flow logs, as weir replay takes them.")],
    *,
    budget: Annotated[
        str, typer.Option("--budget", metavar="N/day", help="How many alerts a day there may be: 3/day, or 10/week.")
    ],
    truth: Annotated[
        Path | None,
        typer.Option("--truth", metavar="FILE", help="What is in the traffic, as weir simulate writes it."),
    ] = None,
    verdicts: Annotated[
        Path | None,
        typer.Option("--verdicts", metavar="FILE", help="Words given so far (NDJSON): expected is false."),
    ] = None,
    file_format: FormatOption = "auto",
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="The site, as for weir replay.")] = None,
    sensor: SensorOption = None,
    assets: AssetFilesOption = None,
    zones: ZoneFilesOption = None,
    maintenance: MaintenanceFilesOption = None,
    settings: SettingsOption = None,
    learn_until: Annotated[
        str | None,
        typer.Option("--learn-until", metavar="TIME", help="Learn all before this, as for weir replay."),
    ] = None,
    trials: Annotated[int, typer.Option("--trials", min=2, max=1_000, help="How many choices are tried.")] = TRIALS,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes at once (default: one a processor).")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of what is planted and drawn.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the settings with what is proposed (TOML); a new file."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw the front (.png, .svg). Needs matplotlib.")
    ] = None,
    state_out: Annotated[
        Path | None,
        typer.Option(
            "--state-out", metavar="DIR", help="Leave the state after all of the traffic, as weir replay does."
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write all of it: .md, .html or .json, by the name.")
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object: before and after (figures), proposed (with evidence), not_proposed, front, trials, "
            "checks, conclusions, labels.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only files and the exit code.")] = False,
) -> None:
    """Search settings on recorded traffic: fewer false alerts, nothing lost, with evidence for each value.

    Without a truth, attacks of weir simulate are planted into a copy of the traffic, by its own addresses and services.
    Choices are checked on days after those they were made on. Nothing is changed by it: --out writes a proposal.

    \b
    Examples: weir tune logs/ --budget 3/day --assets assets.csv --zones zones.toml --learn-until 14d
              weir tune logs/ --budget 3/day --learn-until 14d --verdicts words.ndjson --out tuned.toml
              weir tune conn.log --budget 1/day --learn-until 7d --truth truth.json --report tuned.html
    """  # noqa: D301 - click's mark for lines that stay as they are
    from replay.run import ReplayInputs
    from replay.tune.tuning import Plan
    from streams.garbage import look_seldom
    from weir.admin.named_site import named_site
    from weir.admin.recorded.cores import cores
    from weir.admin.recorded.proposed_settings import check_free, write_proposed
    from weir.admin.recorded.tuned import Wanted, tuned
    from weir.errors import Interrupted, UserError, told
    from weir.settings.sections import load_settings
    from weir.views.documents import format_of, print_sections
    from weir.views.json_lines import print_json
    from weir.views.recorded.tune import sections, write_report
    from weir.views.recorded.tune_progress import Shown
    from weir.views.terminal import counted, output

    file_format = chosen_format(file_format)
    check_moment("--learn-until", learn_until)
    if truth is not None and verdicts is not None:
        msg = "--truth and --verdicts: give one of them"
        raise UserError(msg)
    if report is not None and format_of(report) is None:
        msg = f"--report {report}: the name ends in .md, .html or .json"
        raise UserError(msg)
    if any(path == "-" or path.startswith("kafka://") for path in paths):
        msg = "weir tune takes files and folders: write standard input and topics to a file first"
        raise UserError(msg)
    check_free(out)
    look_seldom()
    loaded = load_settings(settings)
    wanted = Wanted(
        inputs=ReplayInputs(
            paths=tuple(paths),
            file_format=file_format,
            site=named_site(site, assets or (), loaded),
            sensor=sensor,
            assets=tuple(assets or ()),
            zones=tuple(zones or ()),
            maintenance=tuple(maintenance or ()),
        ),
        settings=loaded,
        learn_until=learn_until,
        truth=truth,
        verdicts=verdicts,
        plan=Plan(budget=_a_day(budget), trials=trials, seed=seed),
        processes=jobs or cores(),
        state_out=state_out,
    )
    with Shown(wanted=not quiet and not as_json) as shown:
        tuning = tuned(wanted, shown)
    if plot is not None:
        from replay.tune.plots import draw

        with told(ValueError, OSError):
            draw(tuning, plot)
    if report is not None:
        write_report(report, tuning)
    if as_json:
        print_json(tuning)
    elif not quiet:
        print_sections(output(), sections(tuning))
    if out is not None and not tuning.stopped:
        write_proposed(out, tuning, settings, loaded)
    if tuning.stopped:
        done = counted(len(tuning.trials), "trial")
        msg = f"stopped after {done}: above is the best so far; nothing was changed"
        raise Interrupted(msg)


def _a_day(text: str) -> float:
    """Alerts a day. Raises UserError for what is none."""
    from weir.errors import UserError

    fits = re.fullmatch(r"(\d+(?:\.\d+)?)/(day|week)", text.strip())
    if fits is None or not float(fits[1]):
        msg = f"--budget {text}: a number of alerts in a day or a week is wanted, such as 3/day or 10/week"
        raise UserError(msg)
    return float(fits[1]) / (7.0 if fits[2] == "week" else 1.0)
