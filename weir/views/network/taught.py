"""What words on alerts have taught: a table by detector and places."""

from collections.abc import Callable, Sequence

from schemas.overview.learning import TaughtKind
from weir.views.grid import Grid
from weir.views.terminal import clean, when

TAUGHT_LEGEND = (
    "points: what is added to the severity of the next such alert that no word covers, from -15 to 10. Nothing is "
    "dropped for it: what it takes below medium stands in the day's list of what was withheld. A word teaches for 90 "
    "days; `mute` teaches nothing; `weir verdict undo` takes back what a word has taught."
)

TimeZoneOf = Callable[[str], str]

_SERVICES = {True: "that control", False: "others", None: "-"}


def taught_table(rows: Sequence[TaughtKind], time_zone_of: TimeZoneOf) -> Grid:
    """A row a kind of alert and pair of places; with its site, where there are several."""
    table, several = Grid(ruled=False), len({row.site for row in rows}) > 1
    if several:
        table.add_column("site")
    for heading in ("detector", "from", "to", "services"):
        table.add_column(heading)
    for heading in ("expected", "malicious", "points"):
        table.add_column(heading, right=True)
    table.add_column("last word")
    for row in rows:
        table.add_row(
            *([clean(row.site)] if several else []),
            row.kind,
            _place(row.from_),
            _place(row.to),
            _SERVICES[row.controls],
            f"{row.expected:,}",
            f"{row.malicious:,}",
            f"{row.points:+.0f}" if row.points else "0",
            when(row.latest, time_zone_of(row.site))[:16],
        )
    return table


def _place(place: str | None) -> str:
    return "-" if place is None else clean(place)
