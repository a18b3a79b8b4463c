"""The times of tables: dates and hours as text, in the zone that the tool wrote them in, to seconds UTC."""

from datetime import UTC, datetime, tzinfo

from schemas.formats.row import LATEST_TIME, moment_of, real, shown

_MOST_KEPT = 4_096

SINCE_1970: dict[str, float] = {"s": 1.0, "ms": 0.001, "us": 0.000_001, "ns": 0.000_000_001}
"""Seconds in each unit in which times since 1970 are counted."""


class TextClock:
    """Reads times as text: seconds since 1970, ISO 8601, the same with `/` in its date, or by a pattern.

    `zone` is what times without a zone of their own are in. `pattern` is as `datetime.strptime` takes it
    (`%d.%m.%Y %H:%M:%S`), or a unit of numbers since 1970 (`SINCE_1970`); without one the text tells. What was read of
    a second is kept, since rows of one second come together.
    """

    def __init__(self, zone: tzinfo = UTC, pattern: str | None = None) -> None:
        self._zone = zone
        self._pattern = pattern
        self._unit = None if pattern is None else SINCE_1970.get(pattern)
        self._seconds: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        """Seconds UTC. Raises ValueError for what is no time from 1970 to 2100."""
        if self._pattern is not None:
            return self._by_pattern(text)
        second, _, fraction = text.partition(".")
        kept = self._seconds.get(second)
        if kept is not None and fraction.isdecimal():
            return kept + float(f"0.{fraction}")
        if kept is not None and not fraction:
            return kept
        return self._first(text.strip(), second, fraction)

    def _by_pattern(self, text: str) -> float:
        kept = self._seconds.get(text)
        if kept is not None:
            return kept
        found = self._parsed(text.strip())
        if len(self._seconds) >= _MOST_KEPT:
            self._seconds.clear()
        self._seconds[text] = found
        return found

    def _first(self, text: str, second: str, fraction: str) -> float:
        number = real(text)
        if number is not None:
            return _checked(moment_of(number), text)
        moment = self._parsed(text)
        if not fraction or fraction.isdecimal():
            if len(self._seconds) >= _MOST_KEPT:
                self._seconds.clear()
            whole = self._parsed(second.strip())
            if whole < LATEST_TIME:
                self._seconds[second] = whole
        return moment

    def _parsed(self, text: str) -> float:
        if self._unit is not None:
            number = real(text)
            return _checked(None if number is None else number * self._unit, text)
        try:
            moment = self._moment(text)
            seconds = (moment if moment.tzinfo else moment.replace(tzinfo=self._zone)).timestamp()
        except (ValueError, OverflowError):
            return _checked(None, text)
        return _checked(seconds, text)

    def _moment(self, text: str) -> datetime:
        if self._pattern is None:
            return datetime.fromisoformat(text.replace("/", "-"))
        return datetime.strptime(text, self._pattern)  # noqa: DTZ007 - its zone is set by the caller


def _checked(seconds: float | None, text: str) -> float:
    if seconds is None or not 0.0 <= seconds <= LATEST_TIME:
        msg = f"{shown(text)} is no date and time from 1970 to 2100"
        raise ValueError(msg)
    return seconds
