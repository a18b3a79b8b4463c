"""What a simulated year says: a line a month, and whether alerts, memory, state and cost stayed flat.

A straight line is laid over the months, or over the weeks from `FLAT_FROM` on. Flat is what grows by less than its
bound from the line's begin to its end. Alerts have no trend where the slope is below two of its standard errors. Stored
state is asked for a path: assets and paths that a plant has new are kept, whatever becomes of them.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import sqrt
from statistics import linear_regression

from msgspec import Struct

from schemas.alert import level_of

MONTH_WEEKS = 4
FLAT_FROM = 8
"""Weeks: by then each rhythm but the quarter was met, and what decays by half in eight weeks has begun to."""

ALERTS_A_DAY, MEDIUM_A_DAY = 0.5, 0.2
"""What an analyst bears of false alerts, in all and of medium and above (`docs/detection.md`, the bench's aims)."""

MEDIUM = 40
GROWTH = {"memory": 0.05, "state": 0.05, "cost": 0.10}
"""Memory's as in `benchmarks/soak.py`; cost is noisier (a convention)."""

SURE = 2.0
"""Standard errors: about 95 %."""

COLUMNS = (
    *("month", "rows", "info", "low", "medium", "high+", "withheld", "us a row (to read)", "memory", "state"),
    "assets, paths",
)


class Told(Struct):
    """One alert that somebody was told: when first, on which local day, and the highest severity it reached."""

    time: float
    day: date
    kind: str
    severity: int
    title: str


class Week(Struct, frozen=True, kw_only=True):
    """A week of the year. Costs are microseconds of processor time a row; `withheld` counts from the begin on."""

    number: int
    end: float
    rows: int
    read_us: float
    core_us: float
    checkpoint_us: float
    resident_bytes: int
    state_bytes: int
    assets: int
    paths: int
    withheld: int
    by_kind: dict[str, int]

    @property
    def us(self) -> float:
        """What a row costs once it is read."""
        return self.core_us + self.checkpoint_us

    def line(self) -> str:
        """For whoever watches."""
        return (
            f"week {self.number:>2}: {self.rows:>9,} rows, {self.assets:,} assets, {self.paths:,} paths, "
            f"{self.core_us:.1f} + {self.checkpoint_us:.1f} us ({self.read_us:.1f} to read), "
            f"{self.resident_bytes / 1e6:.0f} MB, state {self.state_bytes / 1e6:.2f} MB"
        )


class Line(Struct, frozen=True):
    """A straight line through values: what it begins with, what it ends with, its slope a step and that one's error."""

    begin: float
    end: float
    slope: float
    error: float

    @property
    def growth(self) -> float:
        """As a share of its begin."""
        return (self.end - self.begin) / self.begin if self.begin else 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the slope is not chance."""
        return abs(self.slope) > SURE * self.error


def line_through(values: Sequence[float]) -> Line:
    """The line of least squares; the error is 0 for two values."""
    places = range(len(values))
    slope, start = linear_regression(places, values)
    off = sum((value - start - slope * place) ** 2 for place, value in enumerate(values))
    spread = sum((place - (len(values) - 1) / 2) ** 2 for place in places)
    error = sqrt(off / (len(values) - 2) / spread) if len(values) > 2 else 0.0
    return Line(start, start + slope * (len(values) - 1), slope, error)


def report(weeks: Sequence[Week], told: Sequence[Told], start: float, *, learnt_days: int, budget: int) -> bool:
    """Print it; whether all was kept. Months in which all was learnt by declaration are no part of trends."""
    months = [weeks[first : first + MONTH_WEEKS] for first in range(0, len(weeks), MONTH_WEEKS)]
    months = [month for month in months if len(month) == MONTH_WEEKS]
    print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|")
    begin, held, counts, medium = start, 0, list[int](), list[int]()
    for number, month in enumerate(months, 1):
        last, rows = month[-1], sum(week.rows for week in month)
        mine = [one for one in told if begin <= one.time < last.end]
        levels = Counter(level_of(one.severity) for one in mine)
        us = sum(week.us * week.rows for week in month) / rows
        read = sum(week.read_us * week.rows for week in month) / rows
        print(
            f"| {number} | {rows:,} | {levels['info']} | {levels['low']} | {levels['medium']} | "
            f"{levels['high'] + levels['critical']} | {last.withheld - held} | {us:.1f} ({read:.1f}) | "
            f"{last.resident_bytes / 1e6:.0f} MB | {last.state_bytes / 1e6:.2f} MB | {last.assets:,}, {last.paths:,} |"
        )
        begin, held = last.end, last.withheld
        counts.append(len(mine))
        medium.append(sum(one.severity >= MEDIUM for one in mine))
    print("by kind: " + ", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in told).most_common()))
    kept = [_budget(told, budget), _months(counts, medium)]
    skipped = -(-learnt_days // (7 * MONTH_WEEKS))
    if len(counts) > skipped + 2:
        trend = line_through(counts[skipped:])
        kept.append(
            _said(f"alerts a month: {trend.slope:+.2f} each month (error {trend.error:.2f})", not trend.is_sure)
        )
    flat = weeks[FLAT_FROM:]
    if len(flat) > 2:
        kept += [
            _flat("memory", "resident memory", [week.resident_bytes for week in flat]),
            _flat("state", "stored state a path", [week.state_bytes / week.paths for week in flat]),
            _flat("cost", "cost of a row", [week.us for week in flat]),
            _flat("cost", "cost of a row, against reading it", [week.us / week.read_us for week in flat]),
        ]
        last = flat[-1]
        print(
            f"from week {flat[0].number} to {last.number} the plant itself grew from {flat[0].assets:,} to "
            f"{last.assets:,} assets and from {flat[0].paths:,} to {last.paths:,} paths, its stored state from "
            f"{flat[0].state_bytes / 1e6:.2f} to {last.state_bytes / 1e6:.2f} MB"
        )
        first, final = flat[0].by_kind, flat[-1].by_kind
        grown = sorted(final, key=lambda kind: first.get(kind, 0) - final[kind])[:5]
        told_kinds = ", ".join(f"{kind} {first.get(kind, 0):,} to {final[kind]:,}" for kind in grown)
        print(f"stored bytes that grew most since week {flat[0].number}: {told_kinds}")
    return all(kept)


def _budget(told: Sequence[Told], budget: int) -> bool:
    days = Counter(one.day for one in told if one.severity >= MEDIUM)
    worst = max(days.values(), default=0)
    return _said(f"medium and above on the worst day: {worst} of {budget}", worst <= budget)


def _months(counts: Sequence[int], medium: Sequence[int]) -> bool:
    days = 7 * MONTH_WEEKS
    worst, worst_medium = max(counts, default=0) / days, max(medium, default=0) / days
    return _said(
        f"alerts a day in the worst month: {worst:.2f} of {ALERTS_A_DAY}, medium and above {worst_medium:.2f} of "
        f"{MEDIUM_A_DAY}",
        worst <= ALERTS_A_DAY and worst_medium <= MEDIUM_A_DAY,
    )


def _flat(bound: str, name: str, values: Sequence[float]) -> bool:
    line = line_through(values)
    return _said(f"{name}: {line.growth:+.1%} from week {FLAT_FROM + 1} on (at most {GROWTH[bound]:.0%})",
                 line.growth <= GROWTH[bound])  # fmt: skip


def _said(text: str, kept: bool) -> bool:
    print(f"{text}: {'kept' if kept else 'MISSED'}")
    return kept
