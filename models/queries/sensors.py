"""What is known of each sensor of a site, and what of it somebody should mend."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median, quantiles

from msgspec import Struct
from msgspec.structs import replace

from models.event_time.calendar import DAY_S, HOUR_S
from models.event_time.mark import Mark
from models.sensors.overlap import Pair
from models.sensors.sensors import SensorDays
from schemas.overview.sensors import SensorFault, SensorView, SharedView

LEAST_ROWS = 30
"""A share is told of so many rows that were looked at: less than that says nothing. A convention."""

ONE_SIDED, UNSURE, FLAWED, LOST, SAMPLED = 0.25, 0.5, 0.05, 0.002, 0.5
"""From which share on it is to be mended. Conventions: asymmetric routes and restarts leave some conversations with one
side or no beginning, and a busy mirror port drops a packet now and then; where records are lost, it is a datagram of
some thirty flows at once."""

OT_HOURS = 24
"""A sensor that saw OT protocols in so many hours is there for them: a day's polling. A convention."""

LEAST_OFFSETS = 8
"""Conversations that tell a clock's offset: fewer may all be of one odd host. A convention."""

LEAST_OFFSET_S = 2.0
"""Clocks this near are as good as equal: a capture's buffers and a log's rounding differ by as much. A convention."""

SPREAD_S, SPREAD_SHARE = 2.0, 0.1
"""The middle half of the offsets lies that near together, in seconds or of the offset; else none is told."""


class Seen(Struct, frozen=True, kw_only=True):
    """What a site has of its sensors, restored or as it is stored.

    `tick` is the site's last Tick, None before any; `parked` how many flows of a sensor wait.
    """

    site: str
    latest: float
    tick: float | None
    marks: Sequence[Mark]
    days: Iterable[SensorDays]
    parked: Mapping[str, int]
    pairs: Sequence[Pair]


def sensors(seen: Seen) -> list[SensorView]:
    """Each sensor of a site, by name."""
    days = {each.sensor: each for each in seen.days}
    astray = _astray(seen)
    return [
        _view(seen, mark, days.get(mark.sensor) or SensorDays(mark.sensor, 0), wrong=mark.sensor in astray)
        for mark in sorted(seen.marks, key=lambda mark: mark.sensor)
    ]


def offset_of(pair: Pair) -> float | None:
    """By how many seconds the second sensor's clock is ahead of the first's; None where it can't be told."""
    if len(pair.offsets) < LEAST_OFFSETS:
        return None
    middle = median(pair.offsets)
    first, _, third = quantiles(pair.offsets, n=4, method="inclusive")
    return middle if third - first <= max(SPREAD_S, SPREAD_SHARE * abs(middle)) else None


def _view(seen: Seen, mark: Mark, days: SensorDays, *, wrong: bool) -> SensorView:
    both = (days.before, days.today)
    rows, flows = sum(day.rows for day in both), sum(day.flows for day in both)
    flaws = Counter(days.before.flaws) + Counter(days.today.flaws)

    def share(count: int, whole: int) -> float | None:
        return count / whole if rows >= LEAST_ROWS and whole >= LEAST_ROWS else None

    view = SensorView(
        site=seen.site,
        sensor=mark.sensor,
        flows=mark.flows,
        first_seen=mark.began,
        last_seen=mark.time,
        behind_s=max(0.0, seen.latest - mark.time),
        parked=seen.parked.get(mark.sensor, 0),
        rows=rows,
        one_sided=share(sum(day.one_sided for day in both), sum(day.sided for day in both)),
        unsure=share(sum(day.unsure for day in both), sum(day.tcp for day in both)),
        checksums=share(flaws["checksum"], flows),
        gaps=share(flaws["gap"], flows),
        cut=share(flaws["cut"], flows),
        sampled=share(flaws["sampled"], flows),
        lost=share(flaws["lost"], flows),
        ot_last=days.ot_last or None,
        shared=tuple(_shared(seen.pairs, mark.sensor)),
    )
    return replace(view, faults=tuple(_faults(view, days.ot_hours, wrong=wrong)))


def _faults(view: SensorView, ot_hours: int, *, wrong: bool) -> Iterator[SensorFault]:
    bounds: tuple[tuple[SensorFault, float | None, float], ...] = (
        ("checksums", view.checksums, FLAWED),
        ("one-direction", view.one_sided, ONE_SIDED),
        ("gaps", view.gaps, FLAWED),
        ("cut", view.cut, FLAWED),
        ("lost", view.lost, LOST),
        ("beginnings", view.unsure, UNSURE),
        ("sampled", view.sampled, SAMPLED),
    )
    yield from (fault for fault, share, bound in bounds if share is not None and share >= bound)
    # What is known of OT is known to the hour.
    if ot_hours >= OT_HOURS and view.ot_last is not None and view.last_seen - view.ot_last > DAY_S + HOUR_S:
        yield "no-ot"
    if wrong:
        yield "clock"
    if view.parked:
        yield "held-back"


def _shared(pairs: Sequence[Pair], sensor: str) -> Iterator[SharedView]:
    for pair in sorted(pairs, key=lambda pair: (pair.first, pair.second)):
        if sensor not in {pair.first, pair.second}:
            continue
        is_first, offset = sensor == pair.first, offset_of(pair)
        told = pair.first_told if is_first else pair.second_told
        yield SharedView(
            sensor=pair.second if is_first else pair.first,
            # One of them may have told a conversation before the other was known to see any of it.
            share=min(1.0, pair.both / told) if told else 0.0,
            both=pair.both,
            ahead_s=None if offset is None else 0.0 - offset if is_first else offset,
        )


def _astray(seen: Seen) -> set[str]:
    """The sensors whose clocks are wrong: of two that differ, the one whose time is further from the site's Ticks."""
    times = {mark.sensor: mark.time for mark in seen.marks}
    found: set[str] = set()
    for pair in seen.pairs:
        offset = offset_of(pair)
        if offset is None or abs(offset) < LEAST_OFFSET_S or not {pair.first, pair.second} <= times.keys():
            continue
        true = seen.latest if seen.tick is None else seen.tick
        first, second = abs(times[pair.first] - true), abs(times[pair.second] - true)
        found.add(pair.first if first > second else pair.second)
    return found
