"""`weir forward`: alerts from Kafka to files and, later, to other programs."""

from typing import Annotated

import typer

from weir.list_options import check_choice
from weir.options import LogFormatOption, LogLevelOption, SettingsOption


def forward(
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar="KIND:WHERE",
            help="file:PATH, syslog+tls://HOST:PORT, https://... May be given again. "
            "Without it: all [outputs] of the settings.",
        ),
    ] = None,
    alert_format: Annotated[
        str, typer.Option("--format", help="How an alert is written: ndjson, cef, ecs and more (docs/outputs.md).")
    ] = "ndjson",
    name: Annotated[
        str | None,
        typer.Option("--name", help="Its name: how far it has come is kept by it, and one of a name runs at a time."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Forward what is there and exit.")] = False,
    listen: Annotated[
        bool, typer.Option("--listen", help="Take verdicts over HTTP, as [listener] says (docs/way-back.md).")
    ] = False,
    settings: SettingsOption = None,
    log_level: LogLevelOption = None,
    log_format: LogFormatOption = None,
) -> None:
    """Send each alert revision that the workers publish to every output, at least once, in the order of its site.

    How far each output has come is kept in Kafka: a restart goes on from there. An output that fails or hangs
    holds up no other. Stop with Ctrl-C or SIGTERM.

    Example: weir forward --to file:/var/log/weir/alerts.ndjson
    """
    import asyncio
    import logging
    from contextlib import nullcontext
    from pathlib import Path

    from streams.kafka.admin.rights import check_rights
    from streams.kafka.log.topics import TopicsError, missing, partition_counts
    from streams.outputs.outbox import OutboxError
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings
    from weir.wiring.forwarding import outputs_named, run_forwarder
    from weir.wiring.kafka_logs import quieten_clients
    from weir.wiring.listening import listening_to
    from weir.wiring.logs import set_up_logging
    from weir.wiring.outputs import heartbeats_of
    from weir.wiring.status import observed

    loaded = load_settings(settings)
    if name is not None and not to:
        check_choice("--name", name, tuple(loaded.outputs))
    outputs = outputs_named(to or (), alert_format, name, loaded.outputs)
    if listen and (once or loaded.listener.port is None):
        raise UserError("--listen is not for --once" if once else "--listen needs [listener] port (docs/way-back.md)")
    with told(TopicsError):
        check_rights(loaded.kafka, "forwarder")
        if listen:
            check_rights(loaded.kafka, "judge")
        there = partition_counts(loaded.kafka)
    for topic in (loaded.kafka.topic("alerts"), loaded.kafka.topic("forwarded")):
        if topic not in there:
            raise UserError(missing(loaded.kafka, topic))
    set_up_logging(loaded.log, log_level, log_format)
    quieten_clients(logging.CRITICAL)
    beats = heartbeats_of(outputs, loaded, Path())
    way_back = listening_to(loaded, kafka=True, receipt=beats.receipt) if listen else nullcontext()
    with observed(loaded.metrics, "forwarder") as observer, told(OutboxError, ValueError, OSError), way_back:
        asyncio.run(run_forwarder(loaded.kafka, outputs, observer, once=once, beats=beats))
