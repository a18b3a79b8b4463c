"""`weir paths`: what talks to what, as it was learnt or is held back."""

import time
from typing import TYPE_CHECKING, Annotated, cast

import typer

from weir.list_options import (
    PATH_ORDERS,
    PATH_STATUSES,
    SIDES,
    AssetOption,
    AtOption,
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
    days_end,
    history_note,
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
    at: AtOption = None,
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

    A side, zone or asset may be that of either end. With --at the paths are those of that time, with the names, places
    and counts that they had when they were last told: with their first flow of that day, or the one before.
    """
    from streams.read_model.path_history import matching
    from streams.read_model.wanted import PathsWanted, bounds
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
    notes: list[str] = []
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        if at is None:
            shown, total = model.paths(wanted)
        else:
            until_then = days_end("--at", at, lambda name: loaded.core(name).time_zone)
            then = model.paths_then(until_then)
            found = matching(then.paths, wanted, frozenset() if asset is None else model.names_of(asset))
            shown, total = found[bounds(wanted.limit, page)], len(found)
            notes = history_note(then, until_then)
    if as_json:
        for path in shown:
            print_json(path)
        return
    from weir.views.network.inventory import path_table
    from weir.views.terminal import messages, output

    if shown:
        output().print(path_table(shown, lambda name: loaded.core(name).time_zone))
    notes += list_notes("paths", wanted.limit, page, len(shown), total)
    for note in (*notes, as_of(model.moment(), time.time())):
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
    from weir.views.network.matrix import print_matrix
    from weir.views.terminal import messages, output

    print_matrix(output(), cells)
    if not cells:
        messages().print("no paths match")
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


@app.command("diff", epilog="Example: weir paths diff 2026-01-31 2026-02-28 --crossing")
def show_changes(
    first: Annotated[str, typer.Argument(metavar="DAY1", help="A day, as for `weir paths list --at`.")],
    second: Annotated[str, typer.Argument(metavar="DAY2", help="A later one.")],
    *,
    crossing: Annotated[bool, typer.Option("--crossing", help="Only paths whose ends lie on different sides.")] = False,
    side: SideOption = None,
    zone: ZoneOption = None,
    service: ServiceOption = None,
    asset: AssetOption = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most so many of each list (default: 50; with --json all)."),
    ] = None,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show which paths are new between the ends of two days, which are gone, and which changed or fell silent.

    Changes are those of status, names, zones and sides. Silent is what was used in the week before the first day and
    not in the week before the second. Filters are those of `weir paths list`. --json has one object: new, gone, changed
    (what, before, after), silent, alike.
    """
    from streams.read_model.path_history import matching, path_changes
    from streams.read_model.wanted import PathsWanted
    from weir.admin.reader import open_reader, readable
    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    check_choice("--side", side, SIDES)
    loaded = load_settings(settings, state_dir=state)
    wanted = PathsWanted(
        site=site,
        side=cast("SideOrUnknown | None", side),
        zone=zone,
        service=service,
        asset=asset,
        crossing=crossing,
    )
    ends = [
        days_end(name, day, lambda of: loaded.core(of).time_zone) for name, day in (("DAY1", first), ("DAY2", second))
    ]
    if ends[0]("") >= ends[1](""):
        msg = f"{first} is not before {second}: give the earlier day first"
        raise UserError(msg)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        names = frozenset[str]() if asset is None else model.names_of(asset)
        both = [model.paths_then(end) for end in ends]
    before, after = (matching(then.paths, wanted, names) for then in both)
    changes = path_changes(before, after, *ends)
    if as_json:
        print_json(changes)
        return
    from weir.views.documents import print_sections
    from weir.views.network.path_changes import MOST_ROWS, sections
    from weir.views.terminal import messages, output

    shown = sections(changes, first, second, lambda name: loaded.core(name).time_zone, most=limit or MOST_ROWS)
    print_sections(output(), shown)
    for note in (*history_note(both[0], ends[0]), as_of(model.moment(), time.time())):
        messages().print(note, soft_wrap=True)
