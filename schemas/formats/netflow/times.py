"""When flows began and ended, by whatever their exporter tells: uptimes, absolute times of four units, or nothing.

A time that can't be true is replaced by the datagram's own, and doubted: a flow ends at most an hour after it was
exported (clocks of one device may differ), and at most seven days before (`OLDEST_S`).
"""

from collections.abc import Callable, Sequence

from schemas.formats.netflow.fields import numbers
from schemas.formats.netflow.wire.export import Export
from schemas.formats.netflow.wire.template import Columns, Value
from schemas.formats.notes import Notes
from schemas.formats.row import LATEST_TIME, LONGEST_DURATION_S

OLDEST_S = 604_800.0
"""The largest timeout that Cisco's Flexible NetFlow takes for a cache, 604,800 seconds."""

AHEAD_S = 3_600.0
"""A convention: an exporter whose flow times are local times lies further off than that, and its clock is doubted."""

_WRAP = 0xFFFF_FFFF
_WRAP_MS = 4_294_967_296.0
"""An uptime has 32 bits: after 49.7 days it begins anew (RFC 3954, 5.1)."""

_NTP_UNIX = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 5905)."""

_NTP_FRACTION = 4_294_967_296.0


def spans(columns: Columns, count: int, export: Export, boot_ms: int | None, notes: Notes) -> list[tuple[float, float]]:
    """Start and end of each record, in seconds UTC."""
    if "end_up" in columns and _ABSOLUTE.isdisjoint(columns):
        return believed(*_uptimes(columns, export, boot_ms), export.now, notes)
    starts = _moments(columns, "start", export, boot_ms)
    ends = _moments(columns, "end", export, boot_ms)
    lasted = _durations(columns)
    if ends is None and starts is not None:
        # A record of a session's begin has the time of the event, or only that of its begin.
        ends = _events(columns, export) or (
            starts if lasted is None else [start + more for start, more in zip(starts, lasted, strict=True)]
        )
    if ends is None:
        ends = _events(columns, export) or [export.now] * count
    if starts is None:
        starts = ends if lasted is None else [end - less for end, less in zip(ends, lasted, strict=True)]
    return believed(starts, ends, export.now, notes)


def believed(starts: Sequence[float], ends: Sequence[float], now: float, notes: Notes) -> list[tuple[float, float]]:
    """Starts and ends as they are taken: what can't be true is noted."""
    pairs = list(zip(starts, ends, strict=True))
    sound = min(ends) >= now - OLDEST_S and max(ends) <= min(now + AHEAD_S, LATEST_TIME)
    if sound and min(starts) >= max(0.0, now - LONGEST_DURATION_S) and all(start <= end for start, end in pairs):
        return pairs
    return [_believed(start, end, now, notes) for start, end in pairs]


def _believed(start: float, end: float, now: float, notes: Notes) -> tuple[float, float]:
    if not now - OLDEST_S <= end <= min(now + AHEAD_S, LATEST_TIME):
        notes.doubt("impossible time")
        lasted = end - start
        end = now
        start = end - lasted if 0.0 <= lasted <= OLDEST_S and lasted <= end else end
    if not 0.0 <= start <= end or end - start > LONGEST_DURATION_S:
        notes.doubt("impossible duration")
        start = end
    return start, end


def by_uptime(starts: Sequence[int], ends: Sequence[int], export: Export) -> tuple[list[float], list[float]]:
    """Starts and ends by uptimes, of a version whose header tells the exporter's own (RFC 3954, 5.1)."""
    now, uptime = export.now, export.uptime or 0
    ages = [(uptime - end) & _WRAP for end in ends]
    # Just ahead of the header's is a moment after it, and not 49 days before.
    if max(ages) > OLDEST_S * 1_000.0:
        ages = [age - (_WRAP + 1) if age > _WRAP_MS - AHEAD_S * 1_000.0 else age for age in ages]
    moments = [now - age / 1_000.0 for age in ages]
    lasted = [(end - start) & _WRAP for start, end in zip(starts, ends, strict=True)]
    if max(lasted) > _WRAP >> 1:
        lasted = [-1 if more > _WRAP >> 1 else more for more in lasted]
    return [end - more / 1_000.0 for end, more in zip(moments, lasted, strict=True)], moments


