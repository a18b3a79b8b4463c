"""Announced work: how a window is named, written and listed."""

import re
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

from schemas.asset_change import AssetChange, Subject, Weekly

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WEEKLY = re.compile(r"([a-z,\-]+)\s+(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")


class MaintenanceWindow(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A window as people read it.

    `on` is the asset, the zone or the initiator. `begins` and `ends` are those of the time that runs, or else of the
    next one, seconds UTC. `weekly` is as `weekly_text` has it; `until`: when a weekly one stops (None: never). `paths`
    are those held since it began.
    """

    id: str
    site: str
    subject: Subject
    on: str
    state: Literal["planned", "running"]
    begins: float
    ends: float
    who: str | None = None
    reason: str | None = None
    initiator: str | None = None
    weekly: str | None = None
    until: float | None = None
    paths: int = 0


def window_id(change: AssetChange) -> str:
    """40 bits of BLAKE2b over what is announced, as long as the ids of words: said again, it is the same window."""
    weekly = "" if change.weekly is None else weekly_text(change.weekly)
    starts = "" if weekly and change.starts is None else repr(change.time if change.starts is None else change.starts)
    text = "\x1f".join((change.site, change.subject, change.id, change.initiator or "", starts, weekly))
    return blake2b(text.encode(), digest_size=5).hexdigest()


def weekly_of(text: str) -> Weekly:
    """Days and times of `sat 22:00-02:00`, `mon,thu 06:00-07:30`, `mon-fri 12:00-13:00`. Raises ValueError."""
    match = _WEEKLY.fullmatch(text.strip().lower())
    if match is None:
        msg = (
            f"{text!r} names no times of a week; write days and times, like 'sat 22:00-02:00' or 'mon,thu 06:00-07:30'"
        )
        raise ValueError(msg)
    days = sorted({day for part in match[1].split(",") for day in _days_of(part)})
    begin, end = _minute(match[2], match[3]), _minute(match[4], match[5])
    if begin == end:
        msg = f"{text!r} has no length: it ends when it begins"
        raise ValueError(msg)
    return Weekly(tuple(days), begin, end)


def weekly_text(weekly: Weekly) -> str:
    """The same in its one form, which `weekly_of` reads."""
    days = ",".join(DAYS[day] for day in weekly.days)
    return f"{days} {_clock(weekly.begin_minute)}-{_clock(weekly.end_minute)}"


def _days_of(part: str) -> list[int]:
    first, _, last = part.partition("-")
    for each in (first, last or first):
        if each not in DAYS:
            msg = f"{each!r} is no day of the week; write {', '.join(DAYS)}"
            raise ValueError(msg)
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _minute(hours: str, minutes: str) -> int:
    if int(hours) > 23 or int(minutes) > 59:
        msg = f"{hours}:{minutes} is no time of the day"
        raise ValueError(msg)
    return 60 * int(hours) + int(minutes)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
