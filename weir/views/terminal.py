"""How alerts look on a terminal.

What comes from the network is text, never markup and never control characters:
a host name cannot colour, hide or rewrite a line. Times are in the site's own time zone.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from schemas.alert import Alert, Level, Party, Reason
from streams.outputs.sink import Outgoing
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

MOST_HOPS = 30
"""Paths of one alert shown at length; its JSON has as many as the alert holds."""

TimeZoneOf = Callable[[str], str]
"""The IANA time zone of a site."""


def output() -> Console:
    """Standard output. Without a terminal: no colours, and lines as long as they need to be."""
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


def when(time: float, time_zone: str) -> str:
    """A time as the plant's wall clock shows it; 0 is none yet."""
    if time == 0.0:
        return "never"
    return datetime.fromtimestamp(time, ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M:%S")


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
    """The level in its colour."""
    return Text(level, style=LEVEL_STYLES[level])


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
    head = Text(f"{alert.level:<8}", style=LEVEL_STYLES[alert.level])
    head.append(
        f"  {when(alert.time, time_zone)}  {counted(alert.count, 'flow')}{status}  {alert.id[:12]}",
        style="default on default",
    )
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


def alert_line(alert: Alert, time_zone: str) -> Text:
    """One alert in one line, for a feed."""
    line = Text(f"{when(alert.time, time_zone)}  ")
    line.append(f"{alert.level:<8}", style=LEVEL_STYLES[alert.level])
    line.append(f"  {clean(alert.title)}")
    if alert.revision > 1:
        line.append(f"  (revision {alert.revision}, {counted(alert.count, 'flow')}, {alert.status})", style="dim")
    line.append(f"  {alert.id[:12]}", style="dim")
    return line


def alert_detail(alert: Alert, time_zone: str) -> Group:
    """All that an alert says, for one who wants to decide."""
    head = Text(f"{clean(alert.title)}\n", style="bold")
    head.append(clean(alert.summary), style="not bold")
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column()
    for name, value in _facts(alert, time_zone):
        facts.add_row(name, value)
    parts: list[Text | Table | Padding] = [head, facts]
    if alert.reasons:
        parts.append(Text("why", style="bold"))
        parts.append(Padding(_reasons(alert), (0, 0, 0, 2)))
    if alert.hops_total > 1:
        parts.append(Text(f"its {counted(alert.hops_total, 'path')}", style="bold"))
        parts.append(Padding(_hops(alert), (0, 0, 0, 2)))
    if alert.advice is not None:
        parts.append(Text("next", style="bold"))
        parts.append(Padding(Text(f"{clean(alert.advice.text)} ({clean(alert.advice.where)})"), (0, 0, 0, 2)))
    return Group(*parts)


def _facts(alert: Alert, time_zone: str) -> list[tuple[str, Text]]:
    facts = [
        (
            "level",
            level_text(alert.level) + Text(f", severity {alert.severity} of 100, {alert.status}", style="default"),
        ),
        (
            "seen",
            Text(
                f"{when(alert.first_seen, time_zone)} to {when(alert.last_seen, time_zone)}, "
                f"{counted(alert.count, 'flow')}"
            ),
        ),
    ]
    for name, one in (("initiator", alert.initiator), ("responder", alert.responder)):
        if one is not None:
            facts.append((name, Text(_party_at_length(one))))
    if alert.service:
        facts.append(("service", Text(clean(alert.service))))
    if alert.crossing is not None:
        crossing = alert.crossing
        facts.append(("crossing", Text(clean(f"{crossing.from_} -> {crossing.to} ({crossing.kind})"))))
    if alert.baseline is not None:
        usual = alert.baseline
        peers = f"; usually {clean(', '.join(usual.usual_peers))}" if usual.usual_peers else ""
        known = (
            f"{usual.asset}: {usual.days_watched:.1f} days watched, {counted(usual.peers, 'peer')}, "
            f"{counted(usual.services, 'service')}"
        )
        facts.append(("baseline", Text(f"{clean(known)}{peers}")))
    if alert.attack:
        facts.append(("ATT&CK ICS", Text(", ".join(f"{one.technique} ({one.tactic})" for one in alert.attack))))
    if alert.evidence:
        ids = ", ".join(one.uid or one.community_id or f"{one.start:.0f}" for one in alert.evidence[:3])
        more = f" and {alert.evidence_total - 3} more" if alert.evidence_total > 3 else ""
        facts.append(("evidence", Text(clean(f"{alert.evidence[0].sensor}: {ids}{more}"))))
    facts.append(("id", Text(f"{alert.id} revision {alert.revision}")))
    return facts


def _party_at_length(one: Party) -> str:
    inferred = " (inferred)" if one.side_inferred else ""
    side = f"side {one.side}{inferred}" if one.side else None
    zone = f"zone {clean(one.zone)}" if one.zone else None
    level = f"level {one.purdue_level:g}" if one.purdue_level is not None else None
    role = clean(one.role) if one.role else None
    about = ", ".join(word for word in (side, zone, level, role) if word)
    return f"{party(one)}{f', {about}' if about else ''}"


def _reasons(alert: Alert) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column()
    for reason in top_reasons(alert, len(alert.reasons)):
        figures = []
        if reason.value is not None:
            figures.append(f"seen {reason.value:g}")
        if reason.expected is not None:
            figures.append(f"expected {reason.expected:g}")
        figure = f" ({', '.join(figures)})" if figures else ""
        table.add_row(f"{reason.weight:+.0f}" if reason.weight else "", Text(f"{clean(reason.text)}{figure}"))
    return table


def _hops(alert: Alert) -> Text:
    """The paths of an alert that has several: without them nobody could confirm or mark_malicious one."""
    lines = [
        f"{_end(hop.initiator, hop.initiator_name, hop.initiator_ip)} -> "
        f"{_end(hop.responder, hop.responder_name, hop.responder_ip)} {hop.service}"
        for hop in alert.hops[:MOST_HOPS]
    ]
    if alert.hops_total > len(lines):
        lines.append(f"and {alert.hops_total - len(lines):,} more")
    return Text("\n".join(clean(line) for line in lines))


def _end(asset: str, name: str | None, ip: str | None) -> str:
    """An end of a path by its name, if it has one, with what a verdict may call it by as well."""
    return asset if name is None or name == asset else f"{name} ({ip or asset})"


class TerminalSink:
    """Shows each alert as it is committed: one line each, or with `detail` everything.

    `gone` is called when the program that reads it has ended.
    """

    def __init__(
        self,
        console: Console,
        time_zone_of: TimeZoneOf,
        *,
        detail: bool = False,
        gone: Callable[[], None] = lambda: None,
    ) -> None:
        self._console = console
        self._time_zone_of = time_zone_of
        self._detail = detail
        self._gone = gone

    def open(self, length: int | None) -> None:
        """Nothing to open."""

    def begin(self) -> int:
        """A terminal has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:
        """Show them at once."""
        try:
            for one in outgoing:
                time_zone = self._time_zone_of(one.alert.site)
                shown = alert_detail(one.alert, time_zone) if self._detail else alert_line(one.alert, time_zone)
                self._console.print(shown, soft_wrap=not self._detail)
        except (BrokenPipeError, SystemExit):
            # rich makes a SystemExit of it, and of standard output the null device.
            self._gone()
        return 0

    def close(self) -> None:
        """Nothing to close."""
