"""An asset of OT or the DMZ sends or gets far more in five minutes than it ever did."""

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec import Struct, field

from models.baseline.windows import WINDOW_S
from models.event_time.calendar import DAY_S
from models.findings.memory import Memory
from models.findings.protocol import AssetWindow, Condition
from models.findings.sighting import GUARDED, Finding, Words, placed, span
from schemas.alert import Advice
from schemas.attack import AlertKind

POINTS = 35.0
"""Low: more than usual is a lead, since it does not tell yet what was moved or where to. A convention."""

WATCHED_S = 14 * DAY_S
"""Each hour of the week has been there twice then: a weekly backup has shown itself."""

MIN_WINDOWS = 288
"""Windows with traffic before it says anything: as many as a day has."""

FLOOR_OCTETS = 1_000_000.0
"""Less than this in five minutes is never told: 27 kbit/s, what a screen of a remote session takes. A convention."""

TIMES_TAIL = 3.0
"""Told is what is past so many times the 95 % quantile of the asset's windows. A convention."""

SPREADS = 6.0
"""And past the mean by so many standard deviations, of this hour's windows where there are some, else of all: whatever
the distribution, at most one window in 37 lies there (Cantelli's inequality)."""

TIMES_MOST = 2.0
"""And past so many times the most that was ever moved in a window: rare jobs are known by their size once they were
seen, whatever their hour. Without it 35 days of a simulated plant had 208 alerts, on sessions that end at shift change,
since a connection counts where it ends. A convention."""

HALVED_S = 56 * DAY_S
"""Of that most a half is left after eight weeks, so that what comes each month goes on to be known by its size."""

HOUR_FADING = 0.02
"""Weight of the newest window in an hour's figures: a memory of 50 windows, so of four weeks where all have traffic."""

MIN_HOUR_WINDOWS = 6
"""Windows of an hour of the week before its own figures count: half of one such hour."""

MOST_RECORDS = 4_096
"""Days of the week and largest windows kept in a site, eight of an asset: 512 assets that never rest. Some 15 MB (176
bytes an hour, measured). Past it nothing is told of the next assets."""


class HourFigures(Struct, array_like=True):
    """What one asset moved in the windows of one hour of the week: running means and variances, in octets.

    Plain numbers: two of River's objects for each way take 2.3 kB (measured), and an asset has 168 hours.
    """

    windows: int = 0
    sent_mean: float = 0.0
    sent_var: float = 0.0
    received_mean: float = 0.0
    received_var: float = 0.0


class Kept(Struct, array_like=True):
    """One record: the hours of one day of the week, 0 to 23, of one asset; or, under its own key, its largest windows.

    By day, since a restore costs 20 us a record. `*_most` are octets as they were at `time`, seconds UTC, 0 where none
    moved more than half of `FLOOR_OCTETS`.
    """

    hours: dict[int, HourFigures] = field(default_factory=dict)
    time: float = 0.0
    sent_most: float = 0.0
    received_most: float = 0.0

    def most(self, time: float) -> tuple[float, float]:
        """What is left at a time of the most octets that were sent and received."""
        left = min(1.0, 0.5 ** ((time - self.time) / HALVED_S))
        return left * self.sent_most, left * self.received_most

    def grow(self, time: float, sent: float, received: float) -> bool:
        """Take one more window; whether it is a largest one."""
        sent_most, received_most = self.most(time)
        if sent <= sent_most and received <= received_most:
            return False
        self.time = max(self.time, time)
        self.sent_most, self.received_most = max(sent, sent_most), max(received, received_most)
        return True


@dataclass(frozen=True)
class _Usual:
    """What is usual one way: of all windows mean, deviation and 95 % quantile; of this hour, None where it has few."""

    mean: float
    deviation: float
    tail: float
    hour_mean: float | None
    hour_deviation: float | None
    most_ever: float

    @property
    def most(self) -> float:
        """The most octets that are no news."""
        # Once this hour has figures of its own, last night's backup does not widen the morning's bound.
        mean = self.mean if self.hour_mean is None else self.hour_mean
        deviation = self.deviation if self.hour_deviation is None else self.hour_deviation
        by_hour = max(TIMES_TAIL * mean, mean + SPREADS * deviation)
        return max(FLOOR_OCTETS, TIMES_TAIL * self.tail, by_hour, TIMES_MOST * self.most_ever)


