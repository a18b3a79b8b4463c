"""`weir assets`: what Weir knows of each device."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import (
    ASSET_ORDERS,
    SIDES,
    AssetOption,
    AssetOrderOption,
    AtOption,
    PageOption,
    SideOption,
    SinceOption,
    UntilOption,
    ZoneOption,
    as_of,
    check_choice,
    complete_asset,
    days_end,
    history_note,
    list_notes,
    moment_of,
)
from weir.options import JsonOption, KafkaOption, RefusedOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from schemas.overview.inventory import InventoryPart
    from streams.read_model.wanted import AssetOrder, SideOrUnknown
    from weir.settings.sections import Settings

MOST_ASSETS = 200
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the assets, one at length, or check a file of them.", no_args_is_help=True)


@app.command("list", epilog="Example: weir assets list --side ot")
def list_assets(
    *,
    side: SideOption = None,
    zone: ZoneOption = None,
    role: Annotated[str | None, typer.Option("--role", help="Only this role, like plc.")] = None,
    asset: AssetOption = None,
    declared: Annotated[bool, typer.Option("--declared", help="Only those that an inventory names.")] = False,
    undeclared: Annotated[
        bool, typer.Option("--undeclared", help="Only those that were seen and no inventory names, no internet peers.")
    ] = False,
    never_seen: Annotated[
        bool, typer.Option("--never-seen", help="Only declared ones that never sent or answered anything.")
    ] = False,
    since: SinceOption = None,
    until: UntilOption = None,
    sort: AssetOrderOption = "id",
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many (default: 200; with --json all)."),
    ] = None,
    page: PageOption = 1,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List assets with side, zone and role, declared or inferred. Works while `weir run` runs."""
    from streams.read_model.wanted import AssetsWanted
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("--side", side, SIDES)
    check_choice("--sort", sort, ASSET_ORDERS)
    loaded = load_settings(settings, state_dir=state)
    wanted = AssetsWanted(
        site=site,
        side=cast("SideOrUnknown | None", side),
        zone=zone,
        role=role,
        asset=asset,
        inventory=_part(declared=declared, undeclared=undeclared, never_seen=never_seen),
        since=moment_of(since),
        until=moment_of(until),
        order=cast("AssetOrder", sort),
        limit=limit or (MOST_ASSETS if page > 1 or not as_json else None),
        page=page,
    )
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        shown, total = model.assets(wanted)
    if as_json:
        for one in shown:
            print_json(one)
        return
    from weir.views.network.inventory import asset_table, inventory_lines
    from weir.views.terminal import messages, output

    if shown:
        output().print(asset_table(shown, lambda name: loaded.core(name).time_zone))
    for line in inventory_lines([one for one in model.inventory() if site in {None, one.site}]):
        messages().print(line, soft_wrap=True)
    for note in (*list_notes("assets", wanted.limit, page, len(shown), total), as_of(model.moment(), time.time())):
        messages().print(note, soft_wrap=True)


def _part(*, declared: bool, undeclared: bool, never_seen: bool) -> "InventoryPart | None":
    """What of the inventory is asked for. Raises UserError for more than one."""
    from weir.errors import UserError

    given: dict[InventoryPart, bool] = {"declared": declared, "undeclared": undeclared, "never-seen": never_seen}
    asked = [part for part, wanted in given.items() if wanted]
    if len(asked) > 1:
        msg = f"{' and '.join(f'--{part}' for part in asked)} exclude or contain each other: give one"
        raise UserError(msg)
    return asked[0] if asked else None


