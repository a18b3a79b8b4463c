"""`weir paths`: what talks to what, as it was learnt or is held back."""

import time
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import (
    PATH_ORDERS,
    PATH_STATUSES,
    SIDES,
    AssetOption,
    PageOption,
    PathOrderOption,
    PathStatusOption,
    ServiceOption,
    SideOption,
    SinceOption,
    UntilOption,
    ZoneOption,
    as_of,
    check_choice,
    list_notes,
    moment_of,
)
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption

if TYPE_CHECKING:
    from streams.read_model.wanted import PathOrder, PathStatusOrUnreviewed, SideOrUnknown

MOST_PATHS = 200
"""In a table, unless more are asked for."""

app = typer.Typer(help="Show the paths: initiator, responder and service.", no_args_is_help=True)


@app.command("list", epilog="Example: weir paths list --crossing --json")
def list_paths(
    *,
    crossing: Annotated[bool, typer.Option("--crossing", help="Only paths whose ends lie on different sides.")] = False,
    side: SideOption = None,
    zone: ZoneOption = None,
    service: ServiceOption = None,
    asset: AssetOption = None,
    status: PathStatusOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    sort: PathOrderOption = "key",
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
    """List paths with their sides, status, days and flows. Works while `weir run` runs.

    A side, zone or asset may be that of either end.
    """
    from streams.read_model.wanted import PathsWanted
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("--status", status, PATH_STATUSES)
    check_choice("--side", side, SIDES)
    check_choice("--sort", sort, PATH_ORDERS)
    loaded = load_settings(settings, state_dir=state)
    wanted = PathsWanted(
        site=site,
        side=cast("SideOrUnknown | None", side),
        zone=zone,
        service=service,
        asset=asset,
        status=cast("PathStatusOrUnreviewed | None", status),
        crossing=crossing,
        since=moment_of(since),
        until=moment_of(until),
        order=cast("PathOrder", sort),
        limit=limit or (MOST_PATHS if page > 1 or not as_json else None),
        page=page,
    )
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        shown, total = model.paths(wanted)
    if as_json:
        for path in shown:
            print_json(path)
        return
    from weir.views.inventory import path_table
    from weir.views.terminal import messages, output

    if shown:
        output().print(path_table(shown, lambda name: loaded.core(name).time_zone))
    for note in (*list_notes("paths", wanted.limit, page, len(shown), total), as_of(model.moment(), time.time())):
        messages().print(note, soft_wrap=True)


@app.command("matrix", epilog="Example: weir paths matrix --side ot")
def show_matrix(
    *,
    crossing: Annotated[bool, typer.Option("--crossing", help="Only paths whose ends lie on different sides.")] = False,
    side: SideOption = None,
    zone: ZoneOption = None,
    service: ServiceOption = None,
    asset: AssetOption = None,
    status: PathStatusOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show what talks to what: side by side, then pairs of zones, the worst first.

    Of each: paths, flows, services, what the policy and the conduits say, and how many paths alerted. Filters are
    those of `weir paths list`, which shows the paths themselves.
    """
    from streams.read_model.wanted import PathsWanted
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("--status", status, PATH_STATUSES)
    check_choice("--side", side, SIDES)
    loaded = load_settings(settings, state_dir=state)
    wanted = PathsWanted(
        site=site,
        side=cast("SideOrUnknown | None", side),
        zone=zone,
        service=service,
        asset=asset,
        status=cast("PathStatusOrUnreviewed | None", status),
        crossing=crossing,
        since=moment_of(since),
        until=moment_of(until),
    )
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        cells = model.matrix(wanted)
    if as_json:
        for cell in cells:
            print_json(cell)
        return
    from weir.views.matrix import print_matrix
    from weir.views.terminal import messages, output

    print_matrix(output(), cells)
    if not cells:
        messages().print("no paths match")
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)
