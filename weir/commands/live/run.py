"""`weir run`: everything in one process, no broker."""

from typing import Annotated

import typer

from weir.options import LogFormatOption, LogLevelOption, SettingsOption, StrictOption


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Sources besides those of the settings: files, folders, globs, or -."),
    ] = None,
    *,
    settings: SettingsOption = None,
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
    position: what was read of it after the last checkpoint is lost when the process is killed.

    \b
    Examples: weir run --settings weir.toml
              weir run /opt/zeek/logs/current/conn.log
              weir run logs/ --once
    """  # noqa: D301 - click's mark for lines that stay as they are
    import asyncio

    from streams.stores.sqlite_schema import StoreError
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.wiring.embedded import run_embedded
    from weir.wiring.logs import set_up_logging
    from weir.wiring.status import observed

    loaded = load_settings(settings)
    set_up_logging(loaded.log, log_level, log_format)
    with observed(loaded.metrics, "embedded") as observer, told(StoreError, ValueError, OSError):
        asyncio.run(
            run_embedded(loaded, extra=tuple(paths or ()), once=once, quiet=quiet, strict=strict, observer=observer)
        )
