"""`weir doctor`: a line a check, and what to do."""

import sys

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption

CHECK_WITHIN_S = 25.0
"""Longer than the ten seconds in which a Kafka client looks for a broker, twice."""


def doctor(*, settings: SettingsOption = None, kafka: KafkaOption = False, as_json: JsonOption = False) -> None:
    """Check what Weir rests on: what is installed, and the state folder, or with --kafka the brokers and topics.

    Each line says ok, warn or fail, and what to do. It changes nothing. Exit 1 when something fails.

    Example: weir doctor
    """
    from pathlib import Path

    from schemas.codec import encode_for_people
    from streams.checkup import CheckLine, run, within
    from weir.admin import installed
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.wiring.kafka_logs import quieten_clients

    loaded = load_settings(settings)
    failed: list[str] = []

    def tell(line: CheckLine) -> None:
        if line.status == "fail":
            failed.append(line.check)
        if as_json:
            sys.stdout.buffer.write(encode_for_people(line) + b"\n")
            sys.stdout.buffer.flush()
        else:
            typer.echo(f"{line.status:<4}  {line.check:<16}  {line.said}")
            if line.remedy is not None:
                typer.echo(f"{'':<24}{line.remedy}")

    for line in run(installed.CHECKS, installed.Installed(), within_s=CHECK_WITHIN_S):
        tell(line)
    if kafka:
        from streams.kafka.admin.checkup import CHECKS
        from streams.kafka.admin.checkup_view import KafkaView

        quieten_clients()
        view = KafkaView(loaded.kafka)
        for line in run(CHECKS, view, within_s=CHECK_WITHIN_S):
            tell(line)
        within(CHECK_WITHIN_S, view.close)
    else:
        from streams.embedded import checkup
        from weir.wiring.outputs import outputs_of

        folder = checkup.EmbeddedView(
            Path(loaded.embedded.state_dir),
            outputs=tuple(outputs_of(loaded.embedded)),
            sources=[source.path for source in loaded.sources()],
        )
        for line in run(checkup.CHECKS, folder, within_s=CHECK_WITHIN_S):
            tell(line)
    if failed:
        msg = f"{len(failed)} to mend: {', '.join(failed)}"
        raise UserError(msg)
