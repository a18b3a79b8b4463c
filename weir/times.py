"""Times as people give them on the command line."""

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from weir.settings.sections import parse_time

if TYPE_CHECKING:
    from replay.given.span import Span

_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}


def parse_duration(text: str) -> float:
    """Seconds of `90s`, `15m`, `8h`, `2d`, `1w`, or of several in a row (`1d12h`). Raises ValueError."""
    parts = re.findall(r"(\d+(?:\.\d+)?)([smhdw])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        msg = f"{text!r} is no length of time; give it like 90s, 15m, 8h, 2d or 1w"
        raise ValueError(msg)
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def parse_moment(text: str, first: float) -> float:
    """Seconds UTC of ISO 8601, of seconds since 1970, or of a length of time after `first`. Raises ValueError."""
    try:
        return first + parse_duration(text)
    except ValueError:
        pass
    try:
        return parse_time(text)
    except ValueError:
        msg = f"{text!r} is no time; give ISO 8601 (2026-01-31T06:00:00Z), seconds since 1970, or a length like 2d"
        raise ValueError(msg) from None


def parse_since(text: str, now: float) -> float:
    """Seconds UTC of ISO 8601, of seconds since 1970, or of a length of time before `now`. Raises ValueError."""
    try:
        return now - parse_duration(text)
    except ValueError:
        return parse_moment(text, now)


def parse_day(text: str, time_zone: str, now: float) -> float:
    """Seconds UTC of the last millisecond of a day such as 2026-01-31 in a time zone, or of what `parse_since` takes.

    Raises ValueError.
    """
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        return parse_since(text, now)
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone)).timestamp() - 0.001


def parse_span(since: str | None, until: str | None, first: float) -> "Span":
    """The span between two times as `parse_moment` takes them; None: no bound. Raises ValueError where it is empty."""
    from replay.given.span import Span

    span = Span(
        None if since is None else parse_moment(since, first), None if until is None else parse_moment(until, first)
    )
    if span.since is not None and span.until is not None and span.until <= span.since:
        msg = f"--until {until} is not after --since {since}: there is nothing in between"
        raise ValueError(msg)
    return span


def parse_speed(text: str) -> float | None:
    """Seconds of event time in a second of wall clock, of `60x` or `0.5x`; None for `max`. Raises ValueError."""
    if text == "max":
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)x", text)
    if found is None or not float(found[1]):
        msg = f"{text!r} is no speed; give it like 1x, 60x or max"
        raise ValueError(msg)
    return float(found[1])


def counts_from_first(text: str | None) -> bool:
    """Whether a moment is a length of time after the first flow, so that one must know when that was."""
    return text is not None and parse_moment(text, 0.0) != parse_moment(text, 1.0)
