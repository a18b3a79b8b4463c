"""How alerts look on a terminal.

What comes from the network is text, never markup and never control characters:
a host name cannot colour, hide or rewrite a line. Times are in the site's own time zone.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from schemas.alert import Alert, Level, Party, Reason
from weir.views.grid import Grid

LEVEL_STYLES: dict[Level, str] = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "yellow",
    "low": "cyan",
    "info": "dim",
}

LEVEL_ORDER: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")

WIDE_ALERTS = 140
"""Columns from which alerts stand side by side with their ends."""

TimeZoneOf = Callable[[str], str]
"""The IANA time zone of a site."""


_instead: ContextVar[Console | None] = ContextVar("_instead", default=None)


@contextmanager
def printed_on(console: Console) -> Iterator[None]:
    """Within it commands print their tables and texts on `console`: so a picture of them can be made."""
    before = _instead.set(console)
    try:
        yield
    finally:
        _instead.reset(before)


def output() -> Console:
    """Standard output. Without a terminal: no colours, and lines as long as they need to be."""
    instead = _instead.get()
    if instead is not None:
        return instead
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, width=200, no_color=True)


def messages() -> Console:
    """Standard error, for progress and hints."""
    return Console(stderr=True, highlight=False)


def clean(text: str) -> str:
    """Text without anything a terminal would act upon."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def counted(number: int, what: str) -> str:
    """A number and what it counts: `1 path`, `1,200 paths`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def unit_text(value: float, unit: str) -> str:
    """A unit as it stands after its number: `1 host`, `2 hosts`, `5 of 5`."""
    singular = {"addresses": "address"}.get(unit, unit.removesuffix("s"))
    return singular if value == 1 else unit


def peer_text(asset: str) -> str:
    """An asset's id as people say it where it has no name: an address without its kind."""
    return "internet hosts" if asset == "ext:any" else asset.removeprefix("ip:").removeprefix("mac:")


