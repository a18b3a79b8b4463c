"""`weir feed`: recorded traffic into the topics, as if live."""

from typing import Annotated

import typer

from weir.list_options import check_moment, chosen_format
from weir.options import (
    AssetFilesOption,
    FormatOption,
    MaintenanceFilesOption,
    SensorOption,
    SettingsOption,
    SinceOption,
    StrictOption,
    UntilOption,
    VerdictFilesOption,
    ZoneFilesOption,
)


def feed(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Flow logs, as weir replay takes them: files, folders, patterns."),
    ],
    *,
    to: Annotated[
        str,
        typer.Option("--to", metavar="kafka", help="kafka: the topics of [kafka]; or kafka://HOST:PORT/PREFIX."),
    ],
    speed: Annotated[
        str,
        typer.Option(
            "--speed",
            metavar="Nx|max",
            help="1x as it was recorded, 60x a minute of it each second, max as fast as the broker takes it. A silence "
            "of more than a day is not waited for.",
        ),
    ] = "max",
    since: SinceOption = None,
    until: UntilOption = None,
    shift_to_now: Annotated[
        bool,
        typer.Option(
            "--shift-to-now",
            help="Move all times so that the last flow ends as the feed does: at max now, at 1x the first one ends "
            "now. Hours of the day move along. Without it, times are kept.",
        ),
    ] = False,
    file_format: FormatOption = "auto",
    site: Annotated[
        str | None,
        typer.Option("--site", metavar="NAME", help="The site (default: that of [site], or the one --assets names)."),
    ] = None,
    sensor: SensorOption = None,
    assets: AssetFilesOption = None,
    strict: StrictOption = False,
    zones: ZoneFilesOption = None,
    verdicts: VerdictFilesOption = None,
    maintenance: MaintenanceFilesOption = None,
    collector: Annotated[
        str,
        typer.Option(
            "--collector", metavar="NAME", help="Its name: positions are kept by it, and one of a name runs at a time."
        ),
    ] = "feed",
    settings: SettingsOption = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="The summary as one JSON object: records published (flows, ticks, changes, verdicts), dead_letters, "
            "rows, before (records of earlier calls), outside (--since, --until), seconds, rows_per_s, first_time, "
            "last_time, shift_s, ended, left_out.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary: only the exit code.")] = False,
) -> None:
    """Publish recorded flows to Kafka as if they came now, with Ticks by their own time.

    A worker then raises the alerts that weir replay raises of the same files. Zones and assets go in first, verdicts
    each at its time. How far it is lies in Kafka with what was published: stopped by Ctrl-C or killed, the same command
    goes on from there, and nothing is lost or published twice. Exit 130 says that it was stopped before the end.

    \b
    Examples: weir feed march/ --to kafka --zones zones.toml --assets assets.csv
              weir feed conn.log --to kafka --speed 60x --shift-to-now
              weir feed logs/ --to kafka --since 7d --until 14d --json
    """  # noqa: D301 - click's mark for lines that stay as they are
    import logging

    from replay.from_kafka import settings_of
    from replay.run import ReplayInputs
    from streams.garbage import look_seldom
    from streams.kafka.collector.publish import PublishError
    from streams.kafka.log.topics import TopicsError
    from weir.admin.named_site import named_site
    from weir.errors import Interrupted, UserError, told
    from weir.settings.sections import load_settings
    from weir.times import parse_speed
    from weir.views.json_lines import print_json
    from weir.views.recorded.feeding import feeding, print_fed
    from weir.views.terminal import messages
    from weir.wiring.feed import FeedOptions, run_feed
    from weir.wiring.kafka_logs import quieten_clients

    file_format = chosen_format(file_format)
    for option, text in (("--since", since), ("--until", until)):
        check_moment(option, text)
    _check_ends(paths, to)
    look_seldom()
    loaded = load_settings(settings)
    quieten_clients(logging.CRITICAL)

    with told(TopicsError, PublishError, ValueError, OSError):
        kafka = loaded.kafka if to == "kafka" else settings_of(to, loaded.kafka)
        options = FeedOptions(
            collector=collector, speed=parse_speed(speed), since=since, until=until, shift_to_now=shift_to_now
        )
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
        )
        with feeding(file_format, shown=not quiet and not as_json) as watched:
            summary = run_feed(kafka, inputs, options, watched)
    if as_json:
        print_json(summary)
    elif not quiet:
        print_fed(messages(), summary, collector)
    if not summary.ended:
        msg = "stopped before the end: run the same again, it goes on from here"
        raise Interrupted(msg)
    if not summary.records and not summary.before:
        msg = "nothing was fed: there was no row in it, or none within --since and --until"
        raise UserError(msg)


def _check_ends(paths: list[str], to: str) -> None:
    """Raises UserError for what can't be fed, or not to there."""
    from weir.errors import UserError

    if to != "kafka" and not to.startswith("kafka://"):
        msg = f"--to {to}: give kafka for the topics of [kafka], or kafka://HOST:PORT/PREFIX"
        raise UserError(msg)
    if any(path == "-" or path.startswith("kafka:") for path in paths):
        msg = "files and folders are fed: of standard input or topics nobody could go on; write them to a file first"
        raise UserError(msg)
