"""Alerts as they come, on a terminal: a line for each new one and for each that has become worse.

What only counts on, closes or is judged makes no line: `weir alerts list` has the newest state of each.
"""

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from schemas.alert import Alert
from streams.outputs.sink import Outgoing
from streams.read_model.alert_context import revision_time
from weir.views.terminal import LEVEL_ORDER, LEVEL_STYLES, TimeZoneOf, clean, counted, when

_SILENT = frozenset({"expected", "muted", "closed", "withheld"})
"""Statuses in which an alert says nothing."""

Before = Callable[[Alert], Alert | None]
"""The revision before this one; None where there is none, or it is not kept any more."""


def is_news(alert: Alert, before: Alert | None) -> bool:
    """Whether a revision is to be told: an alert that is new, has risen, or speaks again after a silence."""
    if before is None:
        return not alert.unsent and (alert.revision == 1 or alert.status not in _SILENT)
    if alert.status in _SILENT:
        return False
    return has_risen(alert, before) or before.status in _SILENT


def has_risen(alert: Alert, before: Alert) -> bool:
    """Whether its level is higher than it was."""
    return LEVEL_ORDER.index(alert.level) > LEVEL_ORDER.index(before.level)


def alert_line(alert: Alert, time_zone: str, before: Alert | None = None, *, with_date: bool = True) -> Text:
    """One revision in one line, with its own time; `before` is the one that it follows."""
    time = when(revision_time(alert), time_zone)
    line = Text(f"{time if with_date else time.partition(' ')[2]}  ")
    line.append(f"{alert.level:<8}", style=LEVEL_STYLES[alert.level])
    line.append(f"  {clean(alert.title)}")
    if before is not None and has_risen(alert, before):
        line.append(f"  (risen from {before.level}, {counted(alert.count, 'flow')})", style="dim")
    elif before is not None and before.status in _SILENT:
        line.append(f"  (was {before.status}, speaks again, {counted(alert.count, 'flow')})", style="dim")
    elif alert.revision > 1:
        line.append(f"  (revision {alert.revision}, {counted(alert.count, 'flow')}, {alert.status})", style="dim")
    line.append(f"  {alert.id[:12]}", style="dim")
    return line


class TerminalSink:
    """Shows what is news as it is committed.

    `gone` is called when the program that reads it has ended.
    """

    def __init__(
        self, console: Console, time_zone_of: TimeZoneOf, before: Before, *, gone: Callable[[], None] = lambda: None
    ) -> None:
        self._console = console
        self._time_zone_of = time_zone_of
        self._before = before
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
                before = None if one.alert.revision == 1 else self._before(one.alert)
                if is_news(one.alert, before):
                    line = alert_line(one.alert, self._time_zone_of(one.alert.site), before)
                    self._console.print(line, soft_wrap=True)
        except (BrokenPipeError, SystemExit):
            # rich makes a SystemExit of it, and of standard output the null device.
            self._gone()
        return 0

    def close(self) -> None:
        """Nothing to close."""