def when(time: float, time_zone: str) -> str:
    """A time as the plant's wall clock shows it; 0 is none yet."""
    if time == 0.0:
        return "never"
    return datetime.fromtimestamp(time, ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M:%S")


def when_both(time: float, time_zone: str) -> str:
    """A time as the plant's wall clock shows it, and in UTC beside it where that differs."""
    local, utc = when(time, time_zone), when(time, "UTC")
    return f"{local} {time_zone}" if local == utc else f"{local} {time_zone} ({utc} UTC)"


def span_text(begin: float, end: float, time_zone: str) -> list[str]:
    """From when to when, by the plant's wall clock, and in UTC on a line of its own where that differs."""
    zones = [time_zone] if when(begin, time_zone) == when(begin, "UTC") else [time_zone, "UTC"]
    return [f"{when(begin, zone)} to {when(end, zone)} {zone}" for zone in zones]


def octets_text(octets: float) -> str:
    """So many octets in the unit that says most: `3.91 GB`, `512 B`."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= size:
            return f"{octets / size:.3g} {unit}"
    return f"{octets:.0f} B"


def party(one: Party | None) -> str:
    """One end in a few words: its name, and its address where the name is not one."""
    if one is None:
        return "-"
    name = one.name or one.ip or one.asset
    address = f" ({one.ip})" if one.ip and one.ip != name else ""
    return clean(f"{name}{address}")


def ends(alert: Alert) -> str:
    """Initiator, responder and service, as far as the alert has them."""
    if alert.initiator is None and alert.responder is None:
        return ""
    service = f" {clean(alert.service)}" if alert.service else ""
    if alert.responder is None:
        return party(alert.initiator)
    return f"{party(alert.initiator)} -> {party(alert.responder)}{service}"


def level_text(level: Level) -> Text:
    """The level in its colour, which what is put behind it does not take."""
    return Text.assemble((level, LEVEL_STYLES[level]))


def top_reasons(alert: Alert, most: int) -> Sequence[Reason]:
    """The reasons that weigh most."""
    return sorted(alert.reasons, key=lambda reason: -abs(reason.weight))[:most]


class ByWidth:
    """A table where it fits, and the same in fewer columns on a narrow terminal, where it would wrap to shreds."""

    def __init__(self, wide: RenderableType, narrow: RenderableType, least_columns: int) -> None:
        self._wide = wide
        self._narrow = narrow
        self._least_columns = least_columns

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """What rich asks for."""
        yield self._wide if options.max_width >= self._least_columns else self._narrow


def alert_table(alerts: Iterable[Alert], time_zone_of: TimeZoneOf, *, reasons: int = 2) -> ByWidth:
    """Alerts as a table, each with its weightiest reasons below its title; below each other where it is narrow."""
    shown = list(alerts)
    narrow = Group(*(_alert_in_lines(alert, time_zone_of(alert.site), reasons) for alert in shown))
    return ByWidth(_alerts_in_columns(shown, time_zone_of, reasons), narrow, WIDE_ALERTS)


def _alert_in_lines(alert: Alert, time_zone: str, reasons: int) -> Group:
    status = "" if alert.status == "open" else f"  {alert.status}"
    head = Text.assemble((f"{alert.level:<8}", LEVEL_STYLES[alert.level]))
    head.append(f"  {when(alert.time, time_zone)}  {counted(alert.count, 'flow')}{status}  {alert.id[:12]}")
    below = [Text(clean(alert.title))]
    below += [Text(clean(reason.text), style="dim") for reason in top_reasons(alert, reasons)]
    return Group(head, *(Padding(line, (0, 0, 0, 2)) for line in below))


def _alerts_in_columns(alerts: Sequence[Alert], time_zone_of: TimeZoneOf, reasons: int) -> Grid:
    table = Grid(ruled=True)
    for heading in ("level", "time", "alert", "initiator -> responder"):
        table.add_column(heading)
    table.add_column("flows", right=True)
    table.add_column("id")
    for alert in alerts:
        said = Text(clean(alert.title))
        for reason in top_reasons(alert, reasons):
            said.append(f"\n  {clean(reason.text)}", style="dim")
        status = "" if alert.status == "open" else f"\n{alert.status}"
        table.add_row(
            level_text(alert.level) + Text(status, style="dim"),
            when(alert.time, time_zone_of(alert.site)),
            said,
            ends(alert),
            str(alert.count),
            Text(alert.id[:12], style="dim"),
        )
    return table


def alert_rows(alerts: Iterable[Alert], time_zone_of: TimeZoneOf) -> ByWidth:
    """Alerts as a list, each by its newest state in one line: how bad it is, when it was seen, what it is about."""
    shown = list(alerts)
    zones = {time_zone_of(alert.site) for alert in shown}
    sites = {alert.site for alert in shown}
    wide, narrow = Grid(ruled=False), Grid(ruled=False)
    for heading in ("level", "last seen", "status", "alert"):
        if heading == "last seen":
            wide.add_column("of 100", right=True)
            wide.add_column("first seen")
        wide.add_column(heading)
        narrow.add_column(heading)
    wide.add_column("flows", right=True)
    if len(sites) > 1:
        wide.add_column("site")
    for grid in (wide, narrow):
        grid.add_column("id")
    for alert in shown:
        zone = time_zone_of(alert.site)
        seen = when(alert.last_seen, zone) + (f" {zone}" if len(zones) > 1 else "")
        level, rest = level_text(alert.level), (seen, alert.status, clean(alert.title))
        flows = f"{alert.count:,}" if alert.count else ""
        more = (clean(alert.site),) if len(sites) > 1 else ()
        began, begin = when(alert.first_seen, zone), Text(alert.id[:12], style="dim")
        wide.add_row(level, str(alert.severity), began, *rest, flows, *more, begin)
        narrow.add_row(level, *rest, begin)
    return ByWidth(wide, narrow, WIDE_ALERTS)
