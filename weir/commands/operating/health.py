"""`weir health`: asks a running worker, collector or `weir run` on this machine how it is."""

from typing import Annotated

import typer

from weir.options import JsonOption, SettingsOption


def health(
    *,
    ready: Annotated[bool, typer.Option("--ready", help="Also that it does its work, not only that it lives.")] = False,
    as_json: JsonOption = False,
    settings: SettingsOption = None,
) -> None:
    """Say whether the process at [metrics] listen is alive; exit 1 when it is not, or does not answer.

    For containers and cron, where there is no curl.

    Example: WEIR_METRICS_LISTEN=127.0.0.1:9108 weir health --ready
    """
    import msgspec

    from streams.status.probe import probe
    from weir.errors import UserError
    from weir.settings.sections import load_settings

    listen = load_settings(settings).metrics.listen
    if listen is None:
        msg = "no [metrics] listen (WEIR_METRICS_LISTEN): the process to be asked shows nothing of itself"
        raise UserError(msg)
    answer = probe(listen, "/readyz" if ready else "/healthz")
    if as_json:
        typer.echo(msgspec.json.encode(answer).decode())
    elif answer.ok:
        typer.echo("\n".join(["ready" if ready else "alive", *answer.notes]))
    if not answer.ok:
        msg = f"{listen}: {answer.reason}"
        raise UserError(msg)
