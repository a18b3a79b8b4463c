"""Local days of a plant: where they begin and end, in seconds UTC."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR_S = 3600.0
DAY_S = 86_400.0

_EPOCH_ORDINAL = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


class Calendar:
    """Days in one time zone. Remembers the day asked for last, since events come in rough order."""

    def __init__(self, time_zone: str) -> None:
        """Raises `zoneinfo.ZoneInfoNotFoundError` for a name that is no IANA time zone."""
        self._zone = ZoneInfo(time_zone)
        self._day = 0
        self._begin = self._end = 0.0

    def day_of(self, time: float) -> int:
        """The local day as days since 1970-01-01."""
        if not self._begin <= time < self._end:
            local = datetime.fromtimestamp(time, self._zone)
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            self._day = local.toordinal() - _EPOCH_ORDINAL
            self._begin = midnight.timestamp()
            self._end = (midnight + timedelta(days=1)).timestamp()
        return self._day

    def day_end(self, time: float) -> float:
        """The first second of the local day after `time`; days with a clock change are 23 or 25 hours."""
        self.day_of(time)
        return self._end

    def hour_of_week(self, time: float) -> int:
        """The local hour of the week, 0 to 167; Monday's first is 0. Where a clock is set back, one is there twice."""
        return _hour_of_week(time // HOUR_S, self._zone)

    def moment(self, day: int, minute: int) -> float:
        """Seconds UTC at a minute after midnight of a local `day`, by the clock on the wall.

        A time that the change of clocks leaves out is as much after the change; of one that is there twice, the first.
        """
        date = datetime.fromordinal(day + _EPOCH_ORDINAL)
        return date.replace(hour=minute // 60, minute=minute % 60, tzinfo=self._zone).timestamp()

    def clock_text(self, time: float) -> str:
        """The local date and time, such as `2026-03-29 14:05`."""
        return datetime.fromtimestamp(time, self._zone).strftime("%Y-%m-%d %H:%M")

    def date_of(self, time: float) -> str:
        """The local date, such as `2026-03-29`."""
        return datetime.fromtimestamp(time, self._zone).date().isoformat()


@lru_cache(maxsize=64)
def _hour_of_week(hour: float, zone: ZoneInfo) -> int:
    """Of a whole hour UTC; remembered, since all assets ask for the same one."""
    local = datetime.fromtimestamp(hour * HOUR_S, zone)
    return local.weekday() * 24 + local.hour
