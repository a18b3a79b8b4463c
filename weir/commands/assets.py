"""`weir assets`: what Weir knows of each device."""

import sys
from typing import Annotated

import typer

from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption

app = typer.Typer(help="Show the assets.", no_args_is_help=True)


@app.command("list", epilog="Example: weir assets list --side ot")
def list_assets(
    *,
    side: Annotated[str | None, typer.Option("--side", help="ot, dmz, it, external or unknown.")] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List assets with side, zone and role, declared or inferred. Works while `weir run` runs."""
    from schemas.codec import encode_for_people
    from weir.errors import UserError
    from weir.inventory import asset_table
    from weir.reader import open_reader
    from weir.settings import load_settings
    from weir.terminal import messages, output

    if side not in {None, "ot", "dmz", "it", "external", "unknown"}:
        msg = f"--side {side!r}: is one of ot, dmz, it, external, unknown"
        raise UserError(msg)
    loaded = load_settings(settings)
    found = [
        asset
        for asset in open_reader(loaded, kafka=kafka).assets()
        if site in {None, asset.site} and side in {None, asset.side or "unknown"}
    ]
    if as_json:
        for asset in found:
            sys.stdout.buffer.write(encode_for_people(asset) + b"\n")
        return
    if not found:
        messages().print("no assets match")
        return
    output().print(asset_table(found, lambda name: loaded.core(name).time_zone))