class Volume:
    """Fires on a window far above what is usual, each way by itself. What it tells is learnt as the most that is usual.

    So one large transfer does not move the bound, and a lasting change is accepted little by little.
    """

    kind: AlertKind = "volume"
    words = Words(
        advice=Advice(
            "the sensor's logs",
            "Look for the largest connections of {initiator} in those five minutes, and ask {initiator's owner} "
            "whether a backup, an update or a copy of data was planned. If not, find out what was copied and where it "
            "went.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(Kept, version=1, most=MOST_RECORDS)

    def on_asset_window(self, window: AssetWindow) -> Iterable[Condition]:
        """Tell what was moved where it is far above what is usual; then learn it."""
        asset = window.asset
        if asset.side not in GUARDED or asset.shared:
            return
        weekday, number = divmod(window.hour_of_week, 24)
        key = f"{asset.id}|{weekday}"
        day = self._kept(key)
        if day is None:
            return
        hour = day.hours.get(number) or HourFigures()
        sent, received = float(window.sent_octets), float(window.received_octets)
        if max(sent, received) > FLOOR_OCTETS / TIMES_MOST:
            # Nearly all windows move less: they are only learnt.
            largest = self._kept(f"{asset.id}|most")
            if largest is None:
                return
            usual_sent, usual_received = _usual(window, hour, largest)
            for way, octets, usual in (("sent", sent, usual_sent), ("received", received, usual_received)):
                if usual is not None and octets > usual.most:
                    found = self._finding(window, way, octets, usual)
                    yield Condition(found, window.begin, window.begin + WINDOW_S, asset)
            if window.announced:
                return
            sent = sent if usual_sent is None else min(sent, usual_sent.most)
            received = received if usual_received is None else min(received, usual_received.most)
            if largest.grow(window.begin, sent, received):
                self.memory.put(f"{asset.id}|most", largest)
        if window.announced:
            return
        day.hours[number] = _learnt(hour, sent, received)
        self.memory.put(key, day)

    def _kept(self, key: str) -> Kept | None:
        """The record of a key, a new one where there is room; None where there is none."""
        found = self.memory.get(key)
        return Kept() if found is None and len(self.memory) < MOST_RECORDS - 1 else found

    def forget(self, asset: str) -> None:
        """Its records go."""
        for key in [key for key, _ in self.memory.items() if key.startswith(f"{asset}|")]:
            self.memory.drop(key)

    def correct(self, first: float, last: float) -> None:
        """Figures have no times."""

    def _finding(self, window: AssetWindow, way: str, octets: float, usual: _Usual) -> Finding:
        asset, moved = window.asset, _size(octets)
        before = span(window.begin - asset.record.first_seen)
        # One way is kept beside the other, however little it was: below half the floor larger ones were not kept.
        least_kept = FLOOR_OCTETS / TIMES_MOST
        most = _size(usual.most_ever) if usual.most_ever > least_kept else f"less than {_size(least_kept)}"
        hour = f", and {_size(usual.hour_mean)} is the average at this hour of the week" if usual.hour_mean else ""
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=(asset.id, way),
            title=f"{asset.label} {way} far more than usual: {moved} in five minutes",
            text=(
                f"{placed(asset)} {way} {moved} in five minutes; in {before} of watching, its busiest five minutes "
                f"had {most}{hour}"
            ),
            words=self.words,
            seen=float(f"{octets / 1e6:.3g}"),
            usual=float(f"{(usual.most_ever or FLOOR_OCTETS / TIMES_MOST) / 1e6:.3g}"),
            unit="MB",
        )


def _usual(window: AssetWindow, hour: HourFigures, largest: Kept) -> tuple[_Usual | None, _Usual | None]:
    """What is usual of sending and of receiving; None while there is not enough history."""
    all_windows = window.usual
    watched_s = window.begin - window.asset.record.first_seen
    if all_windows is None or all_windows.windows < MIN_WINDOWS or watched_s < WATCHED_S:
        return None, None
    known = hour.windows >= MIN_HOUR_WINDOWS
    sent_most, received_most = largest.most(window.begin)
    return (
        _Usual(
            all_windows.sent_mean.get(),
            all_windows.sent_var.get() ** 0.5,
            all_windows.sent_tail.get() or 0.0,
            hour.sent_mean if known else None,
            hour.sent_var**0.5 if known else None,
            sent_most,
        ),
        _Usual(
            all_windows.received_mean.get(),
            all_windows.received_var.get() ** 0.5,
            all_windows.received_tail.get() or 0.0,
            hour.received_mean if known else None,
            hour.received_var**0.5 if known else None,
            received_most,
        ),
    )


def _learnt(hour: HourFigures, sent: float, received: float) -> HourFigures:
    """The figures with one window more; the first ones count alike."""
    hour.windows += 1
    weight = max(HOUR_FADING, 1.0 / hour.windows)
    delta = sent - hour.sent_mean
    hour.sent_mean += weight * delta
    hour.sent_var = (1.0 - weight) * (hour.sent_var + weight * delta * delta)
    delta = received - hour.received_mean
    hour.received_mean += weight * delta
    hour.received_var = (1.0 - weight) * (hour.received_var + weight * delta * delta)
    return hour


def _size(octets: float) -> str:
    """An amount as people say it."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= size:
            return f"{octets / size:.3g} {unit}"
    return f"{octets:.0f} bytes"
