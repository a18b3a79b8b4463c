"""`weir collect`: flow files, raw topics and files of assets, zones and verdicts, into Weir's topics."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.list_options import chosen_format
from weir.options import (
    AssetFilesOption,
    FormatOption,
    JsonOption,
    LogFormatOption,
    LogLevelOption,
    SensorOption,
    SettingsOption,
    StrictOption,
    VerdictFilesOption,
    ZoneFilesOption,
    complete_input,
)

if TYPE_CHECKING:
    from weir.settings.sections import Settings
    from weir.wiring.collector import Inputs


def collect(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Flow logs: files, folders, patterns; kafka:TOPIC for a raw topic; or what it listens at: "
            "udp:ADDRESS:PORT for NetFlow, IPFIX and sFlow, unix:PATH and tcp:ADDRESS:PORT for lines.",
            autocompletion=complete_input,
        ),
    ] = None,
    *,
    file_format: FormatOption = "auto",
    site: Annotated[
        str | None, typer.Option("--site", metavar="NAME", help="The site (default: that of [site]).")
    ] = None,
    sensor: SensorOption = None,
    assets: AssetFilesOption = None,
    zones: ZoneFilesOption = None,
    verdicts: VerdictFilesOption = None,
    strict: StrictOption = False,
    raw_servers: Annotated[
        str | None, typer.Option("--raw-servers", metavar="HOST:PORT", help="Where raw topics are (default: [kafka]).")
    ] = None,
    once: Annotated[
        bool,
        typer.Option("--once", help="Read to the end and exit. Packed files are read too; time comes from the flows."),
    ] = False,
    collector: Annotated[
        str,
        typer.Option(
            "--collector", metavar="NAME", help="Its name: positions are kept by it, and one of a name runs at a time."
        ),
    ] = "collector",
    peek: Annotated[
        bool,
        typer.Option(
            "--peek", help="Look at some rows, show what is understood of them and what not, and publish nothing."
        ),
    ] = False,
    peek_rows: Annotated[
        int,
        typer.Option("--peek-rows", metavar="N", min=1, max=100_000, help="How many rows of each input to look at."),
    ] = 200,
    settings: SettingsOption = None,
    log_level: LogLevelOption = None,
    log_format: LogFormatOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read flows and publish them to Kafka; of inventories, zones and verdicts only what changed.

    How far everything is read is kept in Kafka with what was read: a restart neither loses nor repeats. Stop with
    Ctrl-C or SIGTERM. With --once, exit 130 says that it was stopped before the end.

    \b
    Examples: weir collect /opt/zeek/logs/current
              weir collect udp:0.0.0.0:2055 --site north
              weir collect conn.log.gz --once --zones zones.toml
              weir collect kafka:zeek --peek
    """  # noqa: D301 - click's mark for lines that stay as they are
    import logging

    from streams.garbage import look_seldom
    from streams.kafka.collector.collect import Stopped
    from streams.kafka.collector.publish import PublishError
    from streams.kafka.log.topics import TopicsError
    from weir.errors import Interrupted, UserError, told
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.wiring.collector import Inputs, run_collector
    from weir.wiring.kafka_logs import quieten_clients
    from weir.wiring.logs import set_up_logging
    from weir.wiring.status import observed

    file_format = chosen_format(file_format)
    look_seldom()
    loaded = load_settings(settings)
    inputs = Inputs(
        paths=tuple(paths or ()),
        file_format=file_format,
        site=site or loaded.site.name,
        sensor=sensor,
        assets=tuple(map(Path, assets or ())),
        zones=tuple(map(Path, zones or ())),
        verdicts=tuple(map(Path, verdicts or ())),
        raw_servers=raw_servers or loaded.kafka.bootstrap_servers,
        netflow=loaded.netflow,
        strict=strict,
    )
    if not (inputs.paths or inputs.assets or inputs.zones or inputs.verdicts):
        msg = "nothing to collect: name files, folders or kafka:TOPIC, or give --assets, --zones or --verdicts"
        raise UserError(msg)
    set_up_logging(loaded.log, log_level, log_format)
    if peek:
        _peek(loaded, inputs, peek_rows, as_json=as_json)
        return
    # While a broker is away the client says so four times a second; what matters of it comes as our own error.
    quieten_clients(logging.CRITICAL)
    with (
        observed(loaded.metrics, "collector") as observer,
        told(TopicsError, PublishError, ValueError, OSError),
    ):
        try:
            totals = run_collector(loaded.kafka, inputs, collector, once=once, observer=observer)
        except Stopped as error:
            raise Interrupted(str(error)) from error
    if as_json:
        print_json(totals)
    else:
        typer.echo(f"{totals.records} records published, {totals.dead_letters} refused", err=True)


def _peek(loaded: "Settings", inputs: "Inputs", rows: int, *, as_json: bool) -> None:
    """Show what some rows of the inputs are. Raises UserError where nothing of them is a flow."""
    import logging

    from streams.kafka.log.topics import TopicsError
    from weir.errors import UserError, told
    from weir.views.json_lines import print_each
    from weir.views.peek import show_peeked
    from weir.wiring.kafka_logs import quieten_clients
    from weir.wiring.peeking import peek

    if not inputs.paths:
        msg = "nothing to look at: name files, folders or kafka:TOPIC"
        raise UserError(msg)
    quieten_clients(logging.CRITICAL)
    with told(TopicsError, ValueError, OSError):
        found = peek(loaded.kafka, inputs, rows)
    if as_json:
        print_each(found)
    else:
        show_peeked(found)
    if not any(group.flows for one in found for group in one.groups):
        msg = "none of the rows looked at is a flow"
        raise UserError(msg)
