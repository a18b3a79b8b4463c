"""`weir zones`: zones proposed from traffic, and a zone file held against it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from weir.list_options import chosen_format
from weir.options import FormatOption, JsonOption, KafkaOption, SettingsOption, StateOption, complete_site

if TYPE_CHECKING:
    from models.boundary.proposing import ProposedZone
    from replay.summary import ReplaySummary
    from weir.settings.sections import Settings

app = typer.Typer(help="Propose zones from traffic, or check a file of them.", no_args_is_help=True)

AssetsOption = Annotated[
    list[str] | None,
    typer.Option("--assets", metavar="FILE", help="Assets that name sides: CSV or NDJSON. May be given again."),
]
SiteOption = Annotated[
    str | None,
    typer.Option(
        "--site",
        metavar="NAME",
        help="The site of the recorded flows; without them only this site of the state.",
        autocompletion=complete_site,
    ),
]


@app.command("suggest", epilog="Example: weir zones suggest conn.log -o zones.toml")
def suggest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Recorded flows, as weir replay reads them. Without: the state."),
    ] = None,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write a zone file (.toml) there.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    assets: AssetsOption = None,
    site: SiteOption = None,
    file_format: FormatOption = "auto",
    settings: SettingsOption = None,
    kafka: KafkaOption = False,
    state: StateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a zone for each network in which somebody spoke, with the reason beside each value.

    Who answers OT protocols is OT; a network whose evidence is mixed is of unknown side, for a person to say.
    Reads recorded flows, or what weir run has seen. Networks of zones that are declared already are left out.
    """
    from schemas.codec import encode_for_people
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.network.zone_proposals import print_doubts, zones_toml
    from weir.views.terminal import counted, messages

    _check_target(out, force=force)
    loaded = load_settings(settings, state_dir=state)
    zones = _proposed(paths or [], assets or [], site, file_format, loaded, kafka=kafka)
    if not zones:
        msg = "nothing to propose: outside of declared zones, no host of a private network spoke or answered"
        raise UserError(msg)
    text = zones_toml(zones, sites=len({zone.site for zone in zones}) > 1)
    if out is not None:
        _write(out, text, force=force)
        messages().print(
            f"{counted(len(zones), 'zone')} written to {out}; read it, then: weir replay PATH --zones {out}",
            markup=False,
            soft_wrap=True,
        )
    if as_json:
        for zone in zones:
            sys.stdout.buffer.write(encode_for_people(zone) + b"\n")
        sys.stdout.buffer.flush()
    elif out is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    print_doubts(messages(), zones)


@app.command("check", epilog="Example: weir zones check zones.toml conn.log")
def check(
    file: Annotated[Path, typer.Argument(metavar="ZONES", help="Zones and conduits: TOML or JSON.")],
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Recorded flows that the zones are held against."),
    ] = None,
    *,
    zones: Annotated[
        list[Path] | None,
        typer.Option("--zones", metavar="FILE", help="Further zone files of the same run. May be given again."),
    ] = None,
    assets: AssetsOption = None,
    site: SiteOption = None,
    file_format: FormatOption = "auto",
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a zone file declares, and with flows also where it contradicts them.

    Exits with 1 for what is refused: one network in two zones, a conduit to a zone or for a service that is none.
    Hosts that no zone holds are named; a declared side that is not what is served there is asked about.
    """
    from schemas.codec import encode_for_people
    from streams.sources.files.statements import read_zones
    from weir.admin.named_site import named_site
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.views.network.zone_check import print_zone_check, zone_check
    from weir.views.terminal import output

    loaded = load_settings(settings)
    named = named_site(site, assets or (), loaded)
    files = [file, *(zones or ())]
    with told():
        changes = [
            change
            for one in files
            for change in read_zones(one, named, 0.0, [other for other in files if other != one])
        ]
    summary = None
    if paths:
        summary = _replayed(paths, assets or [], named, file_format, loaded, zones=tuple(map(str, files)))
    checked = zone_check(str(file), changes, summary)
    if as_json:
        sys.stdout.buffer.write(encode_for_people(checked) + b"\n")
        sys.stdout.buffer.flush()
    else:
        print_zone_check(output(), checked)


def _proposed(
    paths: list[str], assets: list[str], site: str | None, file_format: str, settings: "Settings", *, kafka: bool
) -> "list[ProposedZone]":
    """The proposals, by site."""
    from models.boundary.proposing import propose

    if paths:
        from weir.admin.named_site import named_site

        summary = _replayed(paths, assets, named_site(site, assets, settings), file_format, settings, zones=())
        return [zone for one in summary.sites for zone in propose(one.site, one.assets, one.paths)]
    from streams.read_model.wanted import AssetsWanted, PathsWanted
    from weir.admin.reader import open_reader, readable
    from weir.errors import UserError

    if assets:
        msg = "--assets goes with recorded flows; the state has its inventory already"
        raise UserError(msg)
    with readable():
        model = open_reader(settings, kafka=kafka).model
        known = model.assets(AssetsWanted(site=site)).items
        seen = model.paths(PathsWanted(site=site)).items
    return [
        zone
        for name in sorted({asset.site for asset in known})
        for zone in propose(
            name, [asset for asset in known if asset.site == name], (path for path in seen if path.site == name)
        )
    ]


def _replayed(
    paths: list[str], assets: list[str], site: str, file_format: str, settings: "Settings", *, zones: tuple[str, ...]
) -> "ReplaySummary":
    """What a replay of the flows has met. Raises UserError where it could take no row."""
    from replay.run import ReplayInputs, replay
    from streams.garbage import look_seldom
    from weir.errors import UserError, told
    from weir.views.recorded.replay_outputs import ReplayOutputs

    look_seldom()
    inputs = ReplayInputs(
        paths=tuple(paths), file_format=chosen_format(file_format), site=site, assets=tuple(assets), zones=zones
    )
    with ReplayOutputs(None, None, progress=True) as outputs, told():
        summary = replay(inputs, settings.settings_for, outputs)
    nothing = summary.why_nothing()
    if nothing is not None:
        raise UserError(nothing)
    return summary


def _check_target(out: Path | None, *, force: bool) -> None:
    """Refuse a target before a long replay rather than after it."""
    from weir.errors import UserError

    if out is None:
        return
    if out.suffix.lower() != ".toml":
        msg = f"-o {out}: a zone file with reasons is TOML; give it a name that ends in .toml"
        raise UserError(msg)
    if out.exists() and not force:
        raise UserError(_EXISTS.format(out))


_EXISTS = "-o {0}: the file is there already, and may be edited by hand; choose another name, or pass --force"


def _write(out: Path, text: str, *, force: bool) -> None:
    from weir.errors import UserError, describe

    try:
        with out.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UserError(_EXISTS.format(out)) from error
    except OSError as error:
        msg = f"-o {describe(error)}"
        raise UserError(msg) from error
