"""`weir paths`: what talks to what, as it was learnt or is held back."""

import sys
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption

MOST_PATHS = 200
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the paths: initiator, responder and service.", no_args_is_help=True)


@app.command("list", epilog="Example: weir paths list --crossing --json")
def list_paths(
    *,
    crossing: Annotated[bool, typer.Option("--crossing", help="Only paths whose ends lie on different sides.")] = False,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", help="learnt, unreviewed (learnt by declaration, to be confirmed), held or malicious."
        ),
    ] = None,
    asset: Annotated[str | None, typer.Option("--asset", help="Only paths with this asset, by id or name.")] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many (default: 200; with --json all)."),
    ] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List paths with their sides, status, days and flows. Works while `weir run` runs."""
    from schemas.codec import encode_for_people
    from weir.admin.reader import open_reader
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.inventory import crosses, path_table
    from weir.views.terminal import messages, output

    if status is not None and status not in {"learnt", "unreviewed", "held", "malicious"}:
        msg = f"--status {status!r}: is one of learnt, unreviewed, held, malicious"
        raise UserError(msg)
    loaded = load_settings(settings)
    found = [
        path
        for path in open_reader(loaded, kafka=kafka).paths()
        if (not crossing or crosses(path))
        and (status in {None, path.status} or (status == "unreviewed" and path.unreviewed))
        and site in {None, path.site}
        and asset in {None, path.initiator, path.responder, path.initiator_name, path.responder_name}
    ]
    shown = found if as_json and limit is None else found[: limit or MOST_PATHS]
    if as_json:
        for path in shown:
            sys.stdout.buffer.write(encode_for_people(path) + b"\n")
        return
    if not found:
        messages().print("no paths match")
        return
    output().print(path_table(shown, lambda name: loaded.core(name).time_zone))
    if len(found) > len(shown):
        messages().print(f"{len(found) - len(shown):,} more not shown; --limit shows more")
