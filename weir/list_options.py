"""Options of the lists: filters, order and pages, how they complete, and what is said of a value that is none."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from weir.options import FORMATS, LevelName

if TYPE_CHECKING:
    from schemas.overview.path_changes import PathsThen
    from streams.read_model.protocol import Known, Moment
    from weir.views.terminal import TimeZoneOf

ALERT_STATUSES = ("open", "withheld", "expected", "malicious", "muted", "closed")
PATH_STATUSES = ("learnt", "unreviewed", "held", "malicious")
SIDES = ("ot", "dmz", "it", "external", "unknown")
PATH_ORDERS = ("key", "first-seen", "last-seen", "flows")
ASSET_ORDERS = ("id", "last-seen", "paths")
"""As their types in `streams.read_model.wanted` have them, which would cost each start of `weir` an import."""


def alert_kinds() -> tuple[str, ...]:
    """All kinds of alerts."""
    from schemas.attack import AlertKind

    return get_args(AlertKind)


def detector_kinds() -> tuple[str, ...]:
    """The kinds of all detectors."""
    from schemas.detectors import WATCHES

    return tuple(WATCHES)


def check_choice(option: str, value: str | None, allowed: tuple[str, ...]) -> None:
    """Raises UserError with the nearest and all that is allowed, unless the value is one of it, or None."""
    if value is None or value in allowed:
        return
    from difflib import get_close_matches

    from weir.errors import UserError

    near = get_close_matches(value.lower(), allowed, n=1, cutoff=0.5) or [
        one for one in allowed if value.lower() in one
    ]
    hint = f"; did you mean {near[0]!r}?" if near else ""
    msg = f"{option} {value!r}: is one of {', '.join(allowed)}{hint}"
    raise UserError(msg)


def chosen_format(value: str) -> str:
    """What `--format` names, ready for readers: with the mapping itself where it names a mapping's file.

    Raises UserError.
    """
    from schemas.formats.tables.mapping import PREFIX

    if not value.startswith(PREFIX):
        check_choice("--format", value, FORMATS)
        return value
    from weir.wiring.input_formats import with_mapping

    return with_mapping(value, "--format")


def moment_of(since: str | None) -> float | None:
    """Seconds UTC of what `--since` or `--until` says: a length of time before now, or a time. Raises UserError."""
    from weir.errors import told
    from weir.times import parse_since

    with told(ValueError):
        return None if since is None else parse_since(since, time.time())


def days_end(option: str, day: str, time_zone_of: "TimeZoneOf") -> Callable[[str], float]:
    """What gives the end of a day in a site's time zone, seconds UTC, or the same time for all. Raises UserError."""
    from weir.errors import UserError
    from weir.times import parse_day

    now = time.time()
    try:
        parse_day(day, "UTC", now)
    except ValueError as error:
        msg = f"{option}: {error}"
        raise UserError(msg) from error
    return lambda site: parse_day(day, time_zone_of(site), now)


def history_note(then: "PathsThen", until: Callable[[str], float]) -> list[str]:
    """That a time lies before all that the history of paths knows, in a line at most."""
    from datetime import UTC, datetime

    if then.begins is None:
        return ["the history of paths is empty: it begins with what comes from now on"]
    if then.paths or then.begins <= until(""):
        return []
    return [f"the history of paths begins on {datetime.fromtimestamp(then.begins, UTC):%Y-%m-%d %H:%M} UTC"]


