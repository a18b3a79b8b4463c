"""`weir doctor`: a line a check, and what to do."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption


def doctor(
    *,
    bundle: Annotated[
        Path | None,
        typer.Option(
            "--bundle",
            metavar="FILE.tar.gz",
            help="Also write what a bug report needs, with addresses, names and MACs replaced.",
        ),
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", metavar="FILE", help="A log file whose end goes into the bundle.")
    ] = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Check what Weir rests on: what is installed, and the state folder, or with --kafka the brokers and topics.

    Each line says ok, warn or fail, and what to do. It changes nothing. Exit 1 when something fails.

    \b
    Examples: weir doctor --kafka
              weir doctor --bundle report.tar.gz
    """  # noqa: D301 - click's mark for lines that stay as they are
    from schemas.codec import encode_for_people
    from weir.errors import UserError
    from weir.settings.sections import read_settings
    from weir.settings.source import raise_it
    from weir.wiring.checks import check_lines
    from weir.wiring.kafka_logs import quieten_clients

    if log is not None and bundle is None:
        msg = "--log names what goes into a bundle: give --bundle FILE.tar.gz"
        raise UserError(msg)
    loaded, place, given = read_settings(settings, None, raise_it)
    if kafka:
        quieten_clients()
    found = []
    for line in check_lines(loaded, kafka=kafka):
        found.append(line)
        if as_json:
            sys.stdout.buffer.write(encode_for_people(line) + b"\n")
            sys.stdout.buffer.flush()
            continue
        typer.echo(f"{line.status:<4}  {line.check:<16}  {line.said}")
        if line.remedy is not None:
            typer.echo(f"{'':<24}{line.remedy}")
    if bundle is not None:
        from weir.admin.bundle.write import write_bundle

        names = write_bundle(bundle, loaded, place, given, found, kafka=kafka, log=log)
        typer.echo(f"{bundle} written: {', '.join(names)}. Look into it before you send it", err=True)
    if failed := [line.check for line in found if line.status == "fail"]:
        msg = f"{len(failed)} to mend: {', '.join(failed)}"
        raise UserError(msg)
