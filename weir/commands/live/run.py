"""`weir run`: everything in one process, no broker."""

from pathlib import Path
from typing import Annotated

import typer

from weir.options import (
    AssetFilesOption,
    LogFormatOption,
    LogLevelOption,
    SettingsOption,
    StrictOption,
    ZoneFilesOption,
    complete_input,
)


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Flow logs besides those of the settings: files, folders, patterns like 'logs/conn*', or -; or what "
            "it listens at: udp:ADDRESS:PORT for NetFlow, IPFIX and sFlow, unix:PATH and tcp:ADDRESS:PORT for lines.",
            autocompletion=complete_input,
        ),
    ] = None,
    *,
    assets: AssetFilesOption = None,
    zones: ZoneFilesOption = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="NAME", help="The site (default: that of [site], or plant).")
    ] = None,
    learn_until: Annotated[
        str | None,
        typer.Option(
            "--learn-until",
            metavar="TIME",
            help="Learn all before this and alert on nothing: ISO 8601 (2026-01-31T06:00:00Z) or seconds since 1970.",
        ),
    ] = None,
    settings: SettingsOption = None,
    state: Annotated[
        Path | None,
        typer.Option(
            "--state",
            metavar="DIR",
            help="The state folder (default: [embedded] state_dir): made where it is not there.",
        ),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Read what is there, checkpoint, and exit. Time then comes from the flows.")
    ] = False,
    strict: StrictOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No alerts on the terminal; log lines stay.")] = False,
    log_level: LogLevelOption = None,
    log_format: LogFormatOption = None,
) -> None:
    """Follow sensors' logs in one process, with state in SQLite: learn, and alert as it happens.

    Alerts go to the terminal, to the state folder (`weir alerts list`) and to the outputs of [embedded]. Stop with
    Ctrl-C or SIGTERM: a checkpoint is made first. A restart goes on where it stopped. Standard input has no
    position: what was read of it after the last checkpoint is lost when the process is killed. Options count before
    the settings file. With --once, exit 130 says that it was stopped before the end.

    \b
    Examples: weir run conn.log --once
              weir run udp:0.0.0.0:2055
              weir run /opt/zeek/logs/current/conn.log --assets assets.csv --zones zones.toml
              weir run --settings weir.toml
    """  # noqa: D301 - click's mark for lines that stay as they are
    import asyncio
    import logging
    import time
    from contextlib import nullcontext

    from streams.stores.sqlite_schema import StoreError
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.silence import silenced
    from weir.wiring.embedded import run_embedded
    from weir.wiring.listening import listening_to
    from weir.wiring.logs import set_up_logging
    from weir.wiring.outputs import heartbeats_of, outputs_of
    from weir.wiring.run_options import with_options
    from weir.wiring.status import observed

    now = time.time()
    loaded = with_options(
        load_settings(settings, state_dir=state),
        site=site,
        assets=assets or (),
        zones=zones or (),
        learn_until=learn_until,
        now=now,
    )
    set_up_logging(loaded.log, log_level, log_format)
    for line in silenced(loaded, now, outputs=not quiet or bool(outputs_of(loaded))):
        logging.getLogger(__name__).warning("%s", line)
    beats = heartbeats_of(outputs_of(loaded), loaded, Path(loaded.embedded.state_dir))
    with (
        observed(loaded.metrics, "embedded") as observer,
        told(StoreError, ValueError, OSError),
        listening_to(loaded, kafka=False, receipt=beats.receipt) if not once else nullcontext(),
    ):
        asyncio.run(
            run_embedded(
                loaded, extra=tuple(paths or ()), once=once, quiet=quiet, strict=strict, observer=observer, beats=beats
            )
        )