def as_of(moment: "Moment", now: float) -> str:
    """How old a list is, in a line."""
    from datetime import UTC, datetime

    if moment.written is None:
        return "as of the run's last checkpoint"
    age_s = max(0.0, now - moment.written)
    written = datetime.fromtimestamp(moment.written, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"as of {written} UTC, when the run last wrote its state, {_length(age_s)} ago"


def list_notes(  # noqa: PLR0913, PLR0917 - what a page is of
    what: str, limit: int | None, page: int, shown: int, total: int, rest: str = "more"
) -> list[str]:
    """What a table leaves out, in a line at most."""
    if not total:
        return [f"no {what} match"]
    if not shown:
        return [f"{total:,} {what} match: there is no page {page} of {limit}"]
    left = total - (page - 1) * (limit or total) - shown
    return [f"{left:,} {rest} not shown; --page {page + 1} or a larger --limit shows them"] if left else []


def _length(seconds: float) -> str:
    for unit_s, unit in ((172_800.0, "d"), (7_200.0, "h"), (120.0, "min")):
        if seconds >= unit_s:
            whole = {"d": 86_400.0, "h": 3_600.0, "min": 60.0}[unit]
            return f"{seconds / whole:.0f} {unit}"
    return f"{seconds:.0f} s"


def _choices(allowed: Callable[[], tuple[str, ...]]) -> Callable[[str], list[str]]:
    return lambda incomplete: [value for value in allowed() if value.startswith(incomplete)]


def _known_values(which: "Callable[[Known], list[str]]") -> Callable[[typer.Context, str], list[str]]:
    """Completes with what the state knows; nothing when there is no state to ask."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        from weir.admin.reader import open_reader
        from weir.settings.sections import load_settings

        try:
            given = load_settings(ctx.params.get("settings"), state_dir=ctx.params.get("state"))
            model = open_reader(given, kafka=bool(ctx.params.get("kafka"))).model
            return [value for value in which(model.known()) if value.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - a shell's completion must never show an error
            return []

    return complete


def complete_detector(incomplete: str) -> list[tuple[str, str]]:
    """Kinds of detectors that begin so, with what they watch."""
    from schemas.detectors import WATCHES

    return [(kind, watches) for kind, watches in WATCHES.items() if kind.startswith(incomplete)]


complete_zone = _known_values(lambda known: known.zones)
complete_service = _known_values(lambda known: known.services)
complete_asset = _known_values(lambda known: known.assets)

AlertStatusOption = Annotated[
    str | None,
    typer.Option("--status", help=f"{', '.join(ALERT_STATUSES)}.", autocompletion=_choices(lambda: ALERT_STATUSES)),
]


def _complete_filter(ctx: typer.Context, incomplete: str) -> list[str]:
    """Saved filters of the settings; nothing where those can't be read."""
    from weir.settings.sections import load_settings

    try:
        return [name for name in load_settings(ctx.params.get("settings")).filters if name.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - a shell's completion must never show an error
        return []


LeastLevelOption = Annotated[
    LevelName | None, typer.Option("--level", help="This level and above.", show_default=False)
]
SavedFilterOption = Annotated[
    str | None,
    typer.Option(
        "--filter",
        metavar="NAME",
        help="A filter of the settings, [filters.NAME]; other options go before it.",
        autocompletion=_complete_filter,
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option("--kind", help="Only this kind, like dmz-bypass.", autocompletion=_choices(alert_kinds)),
]
SideOption = Annotated[
    str | None,
    typer.Option("--side", help="ot, dmz, it, external or unknown.", autocompletion=_choices(lambda: SIDES)),
]
PathStatusOption = Annotated[
    str | None,
    typer.Option(
        "--status",
        help="learnt, unreviewed (learnt by declaration, to be confirmed), held or malicious.",
        autocompletion=_choices(lambda: PATH_STATUSES),
    ),
]
ZoneOption = Annotated[str | None, typer.Option("--zone", help="Only this zone.", autocompletion=complete_zone)]
ServiceOption = Annotated[
    str | None, typer.Option("--service", help="Only this service.", autocompletion=complete_service)
]
AssetOption = Annotated[
    str | None,
    typer.Option(
        "--asset", help="Only with this asset: its id, name, IP or MAC address.", autocompletion=complete_asset
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only what was seen since: a time, or a length before now like 8h."),
]
PathOrderOption = Annotated[
    str,
    typer.Option("--sort", help="key, first-seen, last-seen or flows.", autocompletion=_choices(lambda: PATH_ORDERS)),
]
AssetOrderOption = Annotated[
    str, typer.Option("--sort", help="id, last-seen or paths.", autocompletion=_choices(lambda: ASSET_ORDERS))
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="TIME", help="Only what was first seen by then: a time, or a length before now."),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="DAY",
        help="As it was at the end of a day (2026-01-31, in the site's time zone), at a time, or a length before now: "
        "from the history of paths, which is kept for 400 days.",
    ),
]
PageOption = Annotated[int, typer.Option("--page", min=1, help="Which page of --limit rows.")]


def check_moment(option: str, text: str | None) -> None:
    """Raises UserError for a time that is none, before anything is read."""
    from weir.errors import UserError
    from weir.times import parse_moment

    try:
        parse_moment(text or "0", 0.0)
    except ValueError as error:
        msg = f"{option}: {error}"
        raise UserError(msg) from error