def _moments(columns: Columns, which: str, export: Export, boot_ms: int | None) -> Sequence[float] | None:
    """The times of one kind ("start" or "end"); None where the records have none."""
    for unit, seconds in _UNITS.items():
        values = columns.get(f"{which}_{unit}")
        if values is not None and any(values):
            shift = export.shift
            return [seconds(value, export.now - shift) + shift for value in values]
    values = columns.get(f"{which}_before_us")
    if values is not None:
        return [export.now - _int(value) / 1e6 for value in values]
    if f"{which}_up" not in columns:
        return None
    return _uptimes(columns, export, boot_ms)[which == "end"]


def _uptimes(columns: Columns, export: Export, boot_ms: int | None) -> tuple[list[float], list[float]]:
    """Starts and ends by uptimes. IPFIX tells the exporter's beginning in its records or its options, if at all."""
    whole_starts, whole_ends = numbers(columns, "start_up"), numbers(columns, "end_up")
    whole_starts, whole_ends = whole_starts or whole_ends, whole_ends or whole_starts
    if whole_starts is None or whole_ends is None:
        return [], []
    if export.uptime is not None:
        return by_uptime(whole_starts, whole_ends, export)
    boots = columns.get("boot_ms")
    if boots is not None:
        boot_ms = _int(boots[0])
    if boot_ms is not None:
        since = int((export.now - export.shift) * 1_000.0) - boot_ms
        if since >= 0:
            # Header times of IPFIX have whole seconds: a flow may end within the one that has begun.
            told = [(since - end) & _WRAP for end in whole_ends]
            if all(age <= OLDEST_S * 1_000.0 or age > _WRAP_MS - AHEAD_S * 1_000.0 for age in told):
                return _since_boot(whole_starts, whole_ends, since, export.now)
    # Nobody tells when its clock began: a flow is exported when it ends, so its end is the datagram's time.
    lasted = [(end - start) & _WRAP for start, end in zip(whole_starts, whole_ends, strict=True)]
    return [export.now - more / 1_000.0 for more in lasted], [export.now] * len(whole_ends)


def _since_boot(starts: Sequence[int], ends: Sequence[int], since: int, now: float) -> tuple[list[float], list[float]]:
    def moment(value: int) -> float:
        age = (since - value) & _WRAP
        return now - (age - (_WRAP + 1) if age > _WRAP_MS - AHEAD_S * 1_000.0 else age) / 1_000.0

    return list(map(moment, starts)), list(map(moment, ends))


def _events(columns: Columns, export: Export) -> list[float] | None:
    for unit in ("ms", "s"):
        values = columns.get(f"event_{unit}")
        if values is not None and any(values):
            return [_UNITS[unit](value, export.now) + export.shift for value in values]
    return None


def _durations(columns: Columns) -> list[float] | None:
    for unit, scale in (("ms", 1e3), ("us", 1e6)):
        values = columns.get(f"duration_{unit}")
        if values is not None:
            return [_int(value) / scale for value in values]
    return None


def _seconds(value: Value, _now: float) -> float:
    return float(_int(value))


def _milliseconds(value: Value, _now: float) -> float:
    return _int(value) / 1e3


def _ntp(value: Value, now: float) -> float:
    """A time of RFC 5905; some exporters write microseconds or nanoseconds since 1970 instead."""
    number = int.from_bytes(value, "big") if isinstance(value, bytes) else 0
    told = number / _NTP_FRACTION - _NTP_UNIX
    others = (told, number / 1e6, number / 1e9)
    return min(others, key=lambda one: abs(one - now))


_ABSOLUTE = frozenset(f"{which}_{unit}" for which in ("start", "end") for unit in ("ms", "us", "ns", "s", "before_us"))

_UNITS: dict[str, Callable[[Value, float], float]] = {"ms": _milliseconds, "us": _ntp, "ns": _ntp, "s": _seconds}


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0
