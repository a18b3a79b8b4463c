"""Announced maintenance as a table."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from schemas.maintenance import MaintenanceWindow
from weir.views.terminal import TimeZoneOf, clean, when


def window_table(windows: Iterable[MaintenanceWindow], time_zone_of: TimeZoneOf) -> Table:
    """Windows with what they are on, when, by whom, and what they hold by now."""
    table = Table(expand=False, header_style="bold", pad_edge=False, box=None)
    for heading in ("window", "is", "on", "from", "to", "by"):
        table.add_column(heading, overflow="fold")
    table.add_column("paths", justify="right")
    for one in windows:
        zone = time_zone_of(one.site)
        said = clean(one.who or "") + (f": {clean(one.reason)}" if one.reason else "")
        table.add_row(
            one.id, one.state, Text(on_text(one)), when(one.begins, zone), when(one.ends, zone), Text(said),
            f"{one.paths:,}",
        )  # fmt: skip
    return table


def on_text(window: MaintenanceWindow) -> str:
    """What a window is on, by whom it is narrowed, and when it comes again."""
    prefix = {"zone": "zone ", "initiator": "what "}.get(window.subject, "")
    text = f"{prefix}{window.on}{' begins' if window.subject == 'initiator' else ''}"
    text += "" if window.initiator is None else f", by {window.initiator}"
    return clean(text + ("" if window.weekly is None else f" ({window.weekly})"))
