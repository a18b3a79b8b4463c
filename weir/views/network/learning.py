"""How far the learning is, by zone; a line for a replay's end or a run's start; what alerts; what words taught."""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from schemas.overview.learning import SiteLearning, ZoneLearning
from weir.views.grid import Grid
from weir.views.network.taught import TAUGHT_LEGEND, taught_table
from weir.views.terminal import clean, counted, when

READY_DAYS = 10
"""Watched for less, no asset is ready (docs/detection.md)."""

READY_SHARE = 0.7
"""Readiness from which on an asset is ready; a test holds it equal to the core's."""

MEANWHILE = "what alerts meanwhile"

TimeZoneOf = Callable[[str], str]


def print_learning(console: Console, sites: Sequence[SiteLearning], time_zone_of: TimeZoneOf) -> None:
    """All of it, site by site."""
    for number, site in enumerate(sites):
        if number:
            console.print()
        zone = time_zone_of(site.site)
        console.print(Text(learning_line(site, zone), style="bold"), soft_wrap=True)
        if site.zones:
            console.print(zone_table(site, zone))
        for line in explained(site):
            console.print(Text(line), soft_wrap=True)
        if site.taught:
            console.print()
            console.print(Text("what words on alerts have taught", style="bold"))
            console.print(taught_table(site.taught, time_zone_of))
            console.print(Text(TAUGHT_LEGEND), soft_wrap=True)


def learning_line(site: SiteLearning, time_zone: str) -> str:
    """One site's learning in a sentence."""
    name = f"site {clean(site.site)}"
    if site.declared and site.learn_until is not None:
        until = f"{when(site.learn_until, time_zone)} ({time_zone})"
        return f"{name}: learning until {until}, nothing alerts before"
    if site.time is None:
        return f"{name}: nothing is learnt yet; an asset is ready after {READY_DAYS} days at the least"
    if site.assets and site.ready == site.assets:
        return f"{name}: all {counted(site.assets, 'asset')} are learnt and ready"
    waiting = [zone for zone in site.zones if zone.waiting]
    parts = [f"{name}: {site.ready:,} of {counted(site.assets, 'asset')} ready"]
    if waiting:
        first = min(zone.first_ready or 0.0 for zone in waiting)
        last = max(zone.all_ready or 0.0 for zone in waiting)
        days = _days(first, last, time_zone)
        parts.append(f"{sum(zone.waiting for zone in waiting):,} more can be ready {days}")
    changing, silent = sum(zone.changing for zone in site.zones), sum(zone.silent for zone in site.zones)
    if changing:
        parts.append(f"{changing:,} still change too much")
    if silent:
        parts.append(f"of {silent:,} nothing is learnt")
    return "; ".join(parts)


def zone_table(site: SiteLearning, time_zone: str) -> Grid:
    """A row a zone: what is ready, what remains and why, and about when."""
    table = Grid(ruled=False)
    table.add_column("zone")
    table.add_column("side")
    for heading in ("assets", "ready", "to go", "changing", "silent"):
        table.add_column(heading, right=True)
    table.add_column("can be ready")
    table.add_column("what remains")
    for zone in site.zones:
        table.add_row(
            "(none)" if zone.zone is None else clean(zone.zone),
            zone.side or "unknown",
            *(f"{number:,}" for number in (zone.assets, zone.ready, zone.waiting, zone.changing, zone.silent)),
            _when_ready(zone, time_zone),
            zone_words(zone),
        )
    return table


def learning_words(share: float, quiet_days: float | None, new_today: int) -> str:
    """How far something is that is not ready yet, how much longer it takes, and what puts that off."""
    parts = [f"learning, {_percent(share)} (ready at {_percent(READY_SHARE)})"]
    if quiet_days is None:
        parts.append("how long it takes can't be told: nothing that it does came again yet")
    else:
        parts.append(f"needs about {_quiet(quiet_days)} more")
    return f"{', '.join(parts)}; {_new(new_today)}"


def zone_words(zone: ZoneLearning) -> str:
    """The same of a zone: the mean of those that are not ready, and what the last of them takes."""
    if zone.share is None:
        return f"ready; {_new(zone.new_today)}" if zone.ready and zone.new_today else "-"
    parts = [f"learning, {_percent(zone.share)}"]
    if zone.quiet_days is not None:
        parts.append(f"needs about {_quiet(zone.quiet_days)} more")
    untold = f"; of {zone.untold:,} it can't be told" if zone.untold and zone.quiet_days is not None else ""
    return f"{', '.join(parts)}{untold}; {_new(zone.new_today)}"


def _percent(share: float) -> str:
    # Rounded down: what reads as 70% is ready.
    return f"{int(share * 100 + 1e-9)}%"


def _quiet(days: float) -> str:
    whole = max(1, round(days))
    return f"{whole:,} quiet day{'' if whole == 1 else 's'}"


def _new(paths: int) -> str:
    return f"{paths:,} new path{'' if paths == 1 else 's'} today" if paths else "no new path today"


def explained(site: SiteLearning) -> list[str]:
    """What the columns mean, and what alerts meanwhile."""
    lines = []
    if any(zone.waiting for zone in site.zones) and not site.declared:
        lines.append(f"to go: watched for less than {READY_DAYS} days, so not ready before the days shown")
    if any(zone.changing for zone in site.zones):
        lines.append(f"changing: watched for {READY_DAYS} days, but much of what they do is still new each day")
    if any(zone.quiet_days is not None for zone in site.zones):
        lines.append(
            "what remains: the mean readiness of those that are not ready, and how many days without a new path the "
            "last of them takes; each new path puts it off"
        )
    if any(zone.silent for zone in site.zones):
        lines.append("silent: declared or seen, but nothing was learnt of what they do")
    if site.declared:
        lines.append(f"{MEANWHILE}: nothing")
    elif site.ready < site.assets or site.time is None:
        lines.append(f"{MEANWHILE}: {meanwhile(site)}")
    return lines


def meanwhile(site: SiteLearning) -> str:
    """What alerts also about assets that are not ready."""
    with_dmz = f"; once a DMZ is declared also {', '.join(site.forbidden_with_dmz)}" if site.forbidden_with_dmz else ""
    ways = f"forbidden ways ({', '.join(site.forbidden)}{with_dmz}), " if site.forbidden or with_dmz else ""
    return (
        f"{ways}scans that touch OT or the DMZ, silent sensors; any other new crossing whose ends are both not ready "
        "stands in the day's first-look digest"
    )


def _when_ready(zone: ZoneLearning, time_zone: str) -> str:
    if zone.first_ready is None or zone.all_ready is None:
        return "-"
    return _days(zone.first_ready, zone.all_ready, time_zone)


def _days(first: float, last: float, time_zone: str) -> str:
    """The days on which the first and the last of some can be ready."""
    begins, ends = when(first, time_zone)[:10], when(last, time_zone)[:10]
    return f"from {begins}" if begins == ends else f"{begins} to {ends}"
