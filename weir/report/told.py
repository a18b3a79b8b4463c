"""Words and figures of a report, as templates and scripts show them.

What comes from the network is text: control characters become a mark here, and templates escape what is left.
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.alert import Level
from schemas.asset_change import Side
from weir.views.terminal import clean, octets_text

LEVEL_MARKS: dict[Level, str] = {"critical": "◆", "high": "▲", "medium": "■", "low": "●", "info": "✚"}
"""A shape beside each level's colour and word: nobody has to tell them apart by colour alone."""

SIDE_NAMES: dict[Side | None, str] = {
    "external": "Internet",
    "it": "Office (IT)",
    "dmz": "DMZ",
    "ot": "Plant (OT)",
    None: "Side unknown",
}


def text(value: object) -> str:
    """Anything as one line without control characters; None is empty."""
    return "" if value is None else clean(str(value))


def moment(time: float | None, time_zone: str) -> str:
    """A time to the minute by the plant's clock; empty where there is none."""
    if not time:
        return ""
    return datetime.fromtimestamp(time, ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M")


def wall_minutes(time: float | None, time_zone: str) -> float | None:
    """A time as minutes of the plant's own clock since 1970: so a script shows it without knowing time zones."""
    if not time:
        return None
    offset = datetime.fromtimestamp(time, ZoneInfo(time_zone)).utcoffset()
    return (time + (0.0 if offset is None else offset.total_seconds())) // 60


def date(time: float | None, time_zone: str) -> str:
    """The plant's date of a time; empty where there is none."""
    return moment(time, time_zone)[:10]


def number(value: float) -> str:
    """Thousands apart; whole where it is whole, else to one digit."""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:,.1f}"


def plural(count: float, what: str) -> str:
    """`1 path`, `1,200 paths`, `2 addresses`."""
    if count == 1:
        return f"1 {what}"
    return f"{number(count)} {what}{'es' if what.endswith('s') else 's'}"


def length(seconds: float) -> str:
    """So long in the unit that says most."""
    for size, unit in ((86_400.0, "d"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def octets(value: float) -> str:
    """So many octets in the unit that says most."""
    return octets_text(value)


def place_name(zone: str | None, side: Side | None) -> str:
    """A zone by its name; what stands in none by its side."""
    return clean(zone) if zone is not None else f"({SIDE_NAMES[side]}, no zone)"


def minutes_text(minutes: float) -> str:
    """Minutes of the plant's clock since 1970 as a date and a time."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")


def natural(name: str) -> list[tuple[int, str]]:
    """A key by which cell-2 comes before cell-10."""
    return [(int(part), "") if part.isdecimal() and len(part) < 10 else (-1, part) for part in re.split(r"(\d+)", name)]
