"""`weir state`: what is kept of sites and assets; export, import, and back to learning."""

from pathlib import Path
from typing import Annotated

import typer

from weir.list_options import check_choice
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

app = typer.Typer(help="Look at the stored state, move it, or go back to learning.", no_args_is_help=True)

AssetOption = Annotated[
    str | None,
    typer.Option("--asset", metavar="ID", help="Only this asset: its id, its id in the inventory, or an IP."),
]
FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="NDJSON; packed where the name ends in .gz or .zst.")
]


@app.command("inspect", epilog="Example: weir state inspect --site north --asset plc-7")
def inspect_state(
    *,
    site: SiteOption = None,
    asset: AssetOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Say what is kept: sites, assets, paths, size, versions, positions, and what can't be read. Changes nothing."""
    from weir.admin.state_admin import inspected
    from weir.admin.state_places import open_place
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.state_table import lines
    from weir.views.terminal import messages, output

    loaded = load_settings(settings, state_dir=state)
    held = inspected(open_place(loaded, kafka=kafka), loaded, site=site, asset=asset)
    if as_json:
        for one in held:
            print_json(one)
    else:
        for line in lines(held):
            output().print(line, markup=False, highlight=False, soft_wrap=True)
    damaged = [one for one in held if one.problem is not None]
    if damaged:
        msg = f"{len(damaged)} of {len(held)} partitions can't be read: {damaged[0].problem}"
        raise UserError(msg)
    if not any(one.sites for one in held):
        if site is not None:
            every = inspected(open_place(loaded, kafka=kafka), loaded, site=None, asset=None)
            check_choice("--site", site, tuple(sorted({own.site for one in every for own in one.sites})))
        if asset is not None:
            msg = f"--asset {asset!r}: nothing is kept of it; `weir assets list` names those there are"
            raise UserError(msg)
        if not as_json:
            messages().print("nothing is kept yet")


@app.command("export", epilog="Example: weir state export north.ndjson.zst --site north")
def export_state(
    file: FileArgument,
    *,
    site: SiteOption = None,
    asset: AssetOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Write the state to a file: of everything, of a site, or of an asset. Works while Weir runs."""
    from weir.admin.state_admin import export
    from weir.admin.state_places import open_place
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.terminal import messages

    loaded = load_settings(settings, state_dir=state)
    header = export(open_place(loaded, kafka=kafka), loaded, file, site=site, asset=asset, may_replace=replace)
    if as_json:
        print_json(header)
        return
    messages().print(f"{header.records:,} records written to {file}", markup=False, soft_wrap=True)


@app.command("import", epilog="Example: weir state import north.ndjson.zst --kafka")
def import_state(
    file: FileArgument,
    *,
    site: Annotated[str | None, typer.Option("--site", metavar="NAME", help="Only this site of the file.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="In place of what is kept of it already.")] = False,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take an export in. Weir must not run; where it goes on reading stays as it is."""
    from weir.admin.outcomes import StateChanged
    from weir.admin.state_admin import bring_in
    from weir.admin.state_places import open_place
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.terminal import messages

    loaded = load_settings(settings, state_dir=state)
    for name, change in bring_in(open_place(loaded, kafka=kafka), loaded, file, site=site, may_replace=replace):
        if as_json:
            print_json(
                StateChanged(site=name, written=change.written, deleted=change.deleted, problems=change.problems)
            )
            continue
        gone = f", {change.deleted:,} deleted" if change.deleted else ""
        messages().print(f"{name}: {change.written:,} records written{gone}", markup=False)
        for problem in change.problems:
            messages().print(f"  {problem}", markup=False, soft_wrap=True)


@app.command("reset", epilog="Example: weir state reset --site north --asset plc-7")
def reset_state(
    *,
    site: SiteOption = None,
    asset: AssetOption = None,
    declared: Annotated[
        bool, typer.Option("--declared", help="Of a site, also its zones, conduits, verdicts and inventory.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Go back to learning: forget what was learnt of an asset, or of a site. Weir must not run.

    Names, addresses, zones, conduits and verdicts stay, since nobody would say them again. Nothing is read again.
    """
    from weir.admin.outcomes import StateChanged
    from weir.admin.state_admin import reset
    from weir.admin.state_places import open_place
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.terminal import messages

    if site is None and asset is None:
        msg = "say what to reset: --site NAME, or --asset ID (of --site NAME)"
        raise UserError(msg)
    if declared and asset is not None:
        msg = "--declared goes with a whole site: `weir collect --assets` or a new inventory file changes one asset"
        raise UserError(msg)
    loaded = load_settings(settings, state_dir=state)
    place = site or loaded.site.name
    what = f"site {place}" if asset is None else f"asset {asset} of site {place}"
    if not yes and not typer.confirm(f"Forget all that was learnt of {what}?", err=True):
        msg = "nothing was changed; --yes does not ask"
        raise UserError(msg)
    change = reset(open_place(loaded, kafka=kafka), loaded, site=place, asset=asset, keep_declared=not declared)
    if as_json:
        print_json(StateChanged(site=place, written=change.written, deleted=change.deleted, problems=change.problems))
        return
    messages().print(
        f"{what} is back to learning: {change.written:,} records written, {change.deleted:,} deleted", markup=False
    )
    for problem in change.problems:
        messages().print(f"  {problem}", markup=False, soft_wrap=True)
