"""`weir maintenance`: announce work on an asset, in a zone or by an initiator; see what is announced, and end it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from weir.options import (
    JsonOption,
    KafkaOption,
    SettingsOption,
    SiteOption,
    StateOption,
    complete_site,
    complete_window,
    complete_zone,
)

if TYPE_CHECKING:
    from weir.settings.sections import Settings

app = typer.Typer(
    help="Announce work, so that it raises no alerts and is told once at its end; see and end what is announced.",
    no_args_is_help=True,
)

AssetOption = Annotated[
    str | None, typer.Option("--asset", metavar="ASSET", help="Work on one asset: its id, name or address.")
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Work in a declared zone.", autocompletion=complete_zone),
]
InitiatorOption = Annotated[
    str | None,
    typer.Option(
        "--initiator",
        metavar="ASSET",
        help="Work that one asset does, whatever it is on; beside --asset or --zone: only what this one does there.",
    ),
]
PlaceOption = Annotated[
    str | None,
    typer.Option("--site", metavar="NAME", help="The site (default: that of [site]).", autocompletion=complete_site),
]


@app.command(
    "start",
    epilog="Examples: weir maintenance start --zone cell-1 --initiator laptop-7 --for 4h --who 'Ana, Siemens'; "
    "weir maintenance start --initiator scanner-1 --weekly 'sun 02:00-04:00' --reason 'allowed scan'",
)
def start(
    *,
    asset: AssetOption = None,
    zone: ZoneOption = None,
    initiator: InitiatorOption = None,
    lasting: Annotated[str | None, typer.Option("--for", metavar="TIME", help="How long, like 4h or 2d.")] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIME", help="When it ends (ISO 8601); with --weekly the last time."),
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="When it begins (default: now), or a length from now.")
    ] = None,
    weekly: Annotated[
        str | None,
        typer.Option("--weekly", metavar="TIMES", help="Each week by the site's clock, like 'sat,sun 22:00-02:00'."),
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who does the work (default: your user name).")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="What is done, for those who read it later.")] = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Announce work. What it covers is held back and listed once at its end; nothing of it is learnt unless kept.

    Never held: the internet, what was judged malicious, and who comes into OT from elsewhere without being named.
    """
    import getpass
    import time

    from weir.admin import maintenance
    from weir.admin.reader import open_reader
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.times import parse_duration, parse_moment
    from weir.views.json_lines import json_line
    from weir.views.terminal import clean, messages, when

    loaded, now = load_settings(settings, state_dir=state), time.time()
    place = site or loaded.site.name
    with told(ValueError):
        times = maintenance.Times(
            begin=None if begin is None else parse_moment(begin, now),
            until=None if until is None else parse_moment(until, now),
            lasting_s=None if lasting is None else parse_duration(lasting),
            weekly=weekly,
        )
    given = maintenance.start(
        open_reader(loaded, kafka=kafka),
        maintenance.Place(asset, zone, initiator),
        times,
        site=place,
        time_zone=loaded.core(place).time_zone,
        who=who or getpass.getuser(),
        reason=reason,
        now=now,
    )
    if as_json:
        sys.stdout.buffer.write(json_line(given.change))
        return
    zone_name = loaded.core(place).time_zone
    each = "" if weekly is None else f", and each week ({weekly})"
    lines = [
        f"window {given.window}: noted in {given.where}",
        f"  from {when(given.begins, zone_name)} to {when(given.ends, zone_name)} {zone_name}{each}",
        *(f"  {note}" for note in given.notes),
    ]
    for line in lines:
        messages().print(clean(line), markup=False, soft_wrap=True)


@app.command("end", epilog="Examples: weir maintenance end 9c41; weir maintenance end --zone cell-1")
def end(
    window: Annotated[
        str | None,
        typer.Argument(
            metavar="[WINDOW]",
            help="The window's id in `weir maintenance list`, or how it begins.",
            autocompletion=complete_window,
        ),
    ] = None,
    *,
    asset: AssetOption = None,
    zone: ZoneOption = None,
    initiator: InitiatorOption = None,
    site: PlaceOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """End a window: one that runs is over now, one that is planned or weekly comes no more."""
    import time

    from weir.admin import maintenance
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.json_lines import json_line
    from weir.views.terminal import clean, messages

    loaded = load_settings(settings, state_dir=state)
    place = maintenance.Place(asset, zone, initiator)
    found, given = maintenance.end(
        open_reader(loaded, kafka=kafka), window, place, own_site=loaded.site.name, site=site, now=time.time()
    )
    if as_json:
        sys.stdout.buffer.write(json_line(given.change))
        return
    messages().print(clean(f"end of {found.id} on {found.on}: noted in {given.where}"), markup=False, soft_wrap=True)
    for note in given.notes:
        messages().print(f"  {clean(note)}", markup=False, soft_wrap=True)


@app.command("list", epilog="Example: weir maintenance list --json")
def list_windows(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what is announced: of what, when, by whom, and how many paths are held by now."""
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.json_lines import json_line
    from weir.views.maintenance_table import window_table
    from weir.views.terminal import messages, output

    loaded: Settings = load_settings(settings, state_dir=state)
    windows = [one for each in open_reader(loaded, kafka=kafka).announced(site) for one in each.windows]
    if as_json:
        for one in windows:
            sys.stdout.buffer.write(json_line(one))
    elif windows:
        output().print(window_table(windows, lambda name: loaded.core(name).time_zone))
    else:
        messages().print("no maintenance is announced")