@app.command("show", epilog="Example: weir assets show 10.20.1.15")
def show_asset(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME|IP|MAC", help="Its name, id, IP or MAC address.", autocompletion=complete_asset),
    ],
    *,
    peers: Annotated[int, typer.Option("--peers", min=1, help="At most so many peers in each direction.")] = 10,
    at: AtOption = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show who stands behind a name or an address.

    Identity and how it was learnt, what the inventory says, zone and side with the reason, what it serves and
    answered, its busiest peers, readiness, alerts and verdicts about it, and whose address it took over. --json has
    all peers. With --at: its name, zone, side and paths as they were then.
    """
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    loaded = load_settings(settings, state_dir=state)
    if at is not None:
        _show_then(name, at, loaded, peers, site, kafka=kafka, as_json=as_json)
        return
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        found = model.detail(name, site, None if as_json else peers)
    if as_json:
        print_json(found)
        return
    from weir.views.network.asset_detail import asset_view
    from weir.views.terminal import messages, output

    output().print(asset_view(found, loaded.core(found.summary.site).time_zone))
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


def _show_then(
    name: str, day: str, loaded: "Settings", peers: int, site: str | None, *, kafka: bool, as_json: bool
) -> None:
    """An asset as its paths show it at the end of a day. Raises UserError where none has it."""
    from streams.read_model.path_history import assets_then
    from weir.admin.reader import open_reader, readable
    from weir.errors import UserError
    from weir.views.json_lines import print_json

    def time_zone_of(of: str) -> str:
        return loaded.core(of).time_zone

    until = days_end("--at", day, time_zone_of)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        then = model.paths_then(until)
        names = model.names_of(name)
    found = assets_then([path for path in then.paths if site in {None, path.site}], names)
    if not found:
        msg = "; ".join([f"no asset {name!r} on any path then", *history_note(then, until)])
        raise UserError(msg)
    if as_json:
        for one in found:
            print_json(one)
        return
    from weir.views.documents import print_sections
    from weir.views.network.path_changes import asset_sections
    from weir.views.terminal import messages, output

    for one in found:
        print_sections(output(), asset_sections(one, day, time_zone_of, most=peers))
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


@app.command("roles", epilog="Example: weir assets roles --zone cell-1")
def list_roles(
    *,
    zone: ZoneOption = None,
    side: SideOption = None,
    asset: AssetOption = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show which devices of a zone do alike, what that is, and how many of them do it.

    A role is what the inventory says, or what the devices' learnt paths show; roles are formed each midnight. --json
    names all members, and by how many habits each differs from its role.
    """
    from streams.read_model.wanted import AssetsWanted
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("--side", side, SIDES)
    loaded = load_settings(settings, state_dir=state)
    wanted = AssetsWanted(site=site, zone=zone, asset=asset, side=cast("SideOrUnknown | None", side))
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        found = model.roles(wanted)
    if as_json:
        for one in found:
            print_json(one)
        return
    from weir.views.network.roles import print_roles
    from weir.views.terminal import messages, output

    print_roles(output(), found)
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


@app.command("check", epilog="Example: weir assets check assets.csv --refused to-mend.csv")
def check_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Inventories: CSV, NDJSON or a JSON list.")],
    *,
    site: Annotated[
        str | None, typer.Option("--site", metavar="NAME", help="The site of the run that will read them.")
    ] = None,
    zones: Annotated[
        list[Path] | None,
        typer.Option(
            "--zones", metavar="FILE", help="Zones (TOML or JSON) that the inventories' zones are held against."
        ),
    ] = None,
    refused: RefusedOption = None,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what `--assets` would take of a file: assets, columns, refused rows with their reasons, and notes.

    Several files are held against each other, as a run does. Exits with 1 when a row is refused. Nothing is stored.
    """
    from streams.sources.files.statements import inventory_reader, read_zones
    from weir.admin.named_site import named_site
    from weir.admin.recorded.refused_rows import write_refused
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.network.inventory_check import checked, print_check
    from weir.views.terminal import output

    named = named_site(site, [str(file) for file in files], load_settings(settings))
    with told():
        for file in zones or ():
            read_zones(file, named, 0.0, [other for other in zones or () if other != file])
        readings = [
            inventory_reader(only=True, zones=zones or (), beside=[other for other in files if other != file])(
                file, named, 0.0
            )
            for file in files
        ]
    if refused is not None:
        write_refused(refused, readings)
    for number, (file, reading) in enumerate(zip(files, readings, strict=True)):
        if as_json:
            print_json(checked(str(file), reading))
            continue
        if number:
            output().print()
        print_check(output(), str(file), reading, zones_given=bool(zones))
    sys.stdout.flush()
    if any(reading.refused for reading in readings):
        raise typer.Exit(1)
