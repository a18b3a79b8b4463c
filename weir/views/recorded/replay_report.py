"""What `weir replay` says at the end: the alerts, what was read, what was met, what crosses, what to do next."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from models.boundary.proposing import propose
from replay.summary import ReplaySummary, SiteSummary
from schemas.asset_change import Side
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.services.names import OT_SERVICES
from weir.settings.sections import Settings
from weir.views.network.inventory import crosses, inventory_lines, path_table
from weir.views.network.inventory_check import print_inventories
from weir.views.network.learning import learning_line
from weir.views.network.matrix import print_matrix
from weir.views.network.zone_proposals import print_proposals, print_questions
from weir.views.terminal import LEVEL_ORDER, alert_table, clean, counted, when

MOST_ALERTS = 50
"""Shown in the table; all of them go to --alerts."""

MOST_PATHS = 25

_SIDES: tuple[Side | None, ...] = ("ot", "dmz", "it", "external", None)


def print_report(
    console: Console,
    summary: ReplaySummary,
    settings: Settings,
    *,
    zones_given: bool,
    assets: Sequence[str] = (),
) -> None:
    """All of it, for a person."""
    _print_alerts(console, summary, settings)
    _print_totals(console, summary, settings)
    print_inventories(console, summary.inventories, assets)
    for site in summary.sites:
        _print_site(console, site, settings)
    _print_learning(console, summary, settings)
    _print_hints(console, summary, zones_given=zones_given)
    print_questions(console, summary.side_contradictions())


def _print_alerts(console: Console, summary: ReplaySummary, settings: Settings) -> None:
    alerts = summary.alerts
    if not alerts:
        console.print("No alerts.\n", style="bold")
        return
    worst = sorted(alerts, key=lambda alert: -alert.severity)[:MOST_ALERTS]
    shown = [alert for alert in alerts if alert in worst]
    console.print(alert_table(shown, lambda site: settings.core(site).time_zone))
    if len(shown) < len(alerts):
        console.print(f"{len(alerts) - len(shown)} less severe alerts not shown; --alerts OUT.ndjson has them all")
    console.print()


def _print_totals(console: Console, summary: ReplaySummary, settings: Settings) -> None:
    counts = Counter(alert.level for alert in summary.alerts)
    by_level = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVEL_ORDER) if counts[level])
    repeats = f" + {counted(summary.repeats, 'repeated row')} that added nothing" if summary.repeats else ""
    others = f" + {counted(summary.others, 'other record')}" if summary.others else ""
    elsewhere = f" + {counted(summary.notes.rows, 'row')} of other logs" if summary.notes.rows else ""
    outside = f" + {counted(summary.outside, 'row')} before or after the time asked for" if summary.outside else ""
    console.print(
        f"{counted(summary.rows, 'row')} in = {counted(summary.flows, 'flow')}{others}{repeats}{elsewhere}{outside} + "
        f"{counted(summary.dead_letters, 'dead letter')}",
        style="bold",
    )
    if summary.replaced:
        said = f"  left out of the topics, since files say it: {listed(summary.replaced)}"
        console.print(Text(said, style="dim"))
    if summary.notes.other_logs:
        console.print(Text(f"  other logs, without flows: {clean(listed(summary.notes.other_logs))}", style="dim"))
    if summary.notes.doubts:
        console.print(Text(f"  left out of flows: {clean(listed(summary.notes.doubts))}", style="dim"))
    if summary.notes.remarks:
        console.print(Text(f"  noted: {clean(listed(summary.notes.remarks))}", style="dim"))
    for letter in summary.first_dead_letters:
        place = f"{letter.source}:{letter.position}" if letter.position is not None else letter.source
        console.print(Text(f"  refused {clean(place)}: {clean(letter.reason)}", style="dim"))
    if summary.dead_letters > len(summary.first_dead_letters):
        console.print("  ... --dead-letters FILE writes them all", style="dim")
    _print_refused_crossings(console, summary)
    if summary.first_time is not None and summary.last_time is not None and summary.sites:
        zone = settings.core(summary.sites[0].site).time_zone
        alerts = counted(len(summary.alerts), "alert")
        console.print(
            f"from {when(summary.first_time, zone)} to {when(summary.last_time, zone)} ({zone}), "
            f"{length_of(summary.last_time - summary.first_time)}; "
            f"{alerts}{f' ({by_level})' if by_level else ''}"
        )
    if summary.learn_until is not None and summary.sites:
        zone = settings.core(summary.sites[0].site).time_zone
        console.print(f"all before {when(summary.learn_until, zone)} was learnt and raised nothing")


def _print_refused_crossings(console: Console, summary: ReplaySummary) -> None:
    if not summary.refused_crossings:
        return
    rows = counted(summary.refused_crossings, "refused row")
    console.print(f"{rows} would have been a crossing:", style="bold")
    for letter in summary.first_refused_crossings:
        place = letter.source if letter.position is None else f"{letter.source}:{letter.position}"
        console.print(Text(f"  {clean(place)}: {clean(letter.reason)}"))
    if summary.refused_crossings > len(summary.first_refused_crossings):
        console.print("  ... --dead-letters FILE writes them all", style="dim")


def _print_site(console: Console, site: SiteSummary, settings: Settings) -> None:
    console.print(Text(f"\nsite {clean(site.site)}", style="bold"))
    sides = Counter(asset.side for asset in site.assets)
    inferred = Counter(asset.side for asset in site.assets if asset.side_inferred)
    parts = []
    for side in _SIDES:
        if sides[side]:
            how = f" ({inferred[side]} inferred)" if inferred[side] else ""
            parts.append(f"{sides[side]} {side or 'of unknown side'}{how}")
    console.print(f"assets: {len(site.assets):,}{': ' + ', '.join(parts) if parts else ''}")
    if not site.paths:
        console.print("paths: 0")
        return
    services = Counter(path.service for path in site.paths)
    often = ", ".join(f"{name} ({count})" for name, count in services.most_common(8))
    console.print(Text(f"paths: {len(site.paths):,}; services by paths: {clean(often)}"))
    servers = [asset for asset in site.assets if not OT_SERVICES.isdisjoint(asset.services_served)]
    if servers:
        names = ", ".join(clean(_label(asset)) for asset in servers[:8])
        more = f" and {len(servers) - 8} more" if len(servers) > 8 else ""
        console.print(Text(f"OT servers: {names}{more}"))
    print_matrix(console, site.matrix, short=True)
    crossing = [path for path in site.paths if crosses(path)]
    if not crossing:
        console.print("no path crosses from one known side to another")
        return
    tries = [path for path in crossing if not path.answered]
    spoken = [path for path in crossing if path.answered]
    if spoken:
        answered = f" that {'was' if len(spoken) == 1 else 'were'} answered" if tries else ""
        console.print(f"what crosses: {counted(len(spoken), 'path')}{answered}")
    else:
        console.print("what crosses: nothing that was answered")
    # What touches OT first, since that is the line this is about; and of it what waits for a word.
    spoken.sort(
        key=lambda path: ("ot" not in {path.initiator_side, path.responder_side}, path.status == "learnt", -path.flows)
    )
    if spoken:
        console.print(path_table(spoken[:MOST_PATHS], lambda name: settings.core(name).time_zone))
    if len(spoken) > MOST_PATHS:
        console.print(f"{len(spoken) - MOST_PATHS} more not shown", style="dim")
    if tries:
        console.print(Text(_tries(tries)))


def _print_learning(console: Console, summary: ReplaySummary, settings: Settings) -> None:
    """What the inventories name against what was seen, and how far the learning is."""
    lines = inventory_lines(summary.inventory_seen())
    if lines:
        console.print()
    for line in lines:
        console.print(Text(line))
    console.print()
    for site in summary.sites:
        if site.learning is not None and site.learning.time is not None:
            line = learning_line(site.learning, settings.core(site.site).time_zone)
            console.print(Text(f"learning, {line}"), soft_wrap=True)


def _tries(paths: list[PathRecord]) -> str:
    """Who tried to cross and was not answered, the busiest first."""
    by_initiator = Counter(clean(path.initiator_name or path.initiator) for path in paths)
    most = ", ".join(f"{name} ({count})" for name, count in by_initiator.most_common(5))
    return f"tries that nobody answered: {counted(len(paths), 'path')}, by initiator: {most}"


def _print_hints(console: Console, summary: ReplaySummary, *, zones_given: bool) -> None:
    console.print()
    if not summary.flows:
        if not summary.dead_letters:
            why = "all rows are of logs without flows" if summary.notes.rows else "there was no row in it"
            why = "no template came" if summary.notes.waiting and not summary.rows else why
            console.print(f"Nothing was learnt: {why}.")
        return
    for place in summary.sites:
        declared = [other.site for other in summary.sites if other.assets and not other.paths]
        if place.paths and declared and not any(asset.declared_id for asset in place.assets):
            console.print(
                Text(
                    f"The traffic was read as of site {clean(place.site)}, of which the inventory says nothing; "
                    f"it names {clean(', '.join(declared))}: --site NAME says whose traffic this is."
                )
            )
    if any(alert.status == "open" for alert in summary.alerts):
        console.print(
            "An alert at length: --alerts alerts.ndjson keeps them all; then weir alerts show ID --file alerts.ndjson"
        )
    begins, last = summary.begins or summary.first_time, summary.last_time
    days = 0.0 if begins is None or last is None else (last - begins) / 86_400.0
    if summary.learn_until is None and days >= 2.0:
        half = int(days / 2)
        console.print(
            "Learn the first half quietly, then only what is new alerts, with days counted from the first row: "
            f"--learn-until {half}d"
        )
    if zones_given or any(asset.zone for site in summary.sites for asset in site.assets):
        return
    print_proposals(console, [zone for site in summary.sites for zone in propose(site.site, site.assets, site.paths)])


def listed(counts: Mapping[str, int], most: int = 8) -> str:
    """Names with their counts, the most frequent first: "dns (120), stats (4)"."""
    often = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    more = f" and {len(often) - most} more" if len(often) > most else ""
    return ", ".join(f"{name} ({count:,})" for name, count in often[:most]) + more


def length_of(seconds: float) -> str:
    """A length of time in the unit that says most."""
    for unit, length in (("days", 86_400.0), ("hours", 3_600.0)):
        if seconds >= length:
            return f"{seconds / length:.1f} {unit}"
    return counted(round(seconds / 60.0), "minute")


def _label(asset: AssetSummary) -> str:
    return asset.name or asset.id
